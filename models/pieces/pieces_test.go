package pieces_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/pieces"
	"heed/models/store"
	"heed/models/store/storetest"
)

// office is a store and a folder that several processes share.
type office struct {
	store  *store.Store
	blobs  *blob.Store
	clock  *storetest.Clock
	folder string
	bounds models.UploadBounds
}

// replica is one process of the office.
func (o *office) replica(t *testing.T) *pieces.Pieces {
	t.Helper()
	p, err := pieces.New(pieces.Options{Store: o.store, Blobs: o.blobs, Now: o.clock.Now, Bounds: o.bounds, Life: 2 * time.Hour})
	must(t, err)
	return p
}

func each(t *testing.T, fn func(t *testing.T, o *office)) {
	t.Helper()
	for name, url := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite://" + t.TempDir() + "/heed.db" },
		"postgres": func(t *testing.T) string { return storetest.PostgresURL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			o := &office{clock: storetest.NewClock(time.Now()), folder: t.TempDir()}
			o.bounds = models.UploadBounds{Files: 3, FormBytes: 10 << 20, Bytes: 16 << 20}
			o.store = storetest.Open(t, url(t), o.clock.Now)
			var err error
			o.blobs, err = blob.Open(t.Context(), "file://"+o.folder)
			must(t, err)
			t.Cleanup(func() { must(t, o.blobs.Close()) })
			fn(t, o)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func begin(t *testing.T, p *pieces.Pieces, form string, size int) string {
	t.Helper()
	secret, err := p.Begin(t.Context(), form, slot(), pieces.Info{Name: "账本.jpg", Type: "image/jpeg", RoundID: 7, Size: int64(size)})
	must(t, err)
	return secret
}

// slot is one that no other upload of the test has.
func slot() string { return hex.EncodeToString(random(8)) }

func find(t *testing.T, p *pieces.Pieces, secret string) *pieces.Upload {
	t.Helper()
	u, err := p.Find(t.Context(), secret)
	must(t, err)
	return u
}

func random(size int) []byte {
	b := make([]byte, size)
	_, _ = rand.Read(b)
	return b
}

func wantKey(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
		t.Errorf("%v, not %s", err, key)
	}
}

// TestAnotherProcessGoesOn cuts the line at every kind of place; the next part
// goes to the other process.
func TestAnotherProcessGoesOn(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		plain := random(1<<20 + 5)
		replicas := []*pieces.Pieces{o.replica(t), o.replica(t)}
		secret := begin(t, replicas[0], "form", len(plain))
		at := 0
		for turn, cut := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 300_000, len(plain)} {
			u := find(t, replicas[turn%2], secret)
			if int(u.Offset) != at || u.Name != "账本.jpg" || u.RoundID != 7 || u.Size != int64(len(plain)) {
				t.Fatalf("turn %d: at %d, not %d: %+v", turn, u.Offset, at, u.Info)
			}
			end := min(at+cut, len(plain))
			n, err := u.Append(t.Context(), io.MultiReader(bytes.NewReader(plain[at:end]), iotest.ErrReader(io.ErrUnexpectedEOF)))
			if err != nil || n != int64(end-at) {
				t.Fatalf("turn %d: %d kept of %d, %v", turn, n, end-at, err)
			}
			at = end
		}
		u := find(t, replicas[1], secret)
		got, err := io.ReadAll(u.Reader(t.Context()))
		if !u.Whole() || err != nil || !bytes.Equal(got, plain) {
			t.Errorf("whole %v, %d bytes, %v", u.Whole(), len(got), err)
		}
	})
}

func TestMoreThanTheFileIsNotTaken(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.replica(t)
		secret := begin(t, p, "form", 10)
		u := find(t, p, secret)
		if n, err := u.Append(t.Context(), bytes.NewReader(make([]byte, 100))); n != 10 || err != nil || !u.Whole() {
			t.Errorf("%d kept, %v", n, err)
		}
	})
}

// Two processes that add the same part keep one of them.
func TestTheSamePartTwice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		one, two := o.replica(t), o.replica(t)
		secret := begin(t, one, "form", 100)
		first, second := find(t, one, secret), find(t, two, secret)
		if _, err := first.Append(t.Context(), strings.NewReader("first")); err != nil {
			t.Fatal(err)
		}
		if _, err := second.Append(t.Context(), strings.NewReader("second")); models.KindOf(err) != models.KindConflict {
			t.Errorf("the second: %v", err)
		}
		if u := find(t, two, secret); u.Offset != 5 {
			t.Errorf("at %d", u.Offset)
		}
	})
}

func TestNobodyFindsWhatIsNotTheirs(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.replica(t)
		secret := begin(t, p, "form", 10)
		other := begin(t, p, "form", 10)
		for _, s := range []string{"", "x", strings.ToLower(secret), secret[:len(secret)-1], secret + "A", secret[:10] + other[10:]} {
			_, err := p.Find(t.Context(), s)
			wantKey(t, err, models.KindNotFound, "error.not_found")
		}
		o.clock.Add(2*time.Hour + time.Second)
		_, err := p.Find(t.Context(), secret)
		wantKey(t, err, models.KindNotFound, "error.not_found")
	})
}

func TestBounds(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.replica(t)
		add := func(form string, size int64) error {
			_, err := p.Begin(t.Context(), form, slot(), pieces.Info{Size: size})
			return err
		}
		must(t, add("a", 6<<20))
		wantKey(t, add("a", 5<<20), models.KindTooLarge, "error.files_large")
		must(t, add("a", 1<<20))
		must(t, add("a", 1<<20))
		wantKey(t, add("a", 1), models.KindTooLarge, "error.files_many")
		must(t, add("b", 7<<20))
		wantKey(t, add("b", 2<<20), models.KindUnavailable, "error.uploads_full")
		o.clock.Add(2*time.Hour + time.Second)
		must(t, add("b", 9<<20))
	})
}

// A beginning whose answer was lost takes no second place.
func TestASlotIsBegunAnew(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.replica(t)
		var last string
		for range 2 * o.bounds.Files {
			var err error
			last, err = p.Begin(t.Context(), "form", "0", pieces.Info{Size: 9 << 20})
			must(t, err)
			_, err = find(t, p, last).Append(t.Context(), strings.NewReader("some"))
			must(t, err)
		}
		if u := find(t, p, last); u.Offset != 4 || len(names(t, o.folder)) != 1 {
			t.Errorf("at %d, pieces %v", u.Offset, names(t, o.folder))
		}
	})
}

// The last place is given once, however many ask at the same time.
func TestTheLastPlaceIsGivenOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.replica(t)
		var wait sync.WaitGroup
		var mu sync.Mutex
		taken := 0
		for range 12 {
			wait.Go(func() {
				if _, err := p.Begin(t.Context(), "form", slot(), pieces.Info{Size: 1}); err == nil {
					mu.Lock()
					defer mu.Unlock()
					taken++
				}
			})
		}
		wait.Wait()
		if taken != o.bounds.Files {
			t.Errorf("%d begun, not %d", taken, o.bounds.Files)
		}
	})
}

func TestWhatBecameOfItIsSaidOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		one, two := o.replica(t), o.replica(t)
		secret := begin(t, one, "form", 5)
		first, second := find(t, one, secret), find(t, two, secret)
		if _, err := first.Append(t.Context(), strings.NewReader("whole")); err != nil {
			t.Fatal(err)
		}
		if ok, err := first.End(t.Context(), []byte("kept")); !ok || err != nil {
			t.Fatalf("%v %v", ok, err)
		}
		if ok, err := second.End(t.Context(), []byte("other")); ok || err != nil {
			t.Errorf("twice: %v %v", ok, err)
		}
		u := find(t, two, secret)
		if string(u.Result()) != "kept" || !u.Whole() {
			t.Errorf("%q, whole %v", u.Result(), u.Whole())
		}
		if left := names(t, o.folder); left != nil {
			t.Errorf("pieces are left: %v", left)
		}
	})
}

func TestSweepTakesWhatExpired(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.replica(t)
		old := find(t, p, begin(t, p, "form", 10))
		_, err := old.Append(t.Context(), strings.NewReader("half"))
		must(t, err)
		o.clock.Add(time.Hour)
		secret := begin(t, p, "form", 10)
		_, err = find(t, p, secret).Append(t.Context(), strings.NewReader("young"))
		must(t, err)
		o.clock.Add(time.Hour)
		if n, err := p.Sweep(t.Context()); n != 1 || err != nil {
			t.Errorf("%d removed, %v", n, err)
		}
		if left := names(t, o.folder); len(left) != 1 {
			t.Errorf("left: %v", left)
		}
		u := find(t, p, secret)
		if u.Offset != 5 {
			t.Errorf("the young one is at %d", u.Offset)
		}
		must(t, u.Remove(t.Context()))
		if left := names(t, o.folder); left != nil {
			t.Errorf("left: %v", left)
		}
	})
}

// TestTheDiskTellsNothing: neither the database nor a blob has a word of the file
// or of its name in clear, nor the secret by which it could be opened.
func TestTheDiskTellsNothing(t *testing.T) {
	const canary = "Kanarienvogel7391"
	o := &office{clock: storetest.NewClock(time.Now()), folder: t.TempDir(), bounds: models.UploadBounds{Files: 9, FormBytes: 1 << 30, Bytes: 1 << 30}}
	o.store = storetest.Open(t, "sqlite://"+filepath.Join(o.folder, "heed.db"), o.clock.Now)
	var err error
	o.blobs, err = blob.Open(t.Context(), "file://"+o.folder)
	must(t, err)
	p := o.replica(t)
	text := strings.Repeat(canary, 20_000)
	for _, ended := range []bool{false, true} {
		secret, err := p.Begin(t.Context(), "form", slot(), pieces.Info{Name: canary, Type: canary, Size: int64(len(text))})
		must(t, err)
		u := find(t, p, secret)
		_, err = u.Append(t.Context(), strings.NewReader(text))
		must(t, err)
		if ended {
			_, err := u.End(t.Context(), []byte(canary))
			must(t, err)
		}
		for _, name := range names(t, o.folder) {
			raw, err := os.ReadFile(name)
			must(t, err)
			for _, word := range []string{canary, secret, strings.ToLower(secret)} {
				if bytes.Contains(raw, []byte(word)) {
					t.Errorf("%s tells %s", name, word)
				}
			}
		}
	}
	must(t, o.blobs.Close())
}

func TestAChangedPieceIsFoundOut(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		p := o.replica(t)
		u := find(t, p, begin(t, p, "form", 10))
		_, err := u.Append(t.Context(), strings.NewReader("0123456789"))
		must(t, err)
		name := names(t, o.folder)[0]
		raw, err := os.ReadFile(name)
		must(t, err)
		raw[len(raw)-1] ^= 1
		must(t, os.WriteFile(name, raw, 0o600))
		r := u.Reader(t.Context())
		if got, err := io.ReadAll(r); err == nil {
			t.Errorf("it reads %q", got)
		}
		must(t, r.Close())
	})
}

// names are the files below a folder, but for those of a database.
func names(t *testing.T, folder string) (out []string) {
	t.Helper()
	must(t, filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	}))
	return out
}
