package intake_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/store"
	"heed/models/store/storetest"
)

// BenchmarkMailBatch is what a sweep asks of intake: 200 mails of 12 KB, sealed
// and committed together. One operation is one mail.
func BenchmarkMailBatch(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchMailBatch(b, storetest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { benchMailBatch(b, storetest.Postgres(b)) })
}

func benchMailBatch(b *testing.B, s *store.Store) {
	blobs, err := blob.Open(b.Context(), "file://"+b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	storetest.MakeRound(b, s)
	in := intake.New(intake.Options{Store: s, Blobs: blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	b.Cleanup(in.Close)
	raw := bytes.Repeat([]byte("一封信。\r\n"), 12<<10/14)
	b.ReportAllocs()
	uid := uint32(0)
	for b.Loop() {
		drafts := make([]intake.Draft, 200)
		for i := range drafts {
			uid++
			drafts[i] = intake.Draft{
				Channel: models.ChannelMail, Subject: "反映", Text: string(raw[:8<<10]), Sender: "a@b.invalid", RawMail: raw, Origin: "mailbox",
				Ledger: &models.Ledger{
					Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Outcome: models.LedgerTip, Digest: fmt.Appendf(nil, "%032d", uid),
				},
			}
		}
		for _, o := range in.SubmitBatch(b.Context(), drafts) {
			if o.Err != nil {
				b.Fatal(o.Err)
			}
		}
	}
	b.ReportMetric(float64(uid)/b.Elapsed().Seconds(), "mails/s")
}
