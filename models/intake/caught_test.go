package intake_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/scrub"
	"heed/models/store/storetest"
)

// A cleaner that panics, whatever it has written so far, refuses its file, leaves
// nothing of it, and lets the next one in. What the file says is not logged.
func TestACleanerThatPanicsRefusesItsFileAlone(t *testing.T) {
	t.Parallel()
	d := newPackDesk(t, storetest.SQLite(t))
	var log bytes.Buffer
	for _, size := range []int{0, 100 << 10, 2 << 20} {
		written := make([]byte, size)
		in := intake.New(intake.Options{
			Store: d.store, Blobs: d.blobs, Now: time.Now, Logger: slog.New(slog.NewTextHandler(&log, nil)), Folder: t.TempDir(),
			Clean: func(ctx context.Context, kind scrub.Type, r io.ReaderAt, size int64, w io.Writer) (scrub.Report, error) {
				if size != 7 {
					return scrub.Clean(ctx, kind, r, size, w)
				}
				_, err := w.Write(written)
				panic(errors.Join(err, errors.New("Kanarienvogel")))
			},
		})
		t.Cleanup(in.Close)
		b := in.Batch(t.Context(), 1<<20)
		for _, stage := range []func(text string) (intake.Staged, error){
			func(text string) (intake.Staged, error) {
				return in.Stage(t.Context(), 0, "a.txt", "", strings.NewReader(text))
			},
			func(text string) (intake.Staged, error) {
				return in.StageMail(t.Context(), 0, "a.txt", "", []byte(text))
			},
			func(text string) (intake.Staged, error) {
				return b.StageMail(t.Context(), 0, "a.txt", "", []byte(text))
			},
		} {
			var e *models.Error
			if _, err := stage("1234567"); !errors.As(err, &e) || e.Kind != models.KindInvalid || e.Key != "error.file_unknown" || e.Field != "files" {
				t.Errorf("after %d bytes: %v", size, err)
			}
			if _, err := stage("12345678"); err != nil {
				t.Errorf("the next: %v", err)
			}
		}
		b.Close()
		if left := d.files(t); left != nil {
			t.Errorf("after %d bytes: %v stays", size, left)
		}
	}
	if log := log.String(); !strings.Contains(log, "panic") || strings.Contains(log, "Kanarienvogel") || strings.Contains(log, "1234567") {
		t.Errorf("the log: %s", log)
	}
}

// A scanner that panics did not look; the file is taken in all the same.
func TestAScannerThatPanicsDidNotLook(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.SQLite(t))
	in := intake.New(intake.Options{
		Store: d.store, Blobs: d.blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
		Scan: func(context.Context, io.Reader) models.Scan { panic("nonsense") },
	})
	t.Cleanup(in.Close)
	f, err := in.StageMail(t.Context(), 0, "a.txt", "", []byte("a letter"))
	if err != nil || f.Scan == nil || f.Scan.Missed != models.MissedAway {
		t.Errorf("%+v, %v", f.Scan, err)
	}
}
