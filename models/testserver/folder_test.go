package testserver_test

import (
	"os"
	"path/filepath"
	"testing"

	"heed/models/testserver"
)

func TestFoldersGoWithTheirServers(t *testing.T) {
	temporary := openFolder(t)
	t.Setenv("TMPDIR", temporary)
	t.Run("servers", func(t *testing.T) {
		testserver.Redis(t)
		testserver.Dovecot(t, testserver.DovecotOptions{})
		if running := folders(t, temporary); running != 2 {
			t.Fatalf("%d folders for two servers", running)
		}
	})
	if left := folders(t, temporary); left != 0 {
		t.Errorf("%d folders are left behind", left)
	}
}

// openFolder is a temporary folder that anybody may pass through: t.TempDir is closed to the user that
// the servers run as when the test is root.
func openFolder(t *testing.T) string {
	t.Helper()
	path, err := os.MkdirTemp("", "heed-folders-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(path); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// folders counts the servers' folders in path.
func folders(t *testing.T, path string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(path, "heed-*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}
