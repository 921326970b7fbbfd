package intake_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/scrub/sample"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
)

// plain is what a sealed part holds, wherever it is kept.
func (d desk) plain(t *testing.T, s intake.Sealed, with open.Identity) ([]byte, error) {
	t.Helper()
	raw := s.Data
	if s.Blob != "" {
		r, err := d.blobs.Open(t.Context(), s.Blob)
		if err != nil {
			t.Fatal(err)
		}
		raw, err = io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
	}
	sum := sha256.Sum256(raw)
	if int64(len(raw)) != s.SealedSize || !bytes.Equal(sum[:], s.SealedSHA256) {
		t.Errorf("%d sealed bytes, noted as %d, or another hash", len(raw), s.SealedSize)
	}
	return open.Bytes(raw, with)
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// TestAPhotoIsCleanedAndItsOriginalKept takes photos in that fit into a row, into
// memory, and into neither.
func TestAPhotoIsCleanedAndItsOriginalKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		for _, size := range []int{1 << 10, 200 << 10, 2 << 20} {
			photo := sample.Photo(size)
			f, err := d.Stage(t.Context(), 0, "修路 现场", "text/html", iotest.HalfReader(bytes.NewReader(photo)))
			if err != nil {
				t.Fatal(err)
			}
			copied, err := d.plain(t, f.Sealed, d.round.Content)
			if err != nil || bytes.Contains(copied, []byte(sample.Camera)) || int64(len(copied)) != f.Size || sumOf(copied) != f.SHA256 {
				t.Errorf("the copy: %d bytes, %v", len(copied), err)
			}
			if f.Original == nil {
				t.Fatal("the original is not kept")
			}
			if original, err := d.plain(t, *f.Original, d.round.Identity); err != nil || !bytes.Equal(original, photo) || f.CameSHA256 != sumOf(photo) {
				t.Errorf("the original: %d bytes of %d, %v", len(original), len(photo), err)
			}
			if _, err := d.plain(t, *f.Original, d.round.Content); err == nil {
				t.Error("the content key opens the original")
			}
			if f.Name != "修路 现场.jpg" || f.Type != "image/jpeg" || f.Cleaning != models.CleanedAll || !slices.Contains(f.Removed, "place") {
				t.Errorf("%q %q %s %v", f.Name, f.Type, f.Cleaning, f.Removed)
			}
		}
	})
}

func TestWhatNeedsNoCleaningIsKeptOnce(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	for _, test := range []struct {
		name     string
		content  []byte
		media    string
		cleaning models.Cleaning
	}{
		{"说明.txt", []byte("村里的账\n"), "text/plain", models.CleanedAll},
		{"票据.zip", zipped(t), "application/zip", models.CleanedNone},
	} {
		f, err := d.Stage(t.Context(), 0, test.name, "", bytes.NewReader(test.content))
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.plain(t, f.Sealed, d.round.Content)
		if err != nil || !bytes.Equal(got, test.content) || f.Original != nil || f.Type != test.media || f.Cleaning != test.cleaning {
			t.Errorf("%s: %d bytes, original %v, %s, %s, %v", test.name, len(got), f.Original, f.Type, f.Cleaning, err)
		}
	}
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create("收据.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "三千元"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestRefusedFilesSayWhyAndLeaveNothing names the field and the reason of each.
func TestRefusedFilesSayWhyAndLeaveNothing(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	cut := errors.New("the line was cut")
	for _, test := range []struct {
		name string
		r    io.Reader
		kind models.Kind
		key  string
	}{
		{"empty", strings.NewReader(""), models.KindInvalid, "error.file_empty"},
		{"unknown", bytes.NewReader(make([]byte, 2<<20)), models.KindInvalid, "error.file_unknown"},
		{"a program", bytes.NewReader(append([]byte("MZ\x90\x00"), make([]byte, 1<<20)...)), models.KindInvalid, "error.file_type"},
		{"too large", io.LimitReader(zeros{}, 21<<20), models.KindTooLarge, "error.file_large"},
		{"a reader that is full", iotest.ErrReader(models.Fail(models.KindUnavailable, "error.disk_full")), models.KindUnavailable, "error.disk_full"},
	} {
		_, err := d.Stage(t.Context(), 0, "照片.jpg", "image/jpeg", test.r)
		var e *models.Error
		if !errors.As(err, &e) || e.Kind != test.kind || e.Key != test.key || e.Field != "files" {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := d.Stage(t.Context(), 0, "a", "", io.MultiReader(bytes.NewReader(sample.Photo(1<<20)), iotest.ErrReader(cut))); !errors.Is(err, cut) {
		t.Errorf("a line that breaks: %v", err)
	}
	if n, err := d.Janitor(t.Context()); n != 0 || err != nil {
		t.Errorf("%d orphans, %v", n, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestOfAMailNothingIsRefused: the raw mail holds the original of everything.
func TestOfAMailNothingIsRefused(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	for _, test := range []struct {
		content  []byte
		media    string
		cleaning models.Cleaning
	}{
		{sample.Photo(100 << 10), "image/jpeg", models.CleanedAll},
		{[]byte("MZ\x90\x00program"), "application/x-mail", models.CleanedNone},
		{make([]byte, 3000), "application/x-mail", models.CleanedNone},
	} {
		f, err := d.StageMail(t.Context(), 0, "附件", "application/x-mail", test.content)
		if err != nil || f.Type != test.media || f.Cleaning != test.cleaning || f.Original != nil || f.Name != "附件" {
			t.Errorf("%+v %v", f, err)
			continue
		}
		got, err := d.plain(t, f.Sealed, d.round.Content)
		if clean := test.cleaning == models.CleanedAll; err != nil || bytes.Equal(got, test.content) == clean {
			t.Errorf("%d bytes of %d, %v", len(got), len(test.content), err)
		}
	}
}

// TestTheTextSaysWhatWasTakenOut, and the originals are envelopes of the tip.
func TestTheTextSaysWhatWasTakenOut(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		draft := webDraft(d)
		for _, content := range [][]byte{[]byte("说明"), sample.Photo(1 << 10)} {
			f, err := d.Stage(t.Context(), 0, "a", "", bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			draft.Files = append(draft.Files, f)
		}
		res, err := d.Submit(t.Context(), draft)
		if err != nil {
			t.Fatal(err)
		}
		var text models.TextEnvelope
		if err := json.Unmarshal(d.opened(t, res.Tip.ID, models.EnvelopeText, d.round.Content), &text); err != nil {
			t.Fatal(err)
		}
		if n := text.Files[1]; n.Cleaning != models.CleanedAll || !slices.Contains(n.Removed, "place") || n.Original != draft.Files[1].CameSHA256 {
			t.Errorf("%+v", n)
		}
		if n := text.Files[0]; n.Original != "" || n.Removed != nil {
			t.Errorf("%+v", n)
		}
		if original := d.opened(t, res.Tip.ID, models.EnvelopeOriginal, d.round.Identity); sumOf(original) != text.Files[1].Original {
			t.Error("the original is another file")
		}
	})
}

// TestScratchIsInItsFolder and nowhere else: the folder of the system may be a
// disk that nobody thinks of.
func TestScratchIsInItsFolder(t *testing.T) {
	folder, s := t.TempDir(), storetest.SQLite(t)
	d := newDesk(t, s)
	t.Setenv("TMPDIR", "/dev/null/none")
	inside := intake.New(intake.Options{Store: s, Blobs: d.blobs, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Folder: folder})
	t.Cleanup(inside.Close)
	if _, err := inside.Stage(t.Context(), 0, "a", "", bytes.NewReader(sample.Photo(1<<20))); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
