package mailbox

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// deaf is a server that has hung up, on a line that takes whatever is written to it.
type deaf struct {
	net.Conn
	said *strings.Reader
}

func (d deaf) Read(p []byte) (int, error)  { return d.said.Read(p) }
func (d deaf) Write(p []byte) (int, error) { return len(p), nil }
func (d deaf) Close() error                { return nil }

// A command that is begun when nobody reads any more is ended by nobody in the
// library: whatever is asked then is told that the line is lost.
func TestACommandThatNobodyEndsEnds(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(b *box) error{
		"abilities": func(b *box) error { _, err := b.abilities(); return err },
		"choose":    func(b *box) error { _, err := b.choose("INBOX"); return err },
		"uids":      func(b *box) error { _, err := b.uids(); return err },
		"letters":   func(b *box) error { _, err := b.letters([]uint32{1, 2}, 0, 1); return err },
		"copy":      func(b *box) error { _, err := b.copy("Processed", []uint32{1}); return err },
		"idle":      func(b *box) error { return b.idle(t.Context(), nil, nil) },
		"leave": func(b *box) error {
			err := b.ask(func() error { return b.client.Noop().Wait() })
			b.leave()
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLine(deaf{said: strings.NewReader("* OK [CAPABILITY IMAP4rev1 MOVE] ready\r\n")}, time.Hour)
			b := &box{account: Account{Name: "office"}, line: l, client: imapclient.New(l, nil), release: func() bool { return true }}
			<-b.client.Closed()
			if err := ask(b); !isLoss(err) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A line that ends with the answer to a command takes nothing of it away.
func TestWhatCameBeforeTheLineEndedCounts(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{})
	close(closed)
	for n := range 1000 {
		if got, err := ended(closed, nil, func() (int, error) { return n, nil }); got != n || err != nil {
			t.Fatalf("%d: %d, %v", n, got, err)
		}
	}
	no := &imap.Error{Type: imap.StatusResponseTypeNo}
	if _, err := ended(closed, nil, func() (int, error) { return 0, no }); err != no { //nolint:errorlint // it is the same
		t.Errorf("%v", err)
	}
}

// A reader that neither answers nor ends holds nobody up once the line was hung up.
func TestALineThatWasHungUpEndsItsCommand(t *testing.T) {
	t.Parallel()
	here, there := net.Pipe()
	defer func() { _ = there.Close() }()
	l := newLine(here, time.Millisecond)
	never, over := make(chan struct{}), make(chan struct{})
	defer close(over)
	if _, err := ended(never, l.hung, func() (int, error) { <-over; return 0, nil }); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
}
