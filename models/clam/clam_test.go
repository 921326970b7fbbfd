package clam_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"heed/models"
	"heed/models/clam"
	"heed/models/testserver"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

func scanner(t *testing.T, o clam.Options) *clam.Scanner {
	t.Helper()
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s, err := clam.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// packed is a zip archive of one file.
func packed(t *testing.T, content io.Reader) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	f, err := w.Create("a.txt")
	if err == nil {
		_, err = io.Copy(f, content)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// endless is a stream of one letter.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// locked is a zip archive that says that its file needs a password.
func locked(t *testing.T) string {
	t.Helper()
	raw := []byte(packed(t, strings.NewReader(strings.Repeat("secret ", 40))))
	raw[6] |= 1                                        // the file's own head
	raw[bytes.Index(raw, []byte("PK\x01\x02"))+8] |= 1 // and the one in the directory
	return string(raw)
}

func TestARealDaemon(t *testing.T) {
	t.Parallel()
	server := testserver.Clamd(t)
	s := scanner(t, clam.Options{URL: server.URL()})
	for name, c := range map[string]struct {
		file string
		want models.Scan
	}{
		"clean":         {"the road money is gone", models.Scan{}},
		"empty":         {"", models.Scan{}},
		"virus":         {"see here: " + testserver.Virus, models.Scan{Virus: testserver.VirusName}},
		"virus, packed": {packed(t, strings.NewReader(testserver.Virus)), models.Scan{Virus: testserver.VirusName}},
		"large":         {strings.Repeat("a", testserver.ClamdMax*3), models.Scan{Missed: models.MissedLarge}},
		"bomb":          {packed(t, io.LimitReader(endless{}, 64<<20)), models.Scan{Missed: models.MissedLarge}},
		"locked":        {locked(t), models.Scan{Missed: models.MissedLocked}},
	} {
		c.want.At = noon
		if got := s.Scan(t.Context(), iotest.HalfReader(strings.NewReader(c.file))); got != c.want {
			t.Errorf("%s: %+v, not %+v", name, got, c.want)
		}
	}
}

// A daemon that goes away is left alone for a while and asked again then.
func TestADaemonThatIsAway(t *testing.T) {
	t.Parallel()
	server, now, log := testserver.Clamd(t), noon, &bytes.Buffer{}
	s := scanner(t, clam.Options{URL: server.URL(), Now: func() time.Time { return now }, Logger: slog.New(slog.NewTextHandler(log, nil))})
	missed := func(want models.Missed) {
		t.Helper()
		if got := s.Scan(t.Context(), strings.NewReader("a")); got.Missed != want {
			t.Errorf("%+v, not %q", got, want)
		}
	}
	missed("")
	server.Stop()
	missed(models.MissedAway)
	server.Start()
	missed(models.MissedAway) // it rests
	now = now.Add(time.Minute)
	missed("")
	if lines := strings.Count(log.String(), "\n"); lines != 2 {
		t.Errorf("%d lines:\n%s", lines, log)
	}
	if strings.Contains(log.String(), "127.0.0.1") {
		t.Errorf("the log names an address:\n%s", log)
	}
}

// A file that cannot be read is no fault of the daemon's.
func TestAFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := scanner(t, clam.Options{URL: testserver.Clamd(t).URL()})
	broken := io.MultiReader(strings.NewReader("a"), iotest.ErrReader(io.ErrClosedPipe))
	if got := s.Scan(t.Context(), broken); got.Missed != models.MissedAway {
		t.Errorf("%+v", got)
	}
	if got := s.Scan(t.Context(), strings.NewReader("a")); got.Missed != "" {
		t.Errorf("the next file: %+v", got)
	}
}

func TestAddresses(t *testing.T) {
	for raw, want := range map[string]string{
		"unix:///run/clamav/clamd.ctl": "unix /run/clamav/clamd.ctl", "tcp://scan.example.org:3310": "tcp scan.example.org:3310",
		"tcp://[::1]:3310": "tcp [::1]:3310", "tcp://scan": "", "unix://clamd.ctl": "", "unix:///": "", "http://a:1": "",
		"tcp://u@a:1": "", "tcp://a:1/x": "", "tcp://a:": "", "": "", "::": "",
	} {
		network, addr, err := clam.ParseURL(raw)
		if got := strings.TrimSpace(network + " " + addr); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", raw, got, err)
		}
	}
}
