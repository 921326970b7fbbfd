package scrub_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"runtime"
	"strings"
	"testing"

	"heed/models/scrub"
)

// gauge measures, while it is read from and written to, how much more memory is
// in use than before.
type gauge struct {
	r     io.ReaderAt
	base  uint64
	peak  uint64
	calls int
}

func newGauge(data string) *gauge {
	g := &gauge{r: strings.NewReader(data)}
	g.base = inUse()
	return g
}

func inUse() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func (g *gauge) measure() {
	if g.calls++; g.calls%41 == 0 {
		if now := inUse(); now > g.base {
			g.peak = max(g.peak, now-g.base)
		}
	}
}

func (g *gauge) ReadAt(p []byte, off int64) (int, error) {
	g.measure()
	return g.r.ReadAt(p, off)
}

func (g *gauge) Write(p []byte) (int, error) {
	g.measure()
	return len(p), nil
}

// big is what fills the samples: coded data of no format.
var big = strings.Repeat("0123456789abcdef", 1<<20)

func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	plain := plainPNG(t)
	chunks := strings.Repeat(pngChunk("IDAT", big[:8<<10]), 2<<10)
	scan := strings.LastIndex(plainJPEG(t), "\xff\xd9")
	for _, c := range []struct {
		typ  scrub.Type
		data string
		most uint64
	}{
		{scrub.JPEG, plainJPEG(t)[:scan] + big + "\xff\xd9" + mark, 1 << 20},
		{scrub.PNG, plain[:pngHead] + pngChunk("tEXt", mark) + chunks + pngChunk("IEND", ""), 1 << 20},
		{scrub.WebP, riffFile("WEBP", pixel, riffChunk("VP8L", big), riffChunk("XMP ", packet)), 1 << 20},
		{scrub.HEIC, heicFile()[:len(heicFile())-3] + boxed("mdat", big), 1 << 20},
		{scrub.MP4, filmFile("vide")[:len(filmFile("vide"))-1] + boxed("mdat", big), 1 << 20},
		{scrub.MP3, id3v2() + strings.Repeat("\xff\xfb\x90\x00"+big[:413], 40<<10), 1 << 20},
		{scrub.WAV, riffFile("WAVE", wavFormat, riffChunk("bext", mark), riffChunk("data", big)), 1 << 20},
		{scrub.Text, big, 1 << 20},
		{scrub.EML, route + letter + "X-Trace: " + big + "\r\n\r\n" + big, 2 << 20},
		{scrub.EML, route + mailOf("multipart/mixed; boundary=b", strings.Repeat("--b\r\n\r\ntext\r\n", 1<<19)), 2 << 20},
		{scrub.XLSX, zipped(t, "[Content_Types].xml", contentTypes(sheetMain, "xl/workbook.xml"), "xl/workbook.xml", "<workbook/>",
			"xl/worksheets/sheet1.xml", "<worksheet>"+strings.Repeat("<row><c><v>50000</v></c></row>", 1<<17)+"</worksheet>"), 2 << 20},
		{scrub.PDF, document("/Root 1 0 R/Info 4 0 R", "<</Type/Catalog/Pages 2 0 R/X 3 0 R>>", "<</Kids[]>>", stream("", big), "<</Author(a)>>"), 20 << 20},
	} {
		t.Run(string(c.typ), func(t *testing.T) {
			g := newGauge(c.data)
			got, err := scrub.Sniff(g, int64(len(c.data)), "")
			if got != c.typ || err != nil {
				t.Fatalf("%q, %v", got, err)
			}
			report, err := scrub.Clean(t.Context(), c.typ, g, int64(len(c.data)), g)
			if err != nil || !report.Cleaned {
				t.Fatalf("%+v, %v", report, err)
			}
			if g.calls < 41 || g.peak > c.most {
				t.Errorf("%d kB more in use after %d calls, want at most %d kB", g.peak>>10, g.calls, c.most>>10)
			}
		})
	}
}

// A zip of many members is not worth its list.
func TestArchiveOfTooManyMembersIsNotListed(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for range 60_000 {
		if _, err := w.CreateHeader(&zip.FileHeader{Name: "a"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	g := newGauge(b.String())
	if got, err := scrub.Sniff(g, int64(b.Len()), ""); got != scrub.Zip || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	if g.peak > 1<<20 {
		t.Errorf("%d kB more in use", g.peak>>10)
	}
	untouched(t, scrub.DOCX, b.String())
}

// One document is in memory at a time; who waits for it can give up.
func TestPapersWaitForEachOther(t *testing.T) {
	data := document("/Root 1 0 R", "<</Type/Catalog/Pages 2 0 R>>", "<</Kids[]>>")
	held := &holding{reached: make(chan struct{}), release: make(chan struct{})}
	done := make(chan error)
	go func() {
		_, err := scrub.Clean(context.Background(), scrub.PDF, strings.NewReader(data), int64(len(data)), held)
		done <- err
	}()
	<-held.reached
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := scrub.Clean(ctx, scrub.PDF, strings.NewReader(data), int64(len(data)), io.Discard); err == nil {
		t.Error("the second did not wait")
	}
	close(held.release)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, report := clean(t, scrub.PDF, data); !report.Cleaned {
		t.Errorf("%+v", report)
	}
}

// holding stops whoever writes to it until it is released.
type holding struct{ reached, release chan struct{} }

func (h *holding) Write(p []byte) (int, error) {
	close(h.reached)
	<-h.release
	return len(p), nil
}
