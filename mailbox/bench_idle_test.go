package mailbox

import (
	"context"
	"slices"
	"testing"
	"time"

	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// BenchmarkIdleToTip delivers one mail after the other into the Maildir of a
// mailbox that waits in IDLE, and measures until the tip can be read in the store.
// The goal is a second at most.
func BenchmarkIdleToTip(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkIdle(b, storetest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { benchmarkIdle(b, storetest.Postgres(b)) })
}

const idleMails = 60

func benchmarkIdle(b *testing.B, s *store.Store) {
	o, server := newOffice(b, s), testserver.Dovecot(b, testserver.DovecotOptions{})
	opts, reports := o.options(account(server)), make(told, 10)
	opts.After, opts.Progress = never, reports
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- New(opts).Run(ctx) }()
	<-reports
	for b.Loop() {
		var took []float64
		for n := range idleMails {
			begun := time.Now()
			server.Deliver("tips", "INBOX", mail(n))
			for got := 0; got == 0; {
				got = (<-reports).Total().Imported
			}
			if !o.holds(b, n+1) {
				b.Fatal("a mail was reported and is not to be read")
			}
			took = append(took, float64(time.Since(begun).Microseconds())/1000)
		}
		slices.Sort(took)
		b.ReportMetric(took[len(took)/2], "p50-ms")
		b.ReportMetric(took[len(took)*99/100], "p99-ms")
	}
	cancel()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

// holds says whether so many mails have their tip.
func (o *office) holds(b *testing.B, mails int) bool {
	b.Helper()
	rows := 0
	if err := o.store.Read(b.Context(), func(tx *store.Tx) error {
		found, err := tx.MailLedger("office", 0, mails+1)
		for _, r := range found {
			if _, err := tx.Envelopes(r.TipID); err != nil {
				return err
			}
			rows++
		}
		return err
	}); err != nil {
		b.Fatal(err)
	}
	return rows == mails
}
