package clam_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/clam"
)

// fakeDaemon answers each connection as answer says, and gives its URL.
func fakeDaemon(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				answer(conn)
			}()
		}
	}()
	return "tcp://" + ln.Addr().String()
}

// says reads what is sent until the empty piece and answers with text.
func says(text string) func(net.Conn) {
	return func(conn net.Conn) {
		var last string
		block := make([]byte, 1<<10)
		for !strings.HasSuffix(last, "\x00\x00\x00\x00") {
			n, err := conn.Read(block)
			if err != nil {
				return
			}
			last += string(block[:n])
		}
		_, _ = io.WriteString(conn, text)
	}
}

// Whatever a daemon does, a question ends, with no virus that nobody named.
func TestADaemonThatMisbehaves(t *testing.T) {
	t.Parallel()
	small := "a file"
	for name, c := range map[string]struct {
		daemon func(net.Conn)
		file   string
		want   models.Scan
	}{
		"never reads":     {func(net.Conn) { <-t.Context().Done() }, strings.Repeat("a", 32<<20), models.Scan{Missed: models.MissedAway}},
		"never answers":   {func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, small, models.Scan{Missed: models.MissedAway}},
		"hangs up":        {func(net.Conn) {}, small, models.Scan{Missed: models.MissedAway}},
		"cuts its answer": {says("stream: OK"), small, models.Scan{Missed: models.MissedAway}},
		"talks for ever":  {says(strings.Repeat("stream: OK ", 1<<16)), small, models.Scan{Missed: models.MissedAway}},
		"garbage":         {says("\xff\xfe\x01 FOUND it\x00"), small, models.Scan{Missed: models.MissedAway}},
		"no command":      {says("UNKNOWN COMMAND\x00"), small, models.Scan{Missed: models.MissedAway}},
		"says nothing":    {says("\x00"), small, models.Scan{Missed: models.MissedAway}},
		"no name":         {says("stream:  FOUND\x00"), small, models.Scan{Missed: models.MissedAway}},
		"cannot":          {says("stream: Can't allocate memory ERROR\x00"), small, models.Scan{Missed: models.MissedFailed}},
		"too large": {
			func(conn net.Conn) { _, _ = io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00") }, strings.Repeat("a", 4<<20), models.Scan{Missed: models.MissedLarge},
		},
		"a strange name": {says("stream: Evil\n\xff<b>" + strings.Repeat("x", 500) + " FOUND\x00"), small, models.Scan{Virus: "Evil??<b>" + strings.Repeat("x", 191)}},
		"is well":        {says("stream: OK\x00"), small, models.Scan{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := scanner(t, clam.Options{URL: fakeDaemon(t, c.daemon), Idle: 200 * time.Millisecond, Scan: 500 * time.Millisecond})
			if name == "a strange name" || name == "is well" || name == "too large" { // these must not run into the bound on a busy machine
				s = scanner(t, clam.Options{URL: fakeDaemon(t, c.daemon)})
			}
			c.want.At = noon
			if got := s.Scan(t.Context(), strings.NewReader(c.file)); got != c.want {
				t.Errorf("%+v, not %+v", got, c.want)
			}
		})
	}
}

// Those who come while a daemon hangs do not wait for it one after the other.
func TestAHangingDaemonHoldsUpOneRoundOfFiles(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 100)
	url := fakeDaemon(t, func(conn net.Conn) {
		asked <- struct{}{}
		_, _ = io.Copy(io.Discard, conn)
	})
	s := scanner(t, clam.Options{URL: url, Scan: 300 * time.Millisecond})
	for range 20 {
		if got := s.Scan(t.Context(), strings.NewReader("a")); got.Missed != models.MissedAway {
			t.Fatalf("%+v", got)
		}
	}
	if len(asked) != 1 {
		t.Errorf("asked %d times", len(asked))
	}
}
