package mailbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"heed/models/store"
	"heed/models/store/storetest"
)

// inMemory is a fresh migrated SQLite file in memory, for tests that need dozens:
// it is a copy, for to migrate one takes longer than to sweep a few mails.
func inMemory(t *testing.T) *store.Store {
	t.Helper()
	return inMemoryAt(t, time.Now)
}

func inMemoryAt(t *testing.T, now func() time.Time) *store.Store {
	t.Helper()
	blank, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(memory(t), "heed.db")
	if err := os.WriteFile(file, blank, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), storetest.Options("sqlite://"+file, now))
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

// memory is a folder of the test's own in memory where the machine has one: thousands
// of sweeps do not wait for the disk, whose loss is not what they are about.
func memory(t *testing.T) string {
	folder, err := os.MkdirTemp("/dev/shm", "heed-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) }) // what stays goes with the machine
	return folder
}

// migrated is a SQLite file with every table and no row.
var migrated = sync.OnceValues(func() (file []byte, err error) {
	folder, err := os.MkdirTemp("", "heed-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	name := filepath.Join(folder, "heed.db")
	s, err := store.Open(context.Background(), storetest.Options("sqlite://"+name, time.Now))
	if err != nil {
		return nil, err
	}
	_, err = s.Migrate(context.Background())
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})
