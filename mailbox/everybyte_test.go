package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// A dialogue about three messages is cut at every byte of either side, on SQLite,
// and at every 13th on PostgreSQL; every other time the worker ends with the line,
// as if it had been killed. Whatever was cut, each message has one row and one tip
// and is in the processed folder after the next sweep.
func TestALineCutAtEveryByte(t *testing.T) {
	const workers = 6
	for k := range workers {
		t.Run(fmt.Sprintf("part %d", k), func(t *testing.T) {
			t.Parallel()
			newDialogue(t).cutEach(k, workers)
		})
	}
}

func TestALineCutOnPostgres(t *testing.T) {
	t.Parallel()
	newDialogueOn(t, storetest.Postgres(t)).cutEach(0, 13) // odd, so that every other cut is a kill
}

// cutEach cuts at every step-th byte from one on.
func (d *dialogue) cutEach(from, step int) {
	fromServer, fromClient := d.length()
	for n := from; n < fromServer+fromClient; n += step {
		if n < fromServer {
			d.cut(true, n, n%2 == 0)
		} else {
			d.cut(false, n-fromServer, n%2 == 0)
		}
		if d.Failed() {
			d.Fatalf("cut at byte %d of %d and %d", n, fromServer, fromClient)
		}
	}
	d.o.accounted(d.sent)
	d.Logf("%d messages", d.sent)
}

// dialogue is an office and a server in memory that is asked about three new
// messages each time.
type dialogue struct {
	*testing.T
	o    *office
	user *imapmemserver.User
	addr string
	sent int
	last int64 // id of the last row that was looked at
}

func newDialogue(t *testing.T) *dialogue {
	return newDialogueOn(t, inMemory(t))
}

func newDialogueOn(t *testing.T, s *store.Store) *dialogue {
	d := &dialogue{T: t, o: newOffice(t, s), user: imapmemserver.NewUser("tips", "x")}
	for _, folder := range []string{"INBOX", "Processed"} {
		if err := d.user.Create(folder, nil); err != nil {
			t.Fatal(err)
		}
	}
	d.addr = serveMemory(t, d.user)
	return d
}

func (d *dialogue) deliver() {
	for range 3 {
		if _, err := d.user.Append("INBOX", literal{bytes.NewReader(short(d.sent))}, &imap.AppendOptions{}); err != nil {
			d.Fatal(err)
		}
		d.sent++
	}
}

func short(n int) []byte {
	return fmt.Appendf(nil, "From: c@x.cn\r\nSubject: %d\r\n\r\nRoad %d.\r\n", n, n)
}

func (d *dialogue) account(addr string) Account {
	return Account{Name: "office", Username: "tips", Password: NewSecret("x"), Folders: []string{"INBOX"}, Processed: "Processed"}.at(addr)
}

// length is how many bytes either side says when nothing is cut.
func (d *dialogue) length() (fromServer, fromClient int) {
	d.deliver()
	var said [2]int
	p := newProxy(d.T, d.addr, func(_ int, server bool, before int64, b []byte) (int, verdict) {
		if server {
			said[0] = int(before) + len(b)
		} else {
			said[1] = int(before) + len(b)
		}
		return len(b), letPass
	})
	d.o.want(d.o.sweep(d.account(p.addr)), "seen 3 imported 3")
	d.settled()
	return said[0], said[1]
}

// cut delivers three messages and has them swept over a line that ends after n
// bytes of one side.
func (d *dialogue) cut(server bool, n int, killed bool) {
	d.deliver()
	ctx, stop := context.WithCancel(d.Context())
	defer stop()
	p := newProxy(d.T, d.addr, func(conn int, fromServer bool, before int64, b []byte) (int, verdict) {
		if conn != 1 || fromServer != server || before+int64(len(b)) <= int64(n) {
			return len(b), letPass
		}
		if killed {
			stop()
		}
		return int(max(int64(n)-before, 0)), cutLine
	})
	if _, err := d.o.mailbox(d.account(p.addr)).Sweep(ctx); err != nil { // what it could not do, the next does
		if _, err := d.o.mailbox(d.account(d.addr)).Sweep(d.Context()); err != nil {
			d.Errorf("the sweep after it: %v", err)
		}
	}
	for folder, want := range map[string]int{"INBOX": 0, "Processed": d.sent} {
		status, err := d.user.Status(folder, &imap.StatusOptions{NumMessages: true})
		if err != nil || int(*status.NumMessages) != want {
			d.Errorf("%s: %d messages, want %d, %v", folder, *status.NumMessages, want, err)
		}
	}
	if settled := d.settled(); settled != 3 {
		d.Errorf("%d of the three messages have their tip", settled)
	}
}

// settled is how many of the rows since it was asked last are of tips.
func (d *dialogue) settled() (n int) {
	var rows []models.Ledger
	if err := d.o.store.Read(d.Context(), func(tx *store.Tx) (err error) {
		rows, err = tx.MailLedger("office", d.last, 100)
		return err
	}); err != nil {
		d.Error(err)
	}
	for _, r := range rows {
		if d.last = r.ID; r.TipID != 0 {
			n++
		}
	}
	return n
}
