package portal_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"heed/models/blob"
	"heed/models/intake"
	"heed/models/pieces"
	"heed/models/scrub/sample"
	"heed/portal"
)

// fullFolder says, to the child process, in which folder there is little room.
const fullFolder = "HEED_TEST_FULL_FOLDER"

// TestAFullDiskIsToldAtTheFiles runs in a child process with a small disk of its
// own: a tmpfs that only it sees or, where that may not be, files that may not grow.
func TestAFullDiskIsToldAtTheFiles(t *testing.T) {
	if folder := os.Getenv(fullFolder); folder != "" {
		littleRoom(t, folder)
		t.Run("blobs", func(t *testing.T) { tooLittleRoom(t, folder, t.TempDir()) })
		t.Run("scratch", func(t *testing.T) { tooLittleRoom(t, t.TempDir(), folder) })
		return
	}
	folder := t.TempDir()
	for _, namespaces := range []uintptr{syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS, 0} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAFullDiskIsToldAtTheFiles$", "-test.v")
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
		if err := cmd.Wait(); err != nil || strings.Count(output.String(), "--- PASS: TestAFullDiskIsToldAtTheFiles") != 3 {
			t.Fatalf("%v\n%s", err, output.String())
		}
		return
	}
	t.Fatal("no child process could be started")
}

// room is how much the small disk, or one file on a large one, may hold.
const room = 3 << 20

func littleRoom(t *testing.T, folder string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=3m"); err == nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: room, Max: room}))
}

// tooLittleRoom sends a photo that does not fit, with the form and ahead of it: it
// is refused loudly, at the files, with everything typed kept; without it the
// report is taken.
func tooLittleRoom(t *testing.T, blobs, scratch string) {
	t.Helper()
	photo := sample.Photo(4 << 20)[:4<<20]
	w := sqlite(t, func(o *portal.Options) {
		disk, err := blob.Open(t.Context(), "file://"+blobs)
		must(t, err)
		in := intake.New(intake.Options{Store: o.Store, Blobs: disk, Now: o.Web.Now, Logger: o.Web.Log, Folder: scratch})
		t.Cleanup(func() { in.Close(); must(t, disk.Close()) })
		o.Intake = in
		o.Pieces, err = pieces.New(pieces.Options{Store: o.Store, Blobs: disk, Now: o.Web.Now, Life: 1 << 40, Bounds: uploadBounds})
		must(t, err)
	})
	fields := w.form(t, w.get(t, "/zh/report", 200))
	page := w.send(t, "/zh/report", fields, 503, upload{"a.txt", "收据"}, upload{"现场.jpg", string(photo)})
	want := w.message(t, "zh", "error.disk_full")
	if !strings.Contains(page.faultAt(t, "files"), want) || page.input(t, "text") != fields.Get("text") || !strings.Contains(page.text(t), "a.txt") {
		t.Errorf("at the files %q; the text or the first file is lost", page.faultAt(t, "files"))
	}
	if !strings.Contains(w.log.String(), "error.disk_full") {
		t.Error("the office's log does not tell that the disk is full")
	}
	at := w.begun(t, fields, "现场.jpg", len(photo))
	res, body := w.patch(t, at, 0, photo)
	if said := read(t, body); res.StatusCode != http.StatusServiceUnavailable || !strings.HasPrefix(said.Fault, want) {
		t.Errorf("ahead of the form: %d %+v", res.StatusCode, said)
	}
	w.tus(t, "DELETE", at, nil)
	if tip, _ := w.stored(t, w.send(t, "/zh/report", w.form(t, page), 200).code(t)); tip.Files != 1 {
		t.Errorf("%d files are stored", tip.Files)
	}
}
