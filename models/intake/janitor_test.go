package intake_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"heed/models/blob"
	"heed/models/intake"
	"heed/models/scrub/sample"
	"heed/models/store"
	"heed/models/store/storetest"
)

// TestTheJanitorTakesOrphansAndNothingElse looks a day and an hour after a tip
// with a file, an upload that became none, and a half-written file of a kill.
func TestTheJanitorTakesOrphansAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		folder := t.TempDir()
		blobs, err := blob.Open(t.Context(), "file://"+folder)
		if err != nil {
			t.Fatal(err)
		}
		clock := storetest.NewClock(time.Now())
		d := desk{store: s, blobs: blobs, round: storetest.MakeRound(t, s)}
		d.Intake = intake.New(intake.Options{Store: s, Blobs: blobs, Now: clock.Now, Logger: slog.New(slog.DiscardHandler)})
		t.Cleanup(d.Close)
		kept, orphan := d.staged(t), d.staged(t)
		draft := webDraft(d)
		draft.Files = []intake.Staged{kept}
		if _, err := d.Submit(t.Context(), draft); err != nil {
			t.Fatal(err)
		}
		half := filepath.Join(folder, "ab", "half.123.tmp")
		if err := os.MkdirAll(filepath.Dir(half), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(half, []byte("cut"), 0o600); err != nil {
			t.Fatal(err)
		}
		d.sweep(t, 0)
		clock.Add(25 * time.Hour)
		d.sweep(t, 3)
		for _, blob := range []string{kept.Blob, kept.Original.Blob} {
			if _, err := os.Stat(filepath.Join(folder, blob)); err != nil {
				t.Error("the blob of a tip is gone")
			}
		}
		for _, gone := range []string{half, filepath.Join(folder, orphan.Blob), filepath.Join(folder, orphan.Original.Blob)} {
			if _, err := os.Stat(gone); !os.IsNotExist(err) {
				t.Errorf("%s stays: %v", gone, err)
			}
		}
	})
}

func (d desk) staged(t *testing.T) intake.Staged {
	t.Helper()
	s, err := d.Stage(t.Context(), 0, "a.jpg", "image/jpeg", bytes.NewReader(sample.Photo(200<<10)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (d desk) sweep(t *testing.T, want int) {
	t.Helper()
	if n, err := d.Janitor(t.Context()); err != nil || n != want {
		t.Errorf("janitor removed %d, %v, want %d", n, err, want)
	}
}
