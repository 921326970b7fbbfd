package mailbox

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// hangs is how long a sign-in may take in these tests before it counts as one that
// never ends.
const hangs = time.Minute

// upgraded is go-imap's own server, which encrypts by STARTTLS and takes no password
// before.
func upgraded(t *testing.T) (addr string, trusted *x509.CertPool) {
	t.Helper()
	web := httptest.NewUnstartedServer(http.NotFoundHandler())
	web.StartTLS()
	t.Cleanup(web.Close)
	trusted = x509.NewCertPool()
	trusted.AddCert(web.Certificate())
	memory, user := imapmemserver.New(), imapmemserver.NewUser("tips", "x")
	memory.AddUser(user)
	if err := user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	return serve(t, &imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps: imap.CapSet{imap.CapIMAP4rev1: {}}, TLSConfig: &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12},
	}), trusted
}

func upgrading(addr string, trusted *x509.CertPool) Account {
	return Account{
		Name: "office", Addr: addr, Security: StartTLS, Username: "tips", Password: NewSecret("x"), RootCAs: trusted, Folders: []string{"INBOX"}, Processed: "Processed",
	}
}

// entered signs in and says what came of it; what never ends fails the test.
func entered(t *testing.T, a Account, silence time.Duration) error {
	t.Helper()
	came := make(chan error, 1)
	go func() {
		b, err := enter(t.Context(), a, silence, credential{password: "x", pass: func() error { return nil }})
		b.close()
		came <- err
	}()
	select {
	case err := <-came:
		return err
	case <-time.After(hangs):
		t.Fatal("it hangs")
		return nil
	}
}

// Whatever byte of greeting, STARTTLS and handshake is the last to come, and
// whether the line ends there or is silent, the sign-in ends, and says which.
func TestALineToBeEncryptedThatBreaksAnywhereIsLeft(t *testing.T) {
	t.Parallel()
	addr, trusted := upgraded(t)
	var mu sync.Mutex
	clear, sent, all := 0, 0, 0
	whole := newProxy(t, addr, func(_ int, fromServer bool, before int64, b []byte) (int, verdict) {
		mu.Lock()
		defer mu.Unlock()
		if fromServer && clear == 0 && b[0] == 22 { // a handshake's record
			clear = int(before)
		}
		if fromServer {
			sent = int(before) + len(b)
		} else if all == 0 && (b[0] == 20 || b[0] == 23) { // the client has all of the server's part
			all = sent
		}
		return len(b), letPass
	})
	if err := entered(t, upgrading(whole.addr, trusted), hangs); err != nil {
		t.Fatal(err)
	}
	if clear < 50 || all < clear+500 {
		t.Fatalf("%d bytes in clear, %d in all", clear, all)
	}
	var at []int64
	for n := 0; n < all; n++ {
		if n < clear+8 || n%61 == 0 {
			at = append(at, int64(n))
		}
	}
	const together = 8
	for k := range together {
		t.Run(fmt.Sprintf("part %d", k), func(t *testing.T) {
			t.Parallel()
			for i := k; i < len(at); i += together {
				for how, want := range map[verdict]struct {
					silence time.Duration
					keys    []string
				}{
					cutLine: {hangs, []string{keyCut, keyServer}},
					stall:   {30 * time.Millisecond, []string{keySilent}},
				} {
					p := newProxy(t, addr, cutFrom(at[i], how))
					if err := entered(t, upgrading(p.addr, trusted), want.silence); !slices.Contains(want.keys, keyOf(err)) {
						t.Errorf("after byte %d of %d, verdict %d: %v", at[i], all, how, err)
					}
				}
			}
		})
	}
}

// cutFrom lets n bytes of the server pass, of every connection.
func cutFrom(n int64, how verdict) harm {
	return func(_ int, fromServer bool, before int64, p []byte) (int, verdict) {
		if !fromServer || before+int64(len(p)) <= n {
			return len(p), letPass
		}
		return int(max(n-before, 0)), how
	}
}

// pretender says what it is told to, and keeps what it hears.
type pretender struct {
	addr string

	mu    sync.Mutex
	heard bytes.Buffer
}

// pretend answers every connection: play has the lines that come.
func pretend(t *testing.T, play func(ctx context.Context, conn net.Conn, lines *bufio.Reader)) *pretender {
	t.Helper()
	p := &pretender{}
	p.addr = listens(t, func(ctx context.Context, conn net.Conn) {
		defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
		defer conn.Close()
		play(ctx, conn, bufio.NewReader(&listening{conn, p}))
	})
	return p
}

type listening struct {
	net.Conn
	p *pretender
}

func (l *listening) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	l.p.heard.Write(b[:n])
	return n, err
}

// after plays a greeting and, to STARTTLS, an answer in which TAG is its tag; then
// it ends, is silent or says what follows for ever.
func after(greeting, answer, follows string, stays bool) func(context.Context, net.Conn, *bufio.Reader) {
	return func(ctx context.Context, conn net.Conn, lines *bufio.Reader) {
		tell(conn, "%s", greeting)
		for answer != "" {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			if tag, command, _ := strings.Cut(strings.TrimSpace(line), " "); command == "STARTTLS" {
				tell(conn, "%s", strings.ReplaceAll(answer, "TAG", tag))
				break
			} else if command == "CAPABILITY" {
				tell(conn, "* CAPABILITY IMAP4rev1 STARTTLS\r\n%s OK\r\n", tag)
			}
		}
		for follows != "" {
			if _, err := conn.Write([]byte(follows)); err != nil {
				return
			}
		}
		if stays {
			_, _ = lines.WriteTo(&bytes.Buffer{})
			<-ctx.Done()
		}
	}
}

// Whoever answers in place of the server gets no password, and holds nobody up:
// not by an answer that the library waits for the rest of, nor by talking for ever.
func TestWhoeverAnswersBeforeTheLineIsEncrypted(t *testing.T) {
	t.Parallel()
	const hello, yes = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n", "TAG OK go on\r\n"
	talk := strings.Repeat("x", 4096)
	lost := []string{keyCut, keyServer}
	for name, c := range map[string]struct {
		greeting, answer, follows string
		stays                     bool
		want                      []string
	}{
		"hangs up":                        {want: lost},
		"is silent":                       {stays: true, want: []string{keySilent}},
		"garbage":                         {greeting: "\x00\xff(((\r\n", stays: true, want: lost},
		"half a greeting":                 {greeting: "* OK [CAPABI", stays: true, want: []string{keySilent}},
		"BYE":                             {greeting: "* BYE no\r\n", stays: true, want: lost},
		"PREAUTH":                         {greeting: "* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n", answer: "TAG BAD\r\n", stays: true, want: []string{keyTLS}},
		"a greeting, and silence":         {greeting: hello, stays: true, want: []string{keySilent}},
		"a greeting, and hangs up":        {greeting: hello, want: lost},
		"a greeting that says no ability": {greeting: "* OK\r\n", stays: true, want: []string{keySilent}},
		"NO":                              {greeting: hello, answer: "TAG NO\r\n", stays: true, want: []string{keyTLS}},
		"BAD":                             {greeting: hello, answer: "TAG BAD what\r\n", stays: true, want: []string{keyTLS}},
		"the answer to another":           {greeting: hello, answer: "X9 OK go on\r\n", stays: true, want: lost},
		"an answer before it is asked":    {greeting: hello + "T1 OK go on\r\n", stays: true, want: append(lost, keySilent)},
		"OK, and not the end of the line": {greeting: hello, answer: "TAG OK go on", want: lost},
		"OK, and a line that ends wrong":  {greeting: hello, answer: "TAG OK go on\rX\r\n", stays: true, want: []string{keySilent}},
		"OK, with a broken list":          {greeting: hello, answer: "TAG OK [CAPABILITY (((] go on\r\n", stays: true, want: []string{keySilent}},
		"OK, and hangs up":                {greeting: hello, answer: yes, want: lost},
		"OK, and silence":                 {greeting: hello, answer: yes, stays: true, want: []string{keySilent}},
		"OK, and goes on in clear":        {greeting: hello, answer: yes + "* CAPABILITY IMAP4rev1\r\n", stays: true, want: []string{keyTLS}},
		"OK, and half a record":           {greeting: hello, answer: yes + "\x16\x03\x03\x40\x00", stays: true, want: []string{keyTLS}},
		"OK, and a record of nothing":     {greeting: hello, answer: yes, follows: "\x16\x03\x03\x00\x00", want: append(lost, keyTLS)},
		"talks for ever":                  {greeting: hello, answer: "* OK", follows: "* OK still here\r\n", want: []string{keyServer}},
		"one line for ever":               {greeting: "* OK ", follows: talk, want: []string{keyServer}},
		"one list for ever":               {greeting: "* OK [CAPABILITY", follows: " X", want: []string{keyServer}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := pretend(t, after(c.greeting, c.answer, c.follows, c.stays))
			silence := hangs
			if slices.Contains(c.want, keySilent) {
				silence = 100 * time.Millisecond
			}
			if err := entered(t, upgrading(p.addr, nil), silence); !slices.Contains(c.want, keyOf(err)) {
				t.Errorf("%v, want one of %v", err, c.want)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if heard := p.heard.String(); strings.Contains(heard, "LOGIN") || strings.Contains(heard, "AUTHENTICATE") {
				t.Errorf("a password in clear:\n%q", heard)
			}
		})
	}
}

// A word now and then keeps no line open for ever while nobody is signed in: what is
// counted is the time, not the silence.
func TestASignInHasAnEnd(t *testing.T) {
	t.Parallel()
	for _, security := range []Security{StartTLS, TLS, Plain} {
		t.Run(fmt.Sprint(security), func(t *testing.T) {
			t.Parallel()
			p := pretend(t, func(ctx context.Context, conn net.Conn, _ *bufio.Reader) {
				tick := time.NewTicker(10 * time.Millisecond)
				defer tick.Stop()
				said := "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n" + strings.Repeat("* OK still here\r\n", 1000)
				if security == TLS {
					said = "\x16\x03\x03\x40\x00" + strings.Repeat("\x02", 16384)
				}
				for n := 0; n < len(said) && ctx.Err() == nil; n++ {
					if _, err := conn.Write([]byte{said[n]}); err != nil {
						return
					}
					<-tick.C
				}
			})
			a := upgrading(p.addr, nil)
			a.Security = security
			if err := entered(t, a, 100*time.Millisecond); keyOf(err) != keySilent {
				t.Errorf("%v", err)
			}
		})
	}
}

// A sweep tells of an account that cannot be signed in to and goes on with the next.
func TestAnAccountThatIsNotEncryptedKeepsNoOtherFromBeingSwept(t *testing.T) {
	t.Parallel()
	d := newDialogue(t)
	d.deliver()
	stuck := upgrading(pretend(t, after("* OK ready\r\n", "TAG OK go on", "", false)).addr, nil)
	stuck.Name = "stuck"
	r, err := d.o.mailbox(stuck, d.account(d.addr)).Sweep(t.Context())
	if key := keyOf(err); key != keyCut && key != keyServer || len(r.Rows) != 2 || r.Rows[0].Err == nil || r.Rows[1].Imported != 3 {
		t.Errorf("%+v, %v", r.Rows, err)
	}
}

// A line that is over when the library begins to talk is lost, however the two meet.
func TestALineThatIsOverAtOnce(t *testing.T) {
	t.Parallel()
	addr := pretend(t, func(context.Context, net.Conn, *bufio.Reader) {}).addr
	for range 300 {
		if err := entered(t, upgrading(addr, nil), hangs); keyOf(err) != keyCut && keyOf(err) != keyServer {
			t.Fatal(err)
		}
	}
}
