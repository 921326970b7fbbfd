package portal_test

import (
	"net/http"
	"strings"
	"testing"

	"heed/models/blob"
	"heed/models/intake"
	"heed/models/pieces"
	"heed/models/scrub/sample"
	"heed/models/testserver"
	"heed/portal"
)

// TestAFullDiskIsToldAtTheFiles has little room for what is kept, or for what is
// held while it comes.
func TestAFullDiskIsToldAtTheFiles(t *testing.T) {
	disk := testserver.OnADisk(t)
	if disk == nil {
		return
	}
	disk.Leave(t, 3<<20)
	t.Run("blobs", func(t *testing.T) { tooLittleRoom(t, disk.Folder, t.TempDir()) })
	t.Run("scratch", func(t *testing.T) { tooLittleRoom(t, t.TempDir(), disk.Folder) })
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
