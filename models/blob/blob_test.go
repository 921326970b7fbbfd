package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/blob"
)

func openFolder(t *testing.T) (*blob.Store, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "blobs")
	return openURL(t, "file://"+folder), folder
}

func openURL(t *testing.T, url string) *blob.Store {
	t.Helper()
	s, err := blob.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// each runs fn on a folder, in memory and on a server of S3: what Store promises,
// every store keeps.
func each(t *testing.T, fn func(t *testing.T, s *blob.Store)) {
	t.Run("folder", func(t *testing.T) { s, _ := openFolder(t); fn(t, s) })
	t.Run("memory", func(t *testing.T) { fn(t, openURL(t, "mem://")) })
	t.Run("s3", func(t *testing.T) { s, _ := openS3(t); fn(t, s) })
}

func put(t *testing.T, s *blob.Store, content string) string {
	t.Helper()
	w, err := s.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.Name
}

func get(t *testing.T, s *blob.Store, name string) (string, error) {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	if err != nil {
		return "", err
	}
	content, err := io.ReadAll(r)
	return string(content), errors.Join(err, r.Close())
}

// listed are the blobs that a walk finds, with their sizes.
func listed(t *testing.T, s *blob.Store) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	err := s.Each(t.Context(), func(name string, size int64, written time.Time) error {
		out[name] = size
		if written.IsZero() || time.Since(written) > time.Hour {
			t.Errorf("%s was written %v", name, written)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wantKind(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	var e *models.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Key != key {
		t.Errorf("%v, want kind %d, %s", err, kind, key)
	}
}

func TestABlobIsThereAfterClose(t *testing.T) {
	each(t, func(t *testing.T, s *blob.Store) {
		big := strings.Repeat("sealed ", 300_000)
		for _, content := range []string{"", "x", big} {
			if got, err := get(t, s, put(t, s, content)); got != content || err != nil {
				t.Errorf("%d bytes came back as %d, %v", len(content), len(got), err)
			}
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestABlobOutlivesItsStore(t *testing.T) {
	s, folder := openFolder(t)
	name := put(t, s, "sealed")
	if got, err := get(t, openURL(t, "file://"+folder), name); got != "sealed" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	raw, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
	if err != nil || string(raw) != "sealed" {
		t.Errorf("the file is not the blob: %q, %v", raw, err)
	}
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is open to others: %v, %v", info.Mode(), err)
	}
}

func TestNamesTellNothing(t *testing.T) {
	s, _ := openFolder(t)
	seen := map[string]bool{}
	for range 50 {
		name := put(t, s, "the same")
		if seen[name] || len(name) != 33 || name[2] != '/' {
			t.Errorf("name %q", name)
		}
		seen[name] = true
	}
}

func TestAnAbortedBlobIsNotThere(t *testing.T) {
	each(t, func(t *testing.T, s *blob.Store) {
		for _, size := range []int{0, 1, 1 << 20} {
			aborted(t, s, size)
		}
		if left := listed(t, s); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	s, folder := openFolder(t)
	aborted(t, s, 1<<20)
	if left := files(t, folder); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

// aborted begins a blob and drops it.
func aborted(t *testing.T, s *blob.Store, size int) {
	t.Helper()
	w, err := s.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(bytes.Repeat([]byte("x"), size)); err != nil {
		t.Fatal(err)
	}
	w.Abort()
	_, err = get(t, s, w.Name)
	wantKind(t, err, models.KindNotFound, "error.not_found")
}

// files are all files below a folder, hidden ones too.
func files(t *testing.T, folder string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestABlobIsNotThereBeforeItIsWhole(t *testing.T) {
	each(t, func(t *testing.T, s *blob.Store) {
		w, err := s.Create(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<20)); err != nil {
			t.Fatal(err)
		}
		if _, there := listed(t, s)[w.Name]; there {
			t.Error("half a blob is listed under its name")
		}
		_, err = get(t, s, w.Name)
		wantKind(t, err, models.KindNotFound, "error.not_found")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if found := listed(t, s); found[w.Name] != 1<<20 {
			t.Errorf("%v", found)
		}
	})
}

func TestAWriterThatIsCancelledLeavesNoBlob(t *testing.T) {
	s, folder := openFolder(t)
	ctx, cancel := context.WithCancel(t.Context())
	w, err := s.Create(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := w.Close(); err == nil {
		t.Error("a cancelled blob was closed")
	}
	if left := files(t, folder); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestEachListsAllAndDeleteTakesOne(t *testing.T) {
	each(t, func(t *testing.T, s *blob.Store) {
		names := []string{put(t, s, "a"), put(t, s, "bb"), put(t, s, "ccc")}
		found := listed(t, s)
		if len(found) != 3 || found[names[0]] != 1 || found[names[1]] != 2 || found[names[2]] != 3 {
			t.Errorf("%v", found)
		}
		for range 2 { // the second time it is not there, which is no error
			if err := s.Delete(t.Context(), names[1]); err != nil {
				t.Error(err)
			}
		}
		_, err := get(t, s, names[1])
		wantKind(t, err, models.KindNotFound, "error.not_found")
		if found := listed(t, s); len(found) != 2 {
			t.Errorf("%v", found)
		}
		stop := errors.New("enough")
		calls := 0
		err = s.Each(t.Context(), func(string, int64, time.Time) error { calls++; return stop })
		if !errors.Is(err, stop) || calls != 1 {
			t.Errorf("%v after %d", err, calls)
		}
	})
}

func TestAnUnfinishedFileIsNoBlob(t *testing.T) {
	s, folder := openFolder(t)
	name := put(t, s, "whole")
	w, err := s.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(bytes.Repeat([]byte("x"), 1<<20)); err != nil {
		t.Fatal(err)
	}
	if len(files(t, folder)) != 2 {
		t.Fatal("nothing lies about as after a crash") // the writer's temporary file
	}
	after := openURL(t, "file://"+folder)
	if found := listed(t, after); len(found) != 2 || found[name] != 5 {
		t.Errorf("%v: the janitor must see both", found)
	}
	_, err = get(t, after, w.Name)
	wantKind(t, err, models.KindNotFound, "error.not_found")
	w.Abort()
}

func TestAStoreThatCannotBeOpened(t *testing.T) {
	_, err := blob.Open(t.Context(), "://")
	wantKind(t, err, models.KindInvalid, "error.blob_url")
	for _, url := range []string{"ftp://x", "file:///dev/null/blobs"} {
		_, err := blob.Open(t.Context(), url)
		wantKind(t, err, models.KindUnavailable, "error.blob")
	}
}

func TestAStoreThatIsGoneIsUnavailable(t *testing.T) {
	s, folder := openFolder(t)
	name := put(t, s, "sealed")
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o600); err != nil { // a file where the folder was
		t.Fatal(err)
	}
	if _, err := s.Create(t.Context()); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("create: %v", err)
	}
	if _, err := get(t, s, name); err == nil {
		t.Error("it opened what is gone")
	}
	if !slices.Equal(files(t, filepath.Dir(folder)), []string{folder}) {
		t.Error("it wrote elsewhere")
	}
}

func TestANameIsTakenOnce(t *testing.T) {
	each(t, func(t *testing.T, s *blob.Store) {
		putAs := func(name, content string) error {
			w, err := s.CreateAs(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, content); err != nil {
				t.Fatal(err)
			}
			return w.Close()
		}
		if err := putAs("up/one/0", "first"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, putAs("up/one/0", "second"), models.KindConflict, "error.blob")
		if got, err := get(t, s, "up/one/0"); got != "first" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		if err := putAs("up/two/0", "other"); err != nil {
			t.Fatal(err)
		}
		put(t, s, "under a random name")
		var names []string
		must := s.EachUnder(t.Context(), "up/one/", func(name string, _ int64, _ time.Time) error {
			names = append(names, name)
			return nil
		})
		if must != nil || !slices.Equal(names, []string{"up/one/0"}) {
			t.Errorf("%v, %v", names, must)
		}
	})
}
