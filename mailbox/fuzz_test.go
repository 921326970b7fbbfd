package mailbox

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// A server says whatever it likes: one piece, up to the byte 0x1e, for each line
// of ours, with $ for the tag. The sweep ends, and what it listed has its rows.
func FuzzDialogue(f *testing.F) {
	opening := "* OK ready\r\n\x1e* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n$ OK\r\n\x1e$ OK\r\n\x1e* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n$ OK\r\n\x1e" +
		"* 2 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n$ OK\r\n\x1e* SEARCH 1 2\r\n$ OK\r\n\x1e"
	one, two := "From: a@x.cn\r\n\r\none", "From: b@x.cn\r\n\r\ntwo"
	f.Add([]byte(opening + fmt.Sprintf("* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%s)\r\n* 2 FETCH (UID 2 BODY[]<0> {%d}\r\n%s)\r\n$ OK\r\n\x1e", len(one), one, len(two), two) +
		"* OK [COPYUID 3 1:2 7:8] x\r\n$ OK\r\n\x1e"))
	f.Add([]byte(opening + "$ NO\r\n\x1e* SEARCH 1\r\n$ OK\r\n\x1e* 1 FETCH (UID 1 BODY[] NIL)\r\n$ OK\r\n\x1e"))
	f.Add([]byte(opening + "* 1 FETCH (UID 1 BODY[]<0> {9999999999}\r\nx)\r\n$ OK\r\n"))
	f.Add([]byte("* BYE\r\n"))
	f.Add([]byte("* OK\n\x1e* SEARCH 1\r\n$ OK\r\n"))                           // the library waits half a minute for what the server can
	f.Add([]byte("* OK ready\r\n\x1e* CAPABILITY IMAP4rev1 (\r\n$ OK\r\n\x1e")) // the library's reader spins at the parenthesis
	f.Add([]byte("* PREAUTH x\r\n\x1e$ BAD\r\n"))
	o, clock := newOffice(f, storetest.SQLite(f)), storetest.NewClock(time.Now())
	o.limits.Silence, o.now = 100*time.Millisecond, clock.Now
	var n atomic.Int64
	f.Fuzz(func(t *testing.T, script []byte) {
		addr := scripted(t, bytes.Split(script, []byte{0x1e}))
		a := Account{Name: fmt.Sprintf("account %d", n.Add(1)), Username: "tips", Password: NewSecret("x"), Folders: []string{"INBOX"}, Processed: "Processed"}
		opts := o.options(a.at(addr))
		opts.After = never
		r, _ := New(opts).Sweep(t.Context()) // whether it ends well is the script's affair
		row := r.Total()
		var rows []models.Ledger
		if err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) {
			rows, err = tx.MailLedger(a.Name, 0, 1<<20)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if row.Seen != row.Done() || len(rows) < row.Seen {
			t.Errorf("%d listed, %d settled, %d rows", row.Seen, row.Done(), len(rows))
		}
	})
}

// scripted is a server that answers each line with the next piece, on whatever
// connection it comes, and hangs up when there are none.
func scripted(t *testing.T, pieces [][]byte) (addr string) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			pieces = perform(conn, pieces)
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close() // it ends the server
		<-ended
	})
	return listener.Addr().String()
}

func perform(conn net.Conn, pieces [][]byte) (rest [][]byte) {
	defer conn.Close()
	lines := bufio.NewReader(conn)
	for tag := ""; len(pieces) > 0; pieces = pieces[1:] {
		tell(conn, "%s", bytes.ReplaceAll(pieces[0], []byte("$"), []byte(tag)))
		line, err := lines.ReadString('\n')
		if err != nil {
			return pieces[1:]
		}
		tag, _, _ = strings.Cut(line, " ")
	}
	return nil
}
