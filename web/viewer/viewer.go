// Package viewer serves the page in which staff look at files that came with
// reports, on an origin that is neither site's.
//
// It guarantees that what it sends is fixed at build time: no cookie is set or
// read, nothing is stored, nothing a visitor sends is looked at but the path. Its
// policy lets the page run its own scripts, load nothing else, connect nowhere, and
// be framed by the staff site alone, in a sandbox even when somebody opens it by
// itself.
//
// It does not see the files: the staff site's page hands them to the frame in the
// browser.
package viewer

import (
	"context"
	"errors"
	"html"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"path"
	"strings"
	"time"

	"heed/static"
)

// Options say where the two are reached.
type Options struct {
	Origin string   // of the viewer, as browsers see it: https://view.example.org
	Staff  []string // origins that may frame it
	Secure bool     // the viewer's public address is https
}

// Viewer is the server. It is safe for concurrent use.
type Viewer struct {
	files  map[string]file
	policy string
	secure bool
}

// New finds all that is served. It fails when a file is missing.
func New(o Options) (*Viewer, error) {
	v := &Viewer{files: map[string]file{}, policy: policy(o), secure: o.Secure}
	err := fs.WalkDir(static.Viewer, "viewer", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return v.add(name, o)
	})
	return v, err
}

// add takes a file in under the path that it is asked for by. What a PDF may need
// besides the library comes as a module with the bytes in it: the page may load
// scripts, and nothing else.
func (v *Viewer) add(name string, o Options) error {
	at := strings.TrimPrefix(name, "viewer")
	f := file{name: name, kind: "text/javascript; charset=utf-8"}
	switch ext := path.Ext(at); {
	case ext == "" || ext == ".md":
		return nil
	case path.Dir(at) == "/data":
		at, f.module = at+".js", true
	case at == "/index.html":
		body, err := fs.ReadFile(static.Viewer, name)
		if err != nil {
			return err
		}
		at, f.kind = "/", "text/html; charset=utf-8"
		f.page = []byte(strings.Replace(string(body), "STAFF", html.EscapeString(strings.Join(o.Staff, " ")), 1))
	case ext != ".js" && ext != ".mjs":
		f.kind = mime.TypeByExtension(ext)
	}
	v.files[at] = f
	return nil
}

// policy is what a browser may do on the page. The origin stands beside 'self'
// because the sandbox takes the page's own away.
func policy(o Options) string {
	own := "'self' " + o.Origin
	staff := "'none'"
	if len(o.Staff) > 0 {
		staff = strings.Join(o.Staff, " ")
	}
	return "default-src 'none'; script-src " + own + "; style-src " + own + "; worker-src blob:; media-src blob:; connect-src 'none'; img-src 'none'; " +
		"font-src 'none'; object-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors " + staff + "; sandbox allow-scripts"
}

// denied is every power of a browser that has a name in a policy.
const denied = "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), " +
	"clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), " +
	"hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), " +
	"picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), " +
	"usb=(), web-share=(), window-management=(), xr-spatial-tracking=()"

func (v *Viewer) headers(h http.Header) {
	h.Set("Content-Security-Policy", v.policy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Origin-Agent-Cluster", "?1")
	h.Set("Access-Control-Allow-Origin", "*") // the sandbox has no origin to name; there is nothing here but scripts
	h.Set("Permissions-Policy", denied)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-DNS-Prefetch-Control", "off")
	if v.secure {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
}

// ServeHTTP answers GET and HEAD.
func (v *Viewer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.headers(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	f, ok := v.files[r.URL.Path]
	if r.URL.Path == "/healthz" {
		f, ok = file{page: []byte("ok\n"), kind: "text/plain; charset=utf-8"}, true
	}
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	etag := ""
	body, err := f.open()
	if err == nil {
		etag, err = tag(body)
	}
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", etag)
	http.ServeContent(w, r, "", time.Time{}, body)
}

// Run serves on ln until ctx ends.
func (v *Viewer) Run(ctx context.Context, ln net.Listener) error {
	server := &http.Server{
		Handler: v, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute,
		MaxHeaderBytes: 8 << 10,
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
