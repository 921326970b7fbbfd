package testserver

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// What the child process is told: where its disk is, and whether what it mounts is
// seen by itself alone.
const (
	diskFolder = "HEED_TEST_DISK"
	diskAlone  = "HEED_TEST_DISK_ALONE"
)

// plenty is how much a disk holds that is not full, in bytes.
const plenty = 1 << 30

// Disk is a disk of a test's own, which it can fill and empty.
type Disk struct {
	Folder string
	Whole  bool // one disk with one end; else its files may not grow, each for itself
}

// OnADisk runs the test that calls it once more, in a child process, and gives it a
// disk there: a tmpfs that only the child sees or, where that may not be, a folder
// whose files may not grow. In the parent it returns nil when the child has passed,
// and fails the test when it has not.
func OnADisk(t *testing.T) *Disk {
	t.Helper()
	if folder := os.Getenv(diskFolder); folder != "" {
		d := &Disk{Folder: folder}
		d.Whole = os.Getenv(diskAlone) != "" && syscall.Mount("tmpfs", folder, "tmpfs", 0, "") == nil
		if !d.Whole {
			signal.Ignore(syscall.SIGXFSZ)
		}
		d.Free(t)
		return d
	}
	folder := t.TempDir()
	for _, namespaces := range []uintptr{syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS, 0} {
		if cmd, output := onDisk(t, folder, namespaces); cmd.Start() == nil { // else namespaces are not for us here
			if err := cmd.Wait(); err != nil || !strings.Contains(output.String(), "--- PASS: "+t.Name()+" ") {
				t.Fatalf("%v\n%s", err, output)
			}
			return nil
		}
	}
	t.Fatal("no child process could be started")
	return nil
}

func onDisk(t *testing.T, folder string, namespaces uintptr) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), diskFolder+"="+folder)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Pdeathsig: syscall.SIGKILL}
	if namespaces != 0 {
		cmd.Env = append(cmd.Env, diskAlone+"=yes")
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	return cmd, &output
}

// Leave leaves room for so many bytes more: on the disk, or for the largest file.
func (d *Disk) Leave(t testing.TB, room int64) {
	t.Helper()
	if !d.Whole {
		d.bound(t, d.largest(t)+room)
		return
	}
	var s syscall.Statfs_t
	if err := syscall.Statfs(d.Folder, &s); err != nil {
		t.Fatal(err)
	}
	d.resize(t, int64(s.Blocks-s.Bfree)*s.Bsize+room)
}

// Free makes room.
func (d *Disk) Free(t testing.TB) {
	t.Helper()
	if d.Whole {
		d.resize(t, plenty)
	} else {
		d.bound(t, plenty)
	}
}

func (d *Disk) resize(t testing.TB, bytes int64) {
	t.Helper()
	if err := syscall.Mount("tmpfs", d.Folder, "tmpfs", syscall.MS_REMOUNT, "size="+strconv.FormatInt(bytes, 10)); err != nil {
		t.Fatal(err)
	}
}

func (*Disk) bound(t testing.TB, bytes int64) {
	t.Helper()
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(bytes), Max: plenty}); err != nil {
		t.Fatal(err)
	}
}

func (d *Disk) largest(t testing.TB) (most int64) {
	t.Helper()
	err := filepath.WalkDir(d.Folder, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			most = max(most, info.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return most
}
