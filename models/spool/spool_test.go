package spool_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/iotest"

	"heed/models/spool"
)

// sizes lie on both sides of what is held in memory, and of age's chunks.
var sizes = []int{0, 1, 100, 512<<10 - 1, 512 << 10, 512<<10 + 1, 3<<20 + 17}

func TestWhatIsHeldIsReadBackAnywhere(t *testing.T) {
	s := spool.New(t.TempDir())
	for _, size := range sizes {
		plain := make([]byte, size)
		_, _ = rand.Read(plain)
		h, err := s.Hold(iotest.HalfReader(bytes.NewReader(plain)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(h.Reader())
		if err != nil || !bytes.Equal(got, plain) || h.Size() != int64(size) {
			t.Errorf("%d bytes came back as %d, size %d, %v", size, len(got), h.Size(), err)
		}
		if size > 100 {
			part := make([]byte, 50)
			if _, err := h.ReadAt(part, int64(size)-70); err != nil || !bytes.Equal(part, plain[size-70:size-20]) {
				t.Errorf("%d bytes: a part from the end differs, %v", size, err)
			}
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestNothingInClearOnTheDisk looks at the scratch file itself while it is held,
// through the descriptor that the process has of it.
func TestNothingInClearOnTheDisk(t *testing.T) {
	folder := t.TempDir()
	const canary = "Kanarienvogel7391"
	h, err := spool.New(folder).Hold(bytes.NewReader(bytes.Repeat([]byte(canary), 100_000)))
	if err != nil {
		t.Fatal(err)
	}
	if names, err := os.ReadDir(folder); err != nil || len(names) != 0 {
		t.Errorf("the folder shows %v, %v", names, err)
	}
	raw := scratch(t, folder)
	if len(raw) < 100_000*len(canary) || bytes.Contains(raw, []byte(canary)) {
		t.Errorf("%d bytes on the disk, in clear or not all", len(raw))
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.ReadAt(make([]byte, 1), 0); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

// scratch is the content of the one file without a name in a folder that this
// process holds open.
func scratch(t *testing.T, folder string) []byte {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range open {
		path := filepath.Join("/proc/self/fd", fd.Name())
		if to, err := os.Readlink(path); err == nil && filepath.Dir(to) == folder {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			return raw
		}
	}
	t.Fatal("no scratch file is open")
	return nil
}

func TestAReaderThatFailsIsNamed(t *testing.T) {
	folder := t.TempDir()
	cut := errors.New("the line was cut")
	for _, size := range sizes {
		before := openFiles(t)
		_, err := spool.New(folder).Hold(io.MultiReader(bytes.NewReader(make([]byte, size)), iotest.ErrReader(cut)))
		if !errors.Is(err, cut) {
			t.Errorf("after %d bytes: %v", size, err)
		}
		if after := openFiles(t); after != before {
			t.Errorf("after %d bytes: %d files are open, not %d", size, after, before)
		}
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(open)
}

func TestAFolderThatIsNotThere(t *testing.T) {
	_, err := spool.New("/dev/null/none").Hold(bytes.NewReader(make([]byte, 1<<20)))
	if err == nil {
		t.Error("held nowhere")
	}
}

// A large stream costs no more memory than a small one.
func TestMemoryDoesNotGrowWithTheStream(t *testing.T) {
	s := spool.New(t.TempDir())
	used := map[int64]uint64{}
	for _, size := range []int64{4 << 20, 64 << 20} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		h, err := s.Hold(io.LimitReader(zeros{}, size))
		if err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		used[size] = after.TotalAlloc - before.TotalAlloc
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
	if used[64<<20] > used[4<<20]+1<<20 {
		t.Error(fmt.Sprint(used))
	}
}

// zeros is a stream without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
