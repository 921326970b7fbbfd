package mailbox

import (
	"slices"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// nothingNew is how many mails lie in a folder of which all are recorded.
const nothingNew = 100_000

// BenchmarkNothingNew sweeps a folder of 100,000 mails that are all recorded and
// lie there still: because the server will not move them (the processed folder
// cannot be made), so that it is asked anew in every sweep, and because it could
// only mark them. The goal is a second at most; ms/sweep is a median of five.
func BenchmarkNothingNew(b *testing.B) {
	for _, db := range []struct {
		name string
		open func(testing.TB) *store.Store
	}{{"sqlite", storetest.SQLite}, {"postgres", storetest.Postgres}} {
		b.Run(db.name, func(b *testing.B) {
			server := testserver.Dovecot(b, testserver.DovecotOptions{})
			for n := range nothingNew {
				server.Deliver("tips", "INBOX", mail(n))
			}
			b.Run("not moved", func(b *testing.B) { benchmarkNothing(b, server, newOffice(b, db.open(b)), nil) })
			moved := time.Now().UTC()
			b.Run("marked", func(b *testing.B) { benchmarkNothing(b, server, newOffice(b, db.open(b)), &moved) })
		})
	}
}

func benchmarkNothing(b *testing.B, server *testserver.DovecotServer, o *office, moved *time.Time) {
	a := account(server).at(server.Addr())
	a.Processed = "no//folder" // a level without a name: Dovecot makes no such folder
	o.recordAll(b, a, moved)
	for b.Loop() {
		var took []float64
		for range sweepRuns {
			begun := time.Now()
			report, _ := o.mailbox(a).Sweep(b.Context()) // that nothing moves is an error, told every time
			took = append(took, float64(time.Since(begun).Milliseconds()))
			if got := report.Total(); got.Seen != 0 || moved == nil && got.Unmoved != nothingNew {
				b.Fatalf("%+v", got)
			}
		}
		b.ReportMetric(median(took), "ms/sweep")
	}
}

// recordAll gives every mail of the INBOX its row.
func (o *office) recordAll(b *testing.B, a Account, moved *time.Time) {
	b.Helper()
	l := o.mailbox(a).link(b.Context(), a)
	defer l.leave()
	line, err := l.ready()
	if err != nil {
		b.Fatal(err)
	}
	validity, err := line.choose("INBOX")
	if err != nil {
		b.Fatal(err)
	}
	uids, err := line.uids()
	if err != nil || len(uids) != nothingNew {
		b.Fatal(len(uids), err)
	}
	for part := range slices.Chunk(uids, 5000) {
		rows := make([]models.Ledger, len(part))
		for k, uid := range part {
			rows[k] = models.Ledger{Account: a.Name, Folder: "INBOX", UIDValidity: validity, UID: uid, Outcome: models.LedgerSetAside, MovedAt: moved}
		}
		if err := o.store.Write(b.Context(), func(tx *store.Tx) error { return tx.RecordMail(rows) }); err != nil {
			b.Fatal(err)
		}
	}
}
