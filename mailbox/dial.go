package mailbox

import (
	"context"
	"crypto/tls"
	"net"
	"time"
)

// dialTime bounds finding the server and opening a connection to it.
const dialTime = 30 * time.Second

// dial opens the line to an account's server, encrypted unless StartTLS or
// Plain. The errors are typed.
func (a Account) dial(ctx context.Context, silence time.Duration) (*line, net.Conn, error) {
	l, conn, err := a.dialTLS(ctx, silence, []string{"imap"})
	if err != nil && l != nil && !untrusted(err) && ctx.Err() == nil {
		// Some servers refuse a client that names its protocol (ALPN).
		if again, secure, err2 := a.dialTLS(ctx, silence, nil); err2 == nil {
			return again, secure, nil
		}
	}
	return l, conn, a.lineFault(err)
}

// dialTLS returns the line together with an error when only the handshake failed.
func (a Account) dialTLS(ctx context.Context, silence time.Duration, protocols []string) (*line, net.Conn, error) {
	raw, err := (&net.Dialer{Timeout: dialTime}).DialContext(ctx, "tcp", a.Addr)
	if err != nil {
		return nil, nil, err
	}
	l := newLine(raw, silence)
	if a.Security != TLS {
		return l, l, nil
	}
	secure := tls.Client(l, a.tlsConfig(protocols))
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = l.Close() // the handshake's error says why
		return l, nil, err
	}
	return l, secure, nil
}
