package mailbox

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"strings"
)

// pinError is a server whose key is not the pinned one.
type pinError struct{ shown string } // the fingerprint of its key

func (pinError) Error() string { return "the server's key is not the pinned one" }

// tlsConfig trusts the system's authorities, or the account's. With a pin it is
// the server's key alone that counts: neither chain nor name nor date is looked
// at, so that a self-made certificate is as good as any, and no authority can
// stand in for the server.
func (a Account) tlsConfig(protocols []string) *tls.Config {
	c := &tls.Config{ServerName: a.host(), RootCAs: a.RootCAs, NextProtos: protocols, MinVersion: tls.VersionTLS12}
	if a.Pin != "" {
		c.InsecureSkipVerify = true // the pin is held against the key below, on every handshake
		c.VerifyConnection = a.checkPin
	}
	return c
}

func (a Account) checkPin(state tls.ConnectionState) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("the server shows no certificate")
	}
	sum := sha256.Sum256(state.PeerCertificates[0].RawSubjectPublicKeyInfo)
	if shown := hex.EncodeToString(sum[:]); !strings.EqualFold(shown, a.Pin) {
		return pinError{shown}
	}
	return nil
}
