package mailbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"heed/models"
)

// startTag is the tag of the one command that goes out in clear.
const startTag = "H0"

// startTLS has the line encrypted (RFC 9051, section 6.2.1) before the library sees
// it: its own way waits for ever when its reader stumbles over the answer. Nothing
// but STARTTLS is said in clear, and of what is heard nothing is kept: a server
// that signs us in unasked, or says more behind its OK, is left.
func (a Account) startTLS(ctx context.Context, l *line) (net.Conn, error) {
	in := bufio.NewReader(l)
	if err := a.startLine(in, "*"); err != nil {
		return nil, err
	}
	if _, err := io.WriteString(l, startTag+" STARTTLS\r\n"); err != nil {
		return nil, a.lineFault(err)
	}
	if err := a.startLine(in, startTag); err != nil {
		return nil, err
	}
	if in.Buffered() > 0 {
		return nil, a.fault(models.KindUnavailable, keyTLS, errors.New("the server goes on in clear"))
	}
	conn := tls.Client(l, a.tlsConfig(nil))
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, a.lineFault(l.why(err))
	}
	return &greeted{conn, strings.NewReader("* OK encrypted\r\n")}, nil
}

// startLine reads until a line with the tag, which must say OK.
func (a Account) startLine(in *bufio.Reader, tag string) error {
	for {
		said, err := in.ReadString('\n')
		if err != nil {
			return a.lineFault(err)
		}
		words := append(strings.Fields(said), "", "")
		switch status := strings.ToUpper(words[1]); {
		case words[0] == tag && status == "OK":
			return nil
		case words[0] == tag && (status == "NO" || status == "BAD" || status == "PREAUTH"):
			return a.fault(models.KindUnavailable, keyTLS, fmt.Errorf("the server says %s to encryption", status))
		case words[0] != "*" || tag == "*" || status == "BYE":
			return a.fault(models.KindUnavailable, keyServer, errors.New("the server says what makes no sense before encryption"))
		}
	}
}

// greeted is an encrypted line on which the greeting, which came in clear, comes
// again: the library waits for one.
type greeted struct {
	net.Conn
	said *strings.Reader
}

func (g *greeted) Read(p []byte) (int, error) {
	if g.said.Len() > 0 {
		return g.said.Read(p)
	}
	return g.Conn.Read(p)
}
