package intake_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/scrub"
	"heed/models/store/storetest"
)

// paper is a PDF with so many random bytes on its page.
func paper(size int) []byte {
	picture := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(picture) // never fails
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for n, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", size, picture), "<</Author(somebody)>>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, off := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// folderOf is a Word file with a picture of so many random bytes and, behind it, a
// PDF.
func folderOf(t *testing.T, size int) []byte {
	t.Helper()
	picture := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(picture) // never fails
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>`},
		{"word/media/image1.bin", string(picture)},
		{"word/embeddings/scan.pdf", string(paper(1000))},
	} {
		f, err := w.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Store})
		if err == nil {
			_, err = f.Write([]byte(part.content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Two large files of one batch are cleaned at the same time. The one holds the room
// in which documents are cleaned while it writes; the other has written and wants
// that room for a document inside. Neither may wait for the other's end.
func TestLargeFilesOfABatchDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.SQLite(t))
	files := map[string][]byte{string(scrub.PDF): paper(3 << 20), string(scrub.DOCX): folderOf(t, 2<<20)}
	done := make(chan error)
	for round := range 40 {
		b := d.Batch(t.Context(), 10<<20)
		for kind, data := range files {
			go func() {
				f, err := b.StageMail(t.Context(), 0, "a", "", data)
				if err == nil && (f.Size < 2<<20 || f.Cleaning == models.CleanedNone) {
					err = fmt.Errorf("%s: %d bytes, %s", kind, f.Size, f.Cleaning)
				}
				done <- err
			}()
		}
		for range files {
			select {
			case err := <-done:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(time.Minute):
				t.Fatalf("round %d: two files wait for each other", round)
			}
		}
		b.Close()
	}
}

// What is larger than waits in memory is in the batch's blob all the same, and
// opens.
func TestALargeFileIsInTheBatchsBlob(t *testing.T) {
	t.Parallel()
	d := newPackDesk(t, storetest.SQLite(t))
	drafts := []intake.Draft{letter(1, 2<<20), letter(2, 10)}
	b := d.Batch(t.Context(), 10<<20)
	for k, size := range []int{3 << 20, 1<<20 + 1} {
		attach(t, b, &drafts[k], size)
	}
	for _, o := range b.Submit(t.Context(), drafts) {
		if o.Err != nil {
			t.Fatal(o.Err)
		}
	}
	if found := d.files(t); len(found) != 1 {
		t.Errorf("%d blobs", len(found))
	}
}
