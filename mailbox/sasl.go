package mailbox

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"heed/models"

	"github.com/emersion/go-sasl"
)

// xoauth2 is the mechanism of Microsoft and Google, which is older than RFC
// 7628 and described by them alone.
type xoauth2 struct{ username, token string }

const mechanismXOAuth2 = "XOAUTH2"

// Start gives the one answer that there is.
func (x xoauth2) Start() (mechanism string, first []byte, err error) {
	return mechanismXOAuth2, fmt.Appendf(nil, "user=%s\x01auth=Bearer %s\x01\x01", x.username, x.token), nil
}

// Next is never asked: see polite.
func (xoauth2) Next([]byte) ([]byte, error) { return nil, sasl.ErrUnexpectedServerChallenge }

// polite lets a server end what it refuses. By RFC 7628 a refusal comes as a
// challenge, which is to be answered by one byte before the server says NO; a
// client that gives up there, as go-sasl's does, leaves the line in the middle
// of a command.
type polite struct{ sasl.Client }

// Next answers the challenge that tells of a refusal.
func (polite) Next([]byte) ([]byte, error) { return []byte{1}, nil }

// bearer is the mechanism of the account with a token.
func (a Account) bearer(token string) sasl.Client {
	if a.Auth == models.MailXOAuth2 {
		return polite{xoauth2{a.Username, token}}
	}
	host, portText, _ := net.SplitHostPort(a.Addr)
	port, _ := strconv.Atoi(portText) // 0 is left out
	name := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(a.Username)
	return polite{sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: name, Token: token, Host: host, Port: port})}
}
