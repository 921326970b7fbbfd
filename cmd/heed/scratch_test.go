package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A container may have a data folder that cannot be written to, with the blobs
// mounted inside it.
func TestScratchGoesWhereItCanBeWritten(t *testing.T) {
	data := t.TempDir()
	blobs := filepath.Join(data, "blobs")
	if err := os.Mkdir(blobs, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ blobURL, data, want string }{
		{"file://" + blobs, data, blobs},
		{"s3://bucket", data, data},
		{"file:///dev/null/blobs", data, data},
		{"s3://bucket", "/dev/null/data", os.TempDir()},
	} {
		m := &machine{Config: Config{Data: row.data, BlobURL: row.blobURL}}
		if got := m.scratchFolder(); got != row.want {
			t.Errorf("%s and %s: %s, not %s", row.blobURL, row.data, got, row.want)
		}
	}
	for _, folder := range []string{data, blobs} {
		if left, err := filepath.Glob(filepath.Join(folder, ".scratch-*")); err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}
