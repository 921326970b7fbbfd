package portal_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/scrub/sample"
	"heed/models/seal/open"
	"heed/portal"
	"heed/web/limit"
)

// tus sends one request of the protocol.
func (w *world) tus(t testing.TB, method, address string, body io.Reader, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, w.url+address, body)
	must(t, err)
	req.Header.Set("Tus-Resumable", "1.0.0")
	if method == http.MethodPatch {
		req.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := w.client.Do(req)
	must(t, err)
	raw, err := io.ReadAll(res.Body)
	must(t, errors.Join(err, res.Body.Close()))
	return res, string(raw)
}

func meta(pairs ...string) string {
	var all []string
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, pairs[i]+" "+base64.StdEncoding.EncodeToString([]byte(pairs[i+1])))
	}
	return strings.Join(all, ",")
}

// begun begins an upload for a form and gives its address.
func (w *world) begun(t testing.TB, fields url.Values, name string, size int) string {
	t.Helper()
	res, body := w.tus(t, "POST", "/zh/upload", nil, "Upload-Length", strconv.Itoa(size),
		"Upload-Metadata", meta("token", fields.Get("token"), "round", fields.Get("round"), "filename", name, "filetype", "image/jpeg"))
	at := res.Header.Get("Location")
	if res.StatusCode != http.StatusCreated || !strings.HasPrefix(at, "/zh/upload/") || len(at) < 60 {
		t.Fatalf("begun with %d at %q: %s", res.StatusCode, at, body)
	}
	return at
}

func (w *world) patch(t testing.TB, at string, offset int, part []byte) (*http.Response, string) {
	t.Helper()
	return w.tus(t, "PATCH", at, bytes.NewReader(part), "Upload-Offset", strconv.Itoa(offset))
}

// offset is how far an upload has come, as the server says.
func (w *world) offset(t testing.TB, at string) int {
	t.Helper()
	res, _ := w.tus(t, "HEAD", at, nil)
	n, err := strconv.Atoi(res.Header.Get("Upload-Offset"))
	if res.StatusCode != http.StatusOK || err != nil {
		t.Fatalf("HEAD: %d, offset %q", res.StatusCode, res.Header.Get("Upload-Offset"))
	}
	return n
}

// told is what the script is told of a file.
type told struct {
	Kept, Name, Note, Fault string
	Warn                    bool
}

func read(t testing.TB, body string) (a told) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	return a
}

// TestAFileInPiecesOverTwoProcesses sends a photo by turns to two processes, with
// a mistake between, and the form with it.
func TestAFileInPiecesOverTwoProcesses(t *testing.T) {
	each(t, func(t *testing.T, a *world) {
		b := a.replica(t)
		photo := sample.Photo(1 << 20)
		fields := a.form(t, a.get(t, "/zh/report", 200))
		at := a.begun(t, fields, "现场.jpg", len(photo))
		half := len(photo) / 2
		if res, body := a.patch(t, at, 0, photo[:half]); res.StatusCode != http.StatusNoContent || res.Header.Get("Upload-Offset") != strconv.Itoa(half) {
			t.Fatalf("the first half: %d %s", res.StatusCode, body)
		}
		if res, _ := b.patch(t, at, 0, photo[:half]); res.StatusCode != http.StatusConflict {
			t.Errorf("from a wrong place: %d", res.StatusCode)
		}
		if n := b.offset(t, at); n != half {
			t.Errorf("the other process is at %d, not %d", n, half)
		}
		res, body := b.patch(t, at, half, photo[half:])
		end := read(t, body)
		if res.StatusCode != http.StatusOK || end.Kept == "" || end.Fault != "" || end.Warn || end.Name != "现场.jpg" ||
			!strings.Contains(end.Note, a.message(t, "zh", "trace.place")) {
			t.Fatalf("the end: %d %+v", res.StatusCode, end)
		}
		if n := a.offset(t, at); n != len(photo) {
			t.Errorf("whole, it is at %d", n)
		}
		again := read(t, a.get(t, at, 200).body)
		if again.Note != end.Note || again.Kept == "" {
			t.Errorf("asked again: %+v", again)
		}
		fields.Set("kept", again.Kept)
		tip, parts := a.stored(t, a.send(t, "/zh/report", fields, 200).code(t))
		if tip.Files != 1 {
			t.Errorf("%d files are stored", tip.Files)
		}
		a.holdsPhoto(t, parts, photo)
	})
}

// holdsPhoto opens the copy and the original of a photo.
func (w *world) holdsPhoto(t *testing.T, parts []models.Envelope, photo []byte) {
	t.Helper()
	for kind, key := range map[models.EnvelopeKind]open.Identity{
		models.EnvelopeFile: w.round.Content, models.EnvelopeOriginal: w.round.Identity,
	} {
		k := slices.IndexFunc(parts, func(e models.Envelope) bool { return e.Kind == kind })
		if k < 0 {
			t.Fatalf("no %s is stored", kind)
		}
		sealed, err := w.disk.Open(t.Context(), parts[k].Blob)
		must(t, err)
		r, err := open.Reader(sealed, key)
		must(t, err)
		plain, err := io.ReadAll(r)
		must(t, errors.Join(err, sealed.Close()))
		if same := bytes.Equal(plain, photo); same != (kind == models.EnvelopeOriginal) || bytes.Contains(plain, []byte(sample.Camera)) != same {
			t.Errorf("the %s has %d bytes of %d and is the photo: %v", kind, len(plain), len(photo), same)
		}
	}
}

// raw begins a PATCH of which only a part comes.
func (w *world) raw(t *testing.T, at string, length int, part []byte) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(w.url, "http://"))
	must(t, err)
	_, err = fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"+
		"Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n", at, length)
	must(t, err)
	_, err = conn.Write(part)
	must(t, err)
	return conn
}

// lies waits until a file of an upload, whose name ends so, has grown to a size.
func (w *world) lies(t *testing.T, end string, size int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		for _, name := range w.blobNames(t) {
			if about, err := os.Stat(name); err == nil && strings.HasSuffix(name, end) && about.Size() >= size {
				return
			}
		}
		runtime.Gosched()
	}
	t.Fatalf("no file of %d bytes: %v", size, w.blobNames(t))
}

func TestABrokenLineLosesNothing(t *testing.T) {
	w := sqlite(t)
	photo := sample.Photo(900 << 10)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	at := w.begun(t, fields, "现场.jpg", len(photo))
	const came = 300_001
	conn := w.raw(t, at, len(photo), photo[:came])
	must(t, conn.Close())
	w.lies(t, "/000000000000", came)
	if n := w.offset(t, at); n != came {
		t.Fatalf("it is at %d, not %d", n, came)
	}
	res, body := w.patch(t, at, came, photo[came:])
	if end := read(t, body); res.StatusCode != http.StatusOK || end.Kept == "" {
		t.Errorf("the rest: %d %+v", res.StatusCode, end)
	}
}

// TestALineThatIsDeadGivesWay: the server has not noticed yet that the old line is
// dead when the visitor comes by a new one.
func TestALineThatIsDeadGivesWay(t *testing.T) {
	w := sqlite(t)
	photo := sample.Photo(900 << 10)
	at := w.begun(t, w.form(t, w.get(t, "/zh/report", 200)), "现场.jpg", len(photo))
	conn := w.raw(t, at, len(photo), photo[:200_000])
	w.lies(t, "", 128<<10)
	n := w.offset(t, at) // the old request is broken off, and what came is kept
	must(t, conn.Close())
	if n < 128<<10 || n > 200_000 {
		t.Fatalf("it is at %d", n)
	}
	if res, _ := w.patch(t, at, n, photo[n:]); res.StatusCode != http.StatusOK {
		t.Errorf("the rest: %d", res.StatusCode)
	}
}

func TestUploadsThatAreRefused(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	for _, test := range []struct {
		name, token string
		size        int
		status      int
		key         string
	}{
		{"no token", "", 10, 410, "portal.error.upload_form"},
		{"a foreign token", "AAAA" + fields.Get("token")[4:], 10, 410, "portal.error.upload_form"},
		{"empty", fields.Get("token"), 0, 422, "error.file_empty"},
		{"too large", fields.Get("token"), 20<<20 + 1, 413, "error.file_too_large"},
	} {
		for _, lang := range []string{"zh", "en"} {
			res, body := w.tus(t, "POST", "/"+lang+"/upload", nil, "Upload-Length", strconv.Itoa(test.size), "Upload-Metadata", meta("token", test.token))
			if said := read(t, body); res.StatusCode != test.status || !strings.HasPrefix(said.Fault, w.message(t, lang, test.key)) || res.Header.Get("Location") != "" {
				t.Errorf("%s in %s: %d %q", test.name, lang, res.StatusCode, said.Fault)
			}
		}
	}
	at := w.begun(t, fields, "a.txt", 5<<20)
	if res, _ := w.patch(t, at, 0, make([]byte, 4<<20+1)); res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a part that is too large: %d", res.StatusCode)
	}
	for range 4 {
		w.begun(t, fields, "a.txt", 1)
	}
	res, body := w.tus(t, "POST", "/zh/upload", nil, "Upload-Length", "1", "Upload-Metadata", meta("token", fields.Get("token")))
	if said := read(t, body); res.StatusCode != http.StatusRequestEntityTooLarge || !strings.HasPrefix(said.Fault, w.message(t, "zh", "error.files_many")) {
		t.Errorf("a sixth: %d %q", res.StatusCode, said.Fault)
	}
	other := w.form(t, w.get(t, "/zh/report", 200))
	for _, size := range []int{20 << 20, 20 << 20} {
		w.begun(t, other, "a.txt", size)
	}
	res, body = w.tus(t, "POST", "/zh/upload", nil, "Upload-Length", strconv.Itoa(11<<20), "Upload-Metadata", meta("token", other.Get("token")))
	if said := read(t, body); res.StatusCode != http.StatusRequestEntityTooLarge || !strings.HasPrefix(said.Fault, w.message(t, "zh", "error.files_large")) {
		t.Errorf("too much together: %d %q", res.StatusCode, said.Fault)
	}
	third := w.form(t, w.get(t, "/zh/report", 200))
	res, body = w.tus(t, "POST", "/zh/upload", nil, "Upload-Length", strconv.Itoa(18<<20), "Upload-Metadata", meta("token", third.Get("token")))
	if said := read(t, body); res.StatusCode != http.StatusServiceUnavailable || !strings.HasPrefix(said.Fault, w.message(t, "zh", "error.uploads_full")) {
		t.Errorf("too much from everybody: %d %q", res.StatusCode, said.Fault)
	}
}

// TestAWrongTypeIsToldAtItsEnd, for good, and leaves no file behind.
func TestAWrongTypeIsToldAtItsEnd(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	program := append([]byte("MZ\x90\x00"), make([]byte, 200_000)...)
	at := w.begun(t, fields, "照片.jpg", len(program))
	res, body := w.patch(t, at, 0, program)
	said := read(t, body)
	if res.StatusCode != http.StatusOK || said.Kept != "" || !strings.HasPrefix(said.Fault, w.message(t, "zh", "error.file_type")) {
		t.Errorf("%d %+v", res.StatusCode, said)
	}
	if again := read(t, w.get(t, "/en"+strings.TrimPrefix(at, "/zh"), 200).body); !strings.HasPrefix(again.Fault, w.message(t, "en", "error.file_type")) {
		t.Errorf("asked again, in English: %+v", again)
	}
	if left := w.blobNames(t); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestAnUploadEnds(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	gone := func(at, when string) {
		t.Helper()
		for _, method := range []string{"HEAD", "PATCH", "DELETE", "GET"} {
			res, body := w.tus(t, method, at, nil, "Upload-Offset", "0")
			if res.StatusCode != http.StatusNotFound || strings.Contains(body, strings.TrimPrefix(at, "/zh/upload/")) {
				t.Errorf("%s, %s: %d %s", when, method, res.StatusCode, body)
			}
		}
	}
	gone("/zh/upload/nonsense", "never begun")
	at := w.begun(t, fields, "a.txt", 100)
	w.patch(t, at, 0, []byte("half"))
	w.get(t, at, 409) // not whole
	if res, _ := w.tus(t, "DELETE", at, nil); res.StatusCode != http.StatusNoContent {
		t.Errorf("DELETE: %d", res.StatusCode)
	}
	gone(at, "taken back")
	if left := w.blobNames(t); left != nil {
		t.Errorf("left behind: %v", left)
	}
	at = w.begun(t, fields, "a.txt", 100)
	w.clock.add(2*time.Hour + time.Second)
	gone(at, "expired")
	res, body := w.tus(t, "POST", "/zh/upload", nil, "Upload-Length", "1", "Upload-Metadata", meta("token", fields.Get("token")))
	if res.StatusCode != http.StatusGone {
		t.Errorf("the form of long ago: %d %s", res.StatusCode, body)
	}
}

func TestUploadsAreCounted(t *testing.T) {
	rates := limit.Defaults()
	rates[limit.Upload] = limit.Rate{Count: 1, Period: time.Hour, Burst: 2}
	w := sqlite(t, func(o *portal.Options) { o.Web.Limiter = limit.NewMemory(rates, o.Web.Now) })
	fields := w.form(t, w.get(t, "/zh/report", 200))
	w.begun(t, fields, "a.txt", 1)
	w.begun(t, fields, "b.txt", 1)
	res, body := w.tus(t, "POST", "/zh/upload", nil, "Upload-Length", "1", "Upload-Metadata", meta("token", fields.Get("token")))
	if said := read(t, body); res.StatusCode != http.StatusTooManyRequests || res.Header.Get("Retry-After") == "" || said.Fault == "" {
		t.Errorf("%d, after %q: %+v", res.StatusCode, res.Header.Get("Retry-After"), said)
	}
}

// TestNobodyTellsAnAddress: the secret of an upload's address opens its pieces, so
// it stands in no log and no metric.
func TestNobodyTellsAnAddress(t *testing.T) {
	w := sqlite(t)
	at := w.begun(t, w.form(t, w.get(t, "/zh/report", 200)), canary, 100)
	w.patch(t, at, 0, []byte("half"))
	w.patch(t, at, 50, []byte("wrong"))
	w.offset(t, at)
	w.tus(t, "PATCH", at, nil)
	w.tus(t, "DELETE", at, nil)
	w.tus(t, "HEAD", at, nil)
	secret := strings.TrimPrefix(at, "/zh/upload/")
	for where, text := range map[string]string{"log": w.log.String(), "metrics": metrics(t, w.registry)} {
		if strings.Contains(text, secret) || strings.Contains(text, canary) {
			t.Errorf("the %s tells it", where)
		}
		if !strings.Contains(text, "/zh/upload/:secret") {
			t.Errorf("the %s tells nothing of uploads at all", where)
		}
	}
}

// TestWithoutPiecesTheFormCarriesTheFiles: the page offers no upload then.
func TestWithoutPiecesTheFormCarriesTheFiles(t *testing.T) {
	w := sqlite(t, func(o *portal.Options) { o.Pieces = nil })
	if page := w.get(t, "/zh/report", 200); strings.Contains(page.body, "data-upload") {
		t.Error("the page offers an upload")
	}
	if res, _ := w.tus(t, "POST", "/zh/upload", nil, "Upload-Length", "1"); res.StatusCode != http.StatusNotFound {
		t.Errorf("an upload: %d", res.StatusCode)
	}
}
