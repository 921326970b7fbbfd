package mailbox

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"heed/models"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// pinOf is the fingerprint of a Dovecot's key.
func pinOf(t *testing.T, server *testserver.DovecotServer) string {
	t.Helper()
	content, err := os.ReadFile(server.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(content)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(certificate.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// With a pin the key alone counts: neither an authority nor the date is asked
// for, and no authority makes up for another key.
func TestAPinnedKeyIsHeldAgainstTheServers(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t))
	good := testserver.Dovecot(t, testserver.DovecotOptions{})
	expired := testserver.Dovecot(t, testserver.DovecotOptions{Expired: true})
	for _, security := range []Security{TLS, StartTLS} {
		for name, given := range map[string]struct {
			server  *testserver.DovecotServer
			pin     string
			trusted bool
			key     string
		}{
			"no authority":         {good, pinOf(t, good), false, ""},
			"expired":              {expired, pinOf(t, expired), false, ""},
			"another key":          {good, pinOf(t, expired), false, keyPin},
			"another, but trusted": {good, pinOf(t, expired), true, keyPin},
			"no pin, trusted":      {good, "", true, ""},
			"no pin, expired":      {expired, "", true, keyExpired},
			"no pin, not trusted":  {good, "", false, keyAuthority},
		} {
			a := account(given.server)
			a.Pin = given.pin
			if !given.trusted {
				a.RootCAs = nil
			}
			if a.Security = security; security == StartTLS {
				a.Addr = given.server.Addr()
			}
			_, err := o.mailbox(a).Sweep(t.Context())
			if keyOf(err) != given.key {
				t.Errorf("%s, %v: %v, want %q", name, security, err, given.key)
			}
			var known *models.Error
			if errors.As(err, &known) && given.key == keyPin && known.Args["pin"] != pinOf(t, good) {
				t.Errorf("%s: the server's fingerprint is not told: %v", name, known.Args)
			}
		}
	}
}

func TestACertificateForAnotherNameIsSaidToBeOne(t *testing.T) {
	t.Parallel()
	web := httptest.NewUnstartedServer(http.NotFoundHandler())
	web.StartTLS()
	defer web.Close()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.2:0") // the certificate is for 127.0.0.1
	if err != nil {
		t.Fatal(err)
	}
	secure := tls.NewListener(listener, &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12})
	go func() {
		for {
			conn, err := secure.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1)) // ends with the handshake
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		if err := secure.Close(); err != nil {
			t.Error(err)
		}
	})
	a := Account{
		Name: "office", Addr: listener.Addr().String(), Username: "tips", Password: NewSecret("x"), Folders: []string{"INBOX"}, Processed: "P",
		RootCAs: x509.NewCertPool(),
	}
	a.RootCAs.AddCert(web.Certificate())
	o := newOffice(t, storetest.SQLite(t))
	if _, err := o.mailbox(a).Sweep(t.Context()); keyOf(err) != keyOtherName {
		t.Errorf("%v", err)
	}
}
