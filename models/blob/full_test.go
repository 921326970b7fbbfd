package blob_test

import (
	"bytes"
	"io"
	"testing"

	"heed/models"
	"heed/models/blob"
	"heed/models/testserver"
)

// room is how much the small disk, or one file on a large one, may hold.
const room = 256 << 10

// TestAFullDisk fills a disk of its own, or files that may not grow.
func TestAFullDisk(t *testing.T) {
	if d := testserver.OnADisk(t); d != nil {
		d.Leave(t, room)
		fillUp(t, d.Folder)
	}
}

// fillUp writes more than there is room for: the writer is told, nothing is
// left, and a small blob still goes in.
func fillUp(t *testing.T, folder string) {
	t.Helper()
	s, err := blob.Open(t.Context(), "file://"+folder)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(w, bytes.NewReader(make([]byte, 4*room)))
	wantKind(t, err, models.KindUnavailable, "error.disk_full")
	w.Abort()
	if left := files(t, folder); left != nil {
		t.Errorf("left behind: %v", left)
	}
	if got, err := get(t, s, put(t, s, "small")); got != "small" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
