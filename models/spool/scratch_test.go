package spool_test

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"

	"heed/models"
	"heed/models/spool"
)

// A scratch file gives back what was written to it, has no name, and is gone when
// it is closed.
func TestAScratchFileGivesBackWhatWasWritten(t *testing.T) {
	folder := t.TempDir()
	before := openFiles(t)
	s, err := spool.New(folder).Scratch()
	if err != nil {
		t.Fatal(err)
	}
	want := bytes.Repeat([]byte("sealed"), 100_000)
	for _, part := range [][]byte{want[:1], want[1:70_000], want[70_000:]} {
		if _, err := s.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := io.ReadAll(s.Reader()); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
	}
	if left, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || left != nil {
		t.Errorf("the folder shows %v, %v", left, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if after := openFiles(t); after != before {
		t.Errorf("%d files are open, not %d", after, before)
	}
}

// Whatever is wrong with the folder, trying again may help: it is not the fault of
// what was to be kept.
func TestAScratchFileThatCannotBeMadeIsUnavailable(t *testing.T) {
	if _, err := spool.New(filepath.Join(t.TempDir(), "none")).Scratch(); models.KindOf(err) != models.KindUnavailable {
		t.Error(err)
	}
}
