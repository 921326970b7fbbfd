package mailbox

import (
	"context"
	"sync"
	"testing"

	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

func TestTwoSweepsAtOnceImportNothingTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		o.limits.BatchMails = 20
		const messages = 150
		deliver(server, "INBOX", 0, messages)
		var both sync.WaitGroup
		imported := make([]int, 2)
		for k := range imported {
			both.Go(func() {
				r, err := o.mailbox(account(server)).Sweep(t.Context())
				if err != nil {
					t.Error(err)
				}
				imported[k] = r.Total().Imported
			})
		}
		both.Wait()
		if imported[0]+imported[1] != messages {
			t.Errorf("imported %v", imported)
		}
		o.accounted(messages)
	})
}

// Without the lease, as when a clock jumps, the ledger alone keeps tips single.
func TestTheLedgerIsTheLastGuard(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		o.limits.BatchMails = 7
		const messages = 100
		deliver(server, "INBOX", 0, messages)
		var all sync.WaitGroup
		var imported, seen [3]int
		for k := range imported {
			all.Go(func() {
				m, a := o.mailbox(account(server)), account(server)
				l := m.link(t.Context(), a)
				defer l.leave()
				r, err := m.sweepFolders(t.Context(), l)
				if err != nil || r.Err() != nil {
					t.Error(err, r.Err())
				}
				imported[k], seen[k] = r.Total().Imported, r.Total().Done()
				if r.Total().Seen != seen[k] {
					t.Errorf("%+v", r.Total())
				}
			})
		}
		all.Wait()
		if imported[0]+imported[1]+imported[2] != messages {
			t.Errorf("imported %v", imported)
		}
		o.accounted(messages)
	})
}

func TestALostLeaseEndsTheSweep(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	m := o.mailbox(account(server))
	m.opts.Limits.Lease = 30 // nanoseconds: gone before it can be renewed
	held, h, err := m.take(t.Context(), account(server))
	if err != nil {
		t.Fatal(err)
	}
	other := o.mailbox(account(server))
	if err := takeFor(t.Context(), o, other); err != nil {
		t.Fatal(err)
	}
	<-held.Done()
	if keyOf(context.Cause(held)) != keyBusy {
		t.Errorf("the cause: %v", context.Cause(held))
	}
	if err := h.drop(t.Context()); err != nil {
		t.Error(err)
	}
	if _, _, err := m.take(t.Context(), account(server)); keyOf(err) != keyBusy {
		t.Errorf("dropping a lost lease took it from the other: %v", err)
	}
}

// takeFor takes the account for another worker, which keeps it.
func takeFor(ctx context.Context, o *office, other *Mailbox) error {
	return o.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.TakeLease("office", other.holder, DefaultLimits().Lease)
		return err
	})
}
