package main_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"testing"

	"heed/models/scrub/sample"
)

// What the program may keep resident, in MB, and what it is asked to bear.
const (
	idleMost    = 80
	uploadsMost = 250
	uploads     = 32
	uploadSize  = 20 << 20
)

func TestMemoryStaysBounded(t *testing.T) {
	idle, peak := memory(t)
	if idle > idleMost {
		t.Errorf("idle it keeps %.0f MB, more than %d", idle, idleMost)
	}
	if peak > uploadsMost {
		t.Errorf("under %d uploads it takes %.0f MB, more than %d", uploads, peak, uploadsMost)
	}
}

// BenchmarkMemory reports what TestMemoryStaysBounded bounds.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		idle, peak := memory(b)
		b.ReportMetric(idle, "idle-MB")
		b.ReportMetric(peak, "uploads-MB")
	}
}

// memory is what a new heed keeps after a few pages, and the most that it took
// while so many files came in at once that each was half sent before any ended.
func memory(t testing.TB) (idle, peak float64) {
	t.Helper()
	p := serve(t, install(t, "").env)
	c := newCitizen(t)
	for _, page := range []string{"/", "/zh/", "/zh/report", "/en/report", "/zh/status", "/zh/captcha/" + c.box.Issue() + "/picture"} {
		if a, err := c.get(p.portal + page); err != nil || a.status != http.StatusOK {
			t.Fatalf("%s: %d %v", page, a.status, err)
		}
	}
	largePhoto()
	idle = p.megabytes("VmRSS")
	var half, all sync.WaitGroup
	half.Add(uploads)
	for range uploads {
		all.Go(func() {
			if err := c.uploadInStep(p.portal, &half); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	return idle, p.megabytes("VmHWM")
}

// megabytes is a figure of the process in /proc.
func (p *process) megabytes(name string) float64 {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	must(p.t, err)
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		p.t.Fatalf("no %s in\n%s", name, status)
	}
	kb, err := strconv.Atoi(string(found[1]))
	must(p.t, err)
	return float64(kb) / 1024
}

// uploadInStep sends a report with a large file, and no second half of it
// before everybody has sent the first.
func (c *citizen) uploadInStep(base string, half *sync.WaitGroup) error {
	const mark = "HERE GOES THE FILE"
	form, kind, err := c.form(newReport(attachment{"现场.jpg", []byte(mark)}))
	if err != nil {
		return err
	}
	head, tail, _ := bytes.Cut(form.Bytes(), []byte(mark))
	wait := &barrier{half: half}
	photo := largePhoto()
	first, second := photo[:uploadSize/2], photo[uploadSize/2:]
	body := io.MultiReader(bytes.NewReader(head), bytes.NewReader(first), wait, bytes.NewReader(second), bytes.NewReader(tail))
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, base+"/zh/report", body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", kind)
	req.ContentLength = int64(len(head) + uploadSize + len(tail))
	a, err := c.do(req)
	if err == nil && a.receipt() == "" {
		err = fmt.Errorf("no receipt but %d: %s", a.status, a.fault())
	}
	return err
}

// largePhoto is a photo that tells about its maker and has as many bytes as a file
// may have: its copy and its original are both stored.
var largePhoto = sync.OnceValue(func() []byte {
	return append(sample.Photo(uploadSize/2), make([]byte, uploadSize)...)[:uploadSize]
})

// barrier is an empty reader that ends when everybody has come to it.
type barrier struct {
	half *sync.WaitGroup
	once sync.Once
}

func (b *barrier) Read([]byte) (int, error) {
	b.once.Do(b.half.Done)
	b.half.Wait()
	return 0, io.EOF
}
