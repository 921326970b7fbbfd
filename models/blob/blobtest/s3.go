// Package blobtest serves an S3 bucket to tests: a server of the S3 protocol in
// the test's own process, on a loopback port, over real HTTP.
//
// It keeps what it is given in memory, over Stop and Start too, and answers only
// requests that are signed for its own access key. It does not verify the
// signatures themselves.
package blobtest

import (
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// bucketName is the bucket that is there. No other is.
const bucketName = "heed-test"

// accessKey is who may use it.
const accessKey = "heed-test-key"

// Bucket is one bucket on a server of its own.
type Bucket struct {
	t       testing.TB
	handler http.Handler
	server  *httptest.Server
	addr    string

	begun, ended atomic.Int64 // uploads in parts
}

// S3 starts a server with an empty bucket, which ends with the test, and gives
// the test the credentials in the environment, as an operator would.
func S3(t testing.TB) *Bucket {
	t.Helper()
	memory := s3mem.New()
	if err := memory.CreateBucket(bucketName); err != nil {
		t.Fatal(err)
	}
	for _, setting := range Credentials() {
		name, value, _ := strings.Cut(setting, "=")
		t.Setenv(name, value)
	}
	quiet := gofakes3.WithLogger(gofakes3.DiscardLog())
	b := &Bucket{t: t, addr: "127.0.0.1:0"}
	b.handler = signed(b.counted(gofakes3.New(memory, quiet).Server()))
	b.Start()
	t.Cleanup(b.Stop)
	return b
}

// Credentials are the settings, each NAME=value, with which the bucket may be used.
func Credentials() []string {
	return []string{"AWS_ACCESS_KEY_ID=" + accessKey, "AWS_SECRET_ACCESS_KEY=heed-test-secret"}
}

// signed refuses who does not come with the access key.
func signed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential="+accessKey+"/") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// counted counts uploads in parts: POST ?uploads begins one, POST ?uploadId=…
// finishes and DELETE ?uploadId=… drops it.
func (b *Bucket) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		switch query := r.URL.Query(); {
		case r.Method == http.MethodPost && query.Has("uploads"):
			b.begun.Add(1)
		case r.Method != http.MethodPut && query.Has("uploadId"):
			b.ended.Add(1)
		}
	})
}

// URL is the bucket as HEED_BLOB_URL takes it. It stays the same over Stop and Start.
func (b *Bucket) URL() string {
	return "s3://" + bucketName + "?" + url.Values{
		"region": {"us-east-1"}, "endpoint": {"http://" + b.addr}, "use_path_style": {"true"},
	}.Encode()
}

// Start serves; it may be called after Stop.
func (b *Bucket) Start() {
	b.t.Helper()
	ln, err := net.Listen("tcp", b.addr)
	if err != nil {
		b.t.Fatal(err)
	}
	b.addr = ln.Addr().String()
	b.server = &httptest.Server{Listener: ln, Config: &http.Server{Handler: b.handler, ErrorLog: log.New(b.t.Output(), "s3: ", 0)}}
	b.server.Start()
}

// Stop ends the server and its connections. Its port refuses connections until Start.
func (b *Bucket) Stop() {
	b.server.CloseClientConnections()
	b.server.Close()
}

// Unfinished says how many uploads in parts were begun, and how many of them were
// neither finished nor dropped.
func (b *Bucket) Unfinished() (begun, left int64) {
	begun = b.begun.Load()
	return begun, begun - b.ended.Load()
}
