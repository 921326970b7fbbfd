package portal_test

import (
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// zeros are n bytes of nothing in particular.
func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Whoever sends far more than a form may carry reads why, with what was typed; a
// browser that is still sending is not cut off before it can read.
func TestAHugeReportIsAnswered(t *testing.T) {
	w := sqlite(t)
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(w.url, "http://"))
	must(t, err)
	t.Cleanup(func() { must(t, conn.Close()) })
	const size = 150 << 20
	head := "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n" + sentence +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\n"
	_, err = fmt.Fprintf(conn, "POST /zh/report HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n%s", int64(len(head))+size, head)
	must(t, err)
	_, err = io.Copy(conn, zeros(size)) // all of it, before a look at the answer
	must(t, err)
	raw, err := io.ReadAll(conn)
	must(t, err)
	answer := string(raw)
	if !strings.HasPrefix(answer, fmt.Sprintf("HTTP/1.1 %d", http.StatusRequestEntityTooLarge)) && !strings.HasPrefix(answer, "HTTP/1.1 422") {
		t.Errorf("%.80q", answer)
	}
	if !strings.Contains(html.UnescapeString(answer), sentence) || strings.Count(answer, "HTTP/1.1 ") != 1 {
		t.Error("what was typed is lost, or there are two answers")
	}
	if names := w.blobNames(t); len(names) != 0 {
		t.Errorf("what was refused is left: %v", names)
	}
}
