package intake_test

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// TestACommitWhoseAnswerIsLostIsNoRefusal cuts the line to PostgreSQL right
// behind a commit. The report is in; the reporter must get the receipt, or
// would send it again.
func TestACommitWhoseAnswerIsLostIsNoRefusal(t *testing.T) {
	direct := testserver.Postgres(t).NewDatabase(t)
	cut := &atomic.Bool{}
	s := storetest.Open(t, through(t, direct, func(client net.Conn) {
		if cut.CompareAndSwap(true, false) {
			_ = client.Close() // before the answer can pass
		}
	}), time.Now)
	d := newDesk(t, s)
	if _, err := d.Submit(t.Context(), webDraft(d)); err != nil {
		t.Fatal(err)
	}
	cut.Store(true)
	res, err := d.Submit(t.Context(), webDraft(d))
	if err != nil {
		t.Fatal(err)
	}
	if cut.Load() {
		t.Fatal("no commit was cut")
	}
	hash := res.Receipt.LookupHash()
	err = storetest.Open(t, direct, time.Now).Read(t.Context(), func(tx *store.Tx) error {
		tip, err := tx.TipByReceipt(hash[:])
		if tip.ID != res.Tip.ID {
			t.Errorf("tip %d, want %d", tip.ID, res.Tip.ID)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestNoReceiptBeforeTheCommit holds the commit on the line: Submit must still
// be waiting then.
func TestNoReceiptBeforeTheCommit(t *testing.T) {
	hold, asked, release := &atomic.Bool{}, make(chan struct{}), make(chan struct{})
	database := through(t, testserver.Postgres(t).NewDatabase(t), func(net.Conn) {
		if hold.CompareAndSwap(true, false) {
			close(asked)
			<-release
		}
	})
	d := newDesk(t, storetest.Open(t, database, time.Now))
	hold.Store(true)
	done := make(chan error, 1)
	go func() {
		_, err := d.Submit(t.Context(), webDraft(d))
		done <- err
	}()
	<-asked
	select {
	case err := <-done:
		t.Errorf("a receipt before the commit: %v", err)
		close(release)
	default:
		close(release)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// through is the database behind a line that calls commit before it passes a
// commit on.
func through(t *testing.T, database string, commit func(client net.Conn)) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	server := u.Host
	go func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			go carry(client, server, commit)
		}
	}()
	u.Host = ln.Addr().String()
	return u.String()
}

func carry(client net.Conn, server string, commit func(net.Conn)) {
	defer client.Close()
	behind, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	go func() {
		defer behind.Close()
		buf := make([]byte, 64<<10)
		for {
			n, err := client.Read(buf)
			if bytes.Contains(buf[:n], []byte("commit")) {
				commit(client)
			}
			if n > 0 {
				if _, err := behind.Write(buf[:n]); err != nil {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	_, _ = io.Copy(client, behind)
}
