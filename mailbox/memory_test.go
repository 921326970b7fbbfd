package mailbox

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"heed/models/store"
	"heed/models/store/storetest"
)

// inMemory is a fresh migrated SQLite file in memory, for tests that need dozens.
func inMemory(t *testing.T) *store.Store {
	t.Helper()
	return inMemoryAt(t, time.Now)
}

func inMemoryAt(t *testing.T, now func() time.Time) *store.Store {
	t.Helper()
	return storetest.Open(t, "sqlite://"+filepath.Join(memory(t), "heed.db"), now)
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
