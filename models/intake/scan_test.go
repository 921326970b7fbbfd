package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/scrub/sample"
	"heed/models/store/storetest"
)

// A scanner sees every file as it came, whatever its way in, and what it says is in the sealed text: the file is
// taken in all the same.
func TestWhatAScannerSaysIsSealedBesideTheFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.SQLite(t))
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	answers := []models.Scan{{Virus: "Evil.A", At: at}, {Missed: models.MissedLarge, At: at}}
	var seen [][]byte
	in := intake.New(intake.Options{
		Store: d.store, Blobs: d.blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
		Scan: func(_ context.Context, r io.Reader) models.Scan {
			all, err := io.ReadAll(r)
			if err != nil {
				t.Error(err)
			}
			seen = append(seen, all)
			return answers[len(seen)-1]
		},
	})
	t.Cleanup(in.Close)
	photo := sample.Photo(1 << 10)
	web, err := in.Stage(t.Context(), 0, "a.jpg", "", bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	mailed, err := in.StageMail(t.Context(), 0, "a.jpg", "", photo)
	if err != nil {
		t.Fatal(err)
	}
	for _, came := range seen {
		if !bytes.Equal(came, photo) {
			t.Error("the scanner does not see the file as it came")
		}
	}
	draft := webDraft(d)
	draft.Files = []intake.Staged{web, mailed}
	res, err := in.Submit(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	var text models.TextEnvelope
	if err := json.Unmarshal(d.opened(t, res.Tip.ID, models.EnvelopeText, d.round.Content), &text); err != nil {
		t.Fatal(err)
	}
	for n, want := range answers {
		if got := text.Files[n].Scan; got == nil || *got != want {
			t.Errorf("file %d: %+v, not %+v", n, got, want)
		}
	}
}

func TestWithoutAScannerNothingIsSaid(t *testing.T) {
	t.Parallel()
	f, err := newDesk(t, storetest.SQLite(t)).StageMail(t.Context(), 0, "a", "", []byte("a"))
	if err != nil || f.Scan != nil {
		t.Errorf("%+v, %v", f.Scan, err)
	}
}

// A mail within a mail is one because the mail says so; by its name, where the type says nothing.
func TestAMailWithinAMailIsCleaned(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.SQLite(t))
	for _, c := range []struct{ name, kind, header string }{
		{"a.eml", "application/octet-stream", "From: a@example.org\r\n"},
		{"message", "message/rfc822", "Subject: \xb4\xe5\x81\r\n"},
		{"message", "message/global", "Subject: a\r\n"},
		{"a", "text/plain", "From: a\r\nTo: b\r\nDate: c\r\n"},
	} {
		f, err := d.StageMail(t.Context(), 0, c.name, c.kind, []byte(c.header+"X-Mailer: phone\r\n\r\nhello\xff\x81\xff"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.plain(t, f.Sealed, d.round.Content)
		if err != nil || strings.Contains(string(got), "phone") || f.Type != "message/rfc822" || f.Cleaning != models.CleanedAll {
			t.Errorf("%+v: %q as %s, %s, %v", c, got, f.Type, f.Cleaning, err)
		}
	}
}
