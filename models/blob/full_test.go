package blob_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"heed/models"
	"heed/models/blob"
)

// fullFolder says, to the child process, in which folder there is little room.
const fullFolder = "HEED_TEST_FULL_FOLDER"

// room is how much the small disk, or one file on a large one, may hold.
const room = 256 << 10

// TestAFullDisk fills a disk of its own: a tmpfs in a mount namespace that only
// a child process sees, or, where neither may be made, files that may not grow.
func TestAFullDisk(t *testing.T) {
	if folder := os.Getenv(fullFolder); folder != "" {
		makeLittleRoom(t, folder)
		fillUp(t, folder)
		return
	}
	folder := t.TempDir()
	for _, namespaces := range []uintptr{syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS, 0} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAFullDisk$", "-test.v")
		cmd.Env = append(os.Environ(), fullFolder+"="+folder)
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces}
		if namespaces != 0 {
			cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
			cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
		}
		var output bytes.Buffer
		cmd.Stdout, cmd.Stderr = &output, &output
		if err := cmd.Start(); err != nil {
			continue // namespaces are not for us here
		}
		if err := cmd.Wait(); err != nil || !strings.Contains(output.String(), "--- PASS: TestAFullDisk") {
			t.Fatalf("%v\n%s", err, output.String())
		}
		return
	}
	t.Fatal("no child process could be started")
}

func makeLittleRoom(t *testing.T, folder string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=256k"); err == nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: room, Max: room}); err != nil {
		t.Fatal(err)
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
