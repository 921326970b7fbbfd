package testserver_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/models/testserver"
)

// dialogue is a plain IMAP conversation, one command at a time.
type dialogue struct {
	t     *testing.T
	conn  net.Conn
	lines *bufio.Reader
}

func talk(t *testing.T, conn net.Conn, err error) *dialogue {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	d := &dialogue{t: t, conn: conn, lines: bufio.NewReader(conn)}
	if _, err := d.lines.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return d
}

func talkTo(t *testing.T, address string) *dialogue {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	return talk(t, conn, err)
}

// say sends a command and returns everything up to its tagged answer.
func (d *dialogue) say(command string) string {
	d.t.Helper()
	if _, err := fmt.Fprintf(d.conn, "a %s\r\n", command); err != nil {
		d.t.Fatal(err)
	}
	var answer strings.Builder
	for {
		line, err := d.lines.ReadString('\n')
		if err != nil {
			d.t.Fatalf("%s: %v after %q", command, err, answer.String())
		}
		answer.WriteString(line)
		if strings.HasPrefix(line, "a ") {
			return answer.String()
		}
	}
}

func (d *dialogue) want(command, part string) {
	d.t.Helper()
	if got := d.say(command); !strings.Contains(got, part) {
		d.t.Errorf("%s: %q is not in %q", command, part, got)
	}
}

func (d *dialogue) login(user string) {
	d.t.Helper()
	d.want(fmt.Sprintf("LOGIN %s %q", user, testserver.MailPassword), "a OK")
}

func TestDeliveredMailIsSeenInOrder(t *testing.T) {
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	for n := range 12 {
		server.Deliver("tips", "INBOX", fmt.Appendf(nil, "Subject: %d\r\n\r\nnumber %d\r\n", n, n))
	}
	d := talkTo(t, server.Addr())
	d.login("tips")
	d.want("SELECT INBOX", "* 12 EXISTS")
	d.want("UID FETCH 1 BODY.PEEK[]", "number 0\r\n")
	d.want("UID FETCH 12 BODY.PEEK[]", "number 11\r\n")
}

func TestAChineseFolderIsMovedInto(t *testing.T) {
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", []byte("Subject: a\n\nb\n"))
	server.Maildir("tips", "收件箱/已处理")
	d := talkTo(t, server.Addr())
	d.login("tips")
	d.want(`LIST "" "*"`, `"/" &ZTZO9nux-/&XfJZBHQG-`)
	d.want("SELECT INBOX", "* 1 EXISTS")
	d.want(`UID MOVE 1 "&ZTZO9nux-/&XfJZBHQG-"`, "a OK")
	moved, err := filepath.Glob(filepath.Join(server.Maildir("tips", "收件箱/已处理"), "???", "*"))
	if err != nil || len(moved) != 1 {
		t.Fatalf("moved: %v, %v", moved, err)
	}
	if raw, err := os.ReadFile(moved[0]); err != nil || string(raw) != "Subject: a\n\nb\n" {
		t.Errorf("%q, %v", raw, err)
	}
}

func TestCapabilitiesCanBeHidden(t *testing.T) {
	for _, given := range []struct {
		options testserver.DovecotOptions
		move    bool
	}{
		{testserver.DovecotOptions{}, true},
		{testserver.DovecotOptions{Capabilities: "IMAP4rev1 IDLE LITERAL+"}, false},
	} {
		d := talkTo(t, testserver.Dovecot(t, given.options).Addr())
		d.login("tips")
		if answer := d.say("CAPABILITY"); strings.Contains(answer, " MOVE") != given.move {
			t.Errorf("%+v: %s", given.options, answer)
		}
	}
}

func TestAWrongPasswordIsRefused(t *testing.T) {
	d := talkTo(t, testserver.Dovecot(t, testserver.DovecotOptions{}).Addr())
	d.want("LOGIN tips wrong", "a NO")
}

func TestTLS(t *testing.T) {
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	conn, err := tls.Dial("tcp", server.TLSAddr(), &tls.Config{RootCAs: server.CertPool()})
	talk(t, conn, err).login("tips")

	_, err = tls.Dial("tcp", server.TLSAddr(), &tls.Config{})
	if unknown := new(x509.UnknownAuthorityError); !errors.As(err, unknown) {
		t.Errorf("a client that does not trust the certificate: %v", err)
	}
	pem, err := os.ReadFile(server.CAFile())
	if err != nil || !x509.NewCertPool().AppendCertsFromPEM(pem) {
		t.Errorf("CAFile holds no certificate: %v", err)
	}
}

func TestAnExpiredCertificate(t *testing.T) {
	server := testserver.Dovecot(t, testserver.DovecotOptions{Expired: true})
	_, err := tls.Dial("tcp", server.TLSAddr(), &tls.Config{RootCAs: server.CertPool()})
	if invalid := new(x509.CertificateInvalidError); !errors.As(err, invalid) || invalid.Reason != x509.Expired {
		t.Errorf("%v", err)
	}
}

func TestDovecotStopsWithItsClientsAndKeepsTheMail(t *testing.T) {
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", []byte("Subject: a\r\n\r\nb\r\n"))
	before := talkTo(t, server.Addr())
	before.login("tips")
	server.Stop()
	if _, err := before.lines.ReadString('\x00'); err == nil {
		t.Error("a client stays connected to a stopped server")
	}
	if conn, err := net.Dial("tcp", server.Addr()); err == nil {
		t.Errorf("a stopped server takes connections: %v", conn.Close())
	}
	server.Start()
	after := talkTo(t, server.Addr())
	after.login("tips")
	after.want("SELECT INBOX", "* 1 EXISTS")
}
