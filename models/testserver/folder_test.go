package testserver_test

import (
	"os"
	"path/filepath"
	"testing"

	"heed/models/testserver"
)

func TestFoldersGoWithTheirServers(t *testing.T) {
	// t.TempDir is closed to the user that the servers run as when the test is root.
	temporary, err := os.MkdirTemp("", "heed-folders-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(temporary) })
	if err := os.Chmod(temporary, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", temporary)
	t.Run("servers", func(t *testing.T) {
		testserver.Redis(t)
		testserver.Dovecot(t, testserver.DovecotOptions{})
		if running := servers(t, temporary); running != 2 {
			t.Fatalf("%d folders for two servers", running)
		}
	})
	if left := servers(t, temporary); left != 0 {
		t.Errorf("%d folders are left behind", left)
	}
}

// servers counts the folders in the temporary folder.
func servers(t *testing.T, temporary string) int {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(temporary, "heed-*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}
