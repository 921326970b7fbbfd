package testserver

import (
	"crypto/x509"
	"syscall"
	"testing"
)

// MailPassword signs any user in to any Dovecot of this package.
const MailPassword = "correct-horse"

// DovecotOptions says how the server differs from Debian's Dovecot as it comes.
type DovecotOptions struct {
	// Capabilities, if not empty, is all that the server says it can, such as
	// "IMAP4rev1 IDLE LITERAL+" for one without MOVE and UIDPLUS. It still carries out the rest.
	Capabilities string
	// Expired gives it a certificate that ran out yesterday.
	Expired bool
	// Introspection, if not empty, is the URL by which it asks about tokens (RFC 7662): the answer's
	// active says whether one is good, and username whose it is. It then offers XOAUTH2 and OAUTHBEARER.
	Introspection string
}

// DovecotServer is an IMAP server of one test's own.
type DovecotServer struct {
	t             testing.TB
	daemon        *daemon
	mail          *maildir
	port, tlsPort int
	certificate   *certificate
	certFile      string
}

// Dovecot starts a Dovecot that ends with the test. Any user name signs in with MailPassword.
func Dovecot(t testing.TB, options DovecotOptions) *DovecotServer {
	t.Helper()
	server, err := newDovecot(t, options)
	check(t, err)
	t.Cleanup(func() { check(t, server.daemon.discard()) })
	server.Start()
	return server
}

func newDovecot(t testing.TB, options DovecotOptions) (*DovecotServer, error) {
	program, err := binary("dovecot", "dovecot-imapd")
	if err != nil {
		return nil, err
	}
	d := &DovecotServer{t: t}
	if d.port, err = freePort(); err != nil {
		return nil, err
	}
	if d.tlsPort, err = freePort(); err != nil {
		return nil, err
	}
	if d.certificate, err = newCertificate(options.Expired); err != nil {
		return nil, err
	}
	home, err := newFolder("dovecot")
	if err != nil {
		return nil, err
	}
	d.mail = &maildir{home: home}
	config, err := d.configure(home, options)
	d.daemon = &daemon{
		name: "dovecot", folder: home, argv: []string{program, "-F", "-c", config},
		quit: syscall.SIGTERM, orphaned: syscall.SIGKILL,
		ready: func(int) bool { return greets(d.port) },
	}
	return d, err
}

// configure lays out the server's folder and returns its configuration file.
func (d *DovecotServer) configure(home *folder, options DovecotOptions) (string, error) {
	if _, err := home.make("mail"); err != nil {
		return "", err
	}
	var err error
	if d.certFile, err = home.write("cert.pem", d.certificate.certPEM); err != nil {
		return "", err
	}
	key, err := home.write("key.pem", d.certificate.keyPEM)
	if err != nil {
		return "", err
	}
	tokens, err := home.write("oauth2.conf", oauth2Config(options.Introspection))
	if err != nil {
		return "", err
	}
	config, err := dovecotSettings{
		Root: home.root, User: home.owner.name, Group: home.owner.group, UID: home.owner.uid, GID: home.owner.gid,
		Cert: d.certFile, Key: key, Password: MailPassword,
		Port: d.port, TLSPort: d.tlsPort, Capabilities: options.Capabilities,
		Introspection: options.Introspection, Tokens: tokens,
	}.render()
	if err != nil {
		return "", err
	}
	return home.write("dovecot.conf", config)
}

// Addr is host:port of IMAP in clear, with STARTTLS offered. It stays the same over Stop and Start.
func (d *DovecotServer) Addr() string { return address(d.port) }

// TLSAddr is host:port of IMAP over TLS.
func (d *DovecotServer) TLSAddr() string { return address(d.tlsPort) }

// CAFile is the PEM file of the certificate to trust.
func (d *DovecotServer) CAFile() string { return d.certFile }

// CertPool holds the certificate to trust, for tls.Config.RootCAs.
func (d *DovecotServer) CertPool() *x509.CertPool { return d.certificate.pool }

// Deliver puts raw, byte for byte, into new/ of the user's folder ("INBOX", "收件箱/已处理"), creating
// both as needed, and returns its file. Dovecot sends lone LFs as CRLF. INTERNALDATE is the file's
// modification time. Messages get UIDs in the order of delivery.
func (d *DovecotServer) Deliver(user, folder string, raw []byte) string {
	d.t.Helper()
	file, err := d.mail.deliver(user, folder, raw)
	check(d.t, err)
	return file
}

// Maildir is the path of the user's folder, with cur, new and tmp in it; it is created if need be.
func (d *DovecotServer) Maildir(user, folder string) string {
	d.t.Helper()
	path, err := d.mail.create(user, folder)
	check(d.t, err)
	return path
}

// Start starts the server and returns once it greets; one that runs already is left alone.
func (d *DovecotServer) Start() {
	d.t.Helper()
	check(d.t, d.daemon.start())
}

// Stop ends the server with all its connections and returns once it is gone. The mail stays.
func (d *DovecotServer) Stop() {
	d.t.Helper()
	check(d.t, d.daemon.stop())
}
