package viewer_test

import (
	"context"
	"encoding/base64"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"heed/static"
	"heed/web/viewer"
)

func newViewer(t *testing.T, o viewer.Options) *viewer.Viewer {
	t.Helper()
	v, err := viewer.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func ask(t *testing.T, v *viewer.Viewer, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for n := 0; n < len(header); n += 2 {
		r.Header.Set(header[n], header[n+1])
	}
	w := httptest.NewRecorder()
	v.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	all, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(all)
}

const view, office = "https://view.example.org", "https://staff.example.org"

// The policy is the tightest under which the page works; each directive here is one that keeps a file from getting out.
func TestThePolicyLetsNothingOut(t *testing.T) {
	v := newViewer(t, viewer.Options{Origin: view, Staff: []string{office}, Secure: true})
	for _, path := range []string{"/", "/viewer.js", "/pdf/pdf.min.mjs", "/data/GBK-EUC-H.bcmap.js", "/nowhere"} {
		h := ask(t, v, "GET", path).Header
		csp := "; " + h.Get("Content-Security-Policy") + ";"
		for _, want := range []string{
			"default-src 'none'", "script-src 'self' " + view, "style-src 'self' " + view, "connect-src 'none'", "img-src 'none'", "font-src 'none'",
			"frame-src 'none'", "form-action 'none'", "base-uri 'none'", "object-src 'none'", "worker-src blob:", "media-src blob:",
			"frame-ancestors " + office, "sandbox allow-scripts",
		} {
			if !strings.Contains(csp, "; "+want+";") {
				t.Errorf("%s: the policy lacks %q: %s", path, want, csp)
			}
		}
		for name, want := range map[string]string{
			"Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "Set-Cookie": "",
			"Strict-Transport-Security": "max-age=63072000; includeSubDomains",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		for _, power := range []string{"camera=()", "microphone=()", "geolocation=()", "clipboard-read=()", "fullscreen=()"} {
			if !strings.Contains(h.Get("Permissions-Policy"), power) {
				t.Errorf("%s: %s is not denied", path, power)
			}
		}
	}
}

func TestWithoutAStaffSiteNobodyFramesIt(t *testing.T) {
	if csp := ask(t, newViewer(t, viewer.Options{Origin: view}), "GET", "/").Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Error(csp)
	}
}

func TestThePageKnowsWhoMaySpeakToIt(t *testing.T) {
	page := body(t, ask(t, newViewer(t, viewer.Options{Origin: view, Staff: []string{office, "http://b\"><script>"}}), "GET", "/"))
	if !strings.Contains(page, `content="https://staff.example.org http://b&#34;&gt;&lt;script&gt;"`) || strings.Contains(page, "STAFF") {
		t.Error(page)
	}
}

// Everything that the library may ask for is there, as a script.
func TestFontsAndMapsComeAsModules(t *testing.T) {
	v := newViewer(t, viewer.Options{Origin: view})
	names, err := fs.ReadDir(static.Viewer, "viewer/data")
	if err != nil || len(names) < 150 {
		t.Fatalf("%d files of data, %v", len(names), err)
	}
	for _, name := range names {
		if strings.HasPrefix(name.Name(), "LICENSE") {
			continue
		}
		r := ask(t, v, "GET", "/data/"+name.Name()+".js")
		text := strings.TrimSuffix(strings.TrimPrefix(body(t, r), `export default "`), "\";\n")
		raw, err := base64.StdEncoding.DecodeString(text)
		want, _ := fs.ReadFile(static.Viewer, "viewer/data/"+name.Name())
		if err != nil || string(raw) != string(want) || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/javascript") {
			t.Errorf("%s: %d bytes as %s, %v", name.Name(), len(raw), r.Header.Get("Content-Type"), err)
		}
	}
}

func TestWhatIsNotThereIsNotServed(t *testing.T) {
	v := newViewer(t, viewer.Options{Origin: view})
	for _, path := range []string{"/index.html", "/pdf/README.md", "/pdf/LICENSE", "/data/LICENSE_FOXIT.js", "/data/", "/pdf", "/../static.go", "//viewer.js"} {
		if r := ask(t, v, "GET", path); r.StatusCode != 404 {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	for _, method := range []string{"POST", "PUT", "OPTIONS", "DELETE"} {
		if r := ask(t, v, method, "/"); r.StatusCode != 405 {
			t.Errorf("%s: %d", method, r.StatusCode)
		}
	}
	if r := ask(t, v, "GET", "/healthz"); r.StatusCode != 200 {
		t.Errorf("/healthz: %d", r.StatusCode)
	}
}

// A browser that has a file already is not sent it again.
func TestFilesAreKeptWhileTheyStayTheSame(t *testing.T) {
	v := newViewer(t, viewer.Options{Origin: view})
	tag := ask(t, v, "GET", "/viewer.js").Header.Get("ETag")
	if r := ask(t, v, "GET", "/viewer.js", "If-None-Match", tag); r.StatusCode != 304 {
		t.Errorf("%d", r.StatusCode)
	}
}

func TestItServesUntilItIsToldToStop(t *testing.T) {
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- newViewer(t, viewer.Options{Origin: view}).Run(ctx, ln) }()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ln.Addr().String()+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.StatusCode != 200 || answer.Body.Close() != nil {
		t.Fatalf("%v, %v", answer, err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
