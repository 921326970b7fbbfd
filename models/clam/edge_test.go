package clam_test

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
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

// question reads what is sent, up to the empty piece or as all of a PING.
func question(conn net.Conn) (all string) {
	block := make([]byte, 1<<10)
	for !strings.HasSuffix(all, "\x00\x00\x00\x00") && all != "zPING\x00" {
		n, err := conn.Read(block)
		if err != nil {
			return all
		}
		all += string(block[:n])
	}
	return all
}

// says answers any question with text.
func says(text string) func(net.Conn) {
	return func(conn net.Conn) {
		question(conn)
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
			s := scanner(t, clam.Options{URL: fakeDaemon(t, c.daemon), Idle: 200 * time.Millisecond, Scan: 500 * time.Millisecond, Dial: 500 * time.Millisecond})
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

// One that stays away is asked less and less often.
func TestADaemonThatStaysAwayIsLeftAloneLonger(t *testing.T) {
	t.Parallel()
	now := noon
	var asked atomic.Int64
	url := fakeDaemon(t, func(conn net.Conn) {
		question(conn)
		asked.Add(1)
	})
	s := scanner(t, clam.Options{URL: url, Now: func() time.Time { return now }})
	wait := func() (n time.Duration) {
		for before := asked.Load(); asked.Load() == before; n += 10 * time.Second {
			s.Scan(t.Context(), strings.NewReader("a"))
			now = now.Add(10 * time.Second)
		}
		return n - 10*time.Second
	}
	for k, want := range []time.Duration{0, 20, 50, 110, 230, 470, 470} { // what had passed when it was asked again, less the step
		if got := wait(); got != want*time.Second {
			t.Errorf("question %d after %s, not %s", k, got, want*time.Second)
		}
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
	s := scanner(t, clam.Options{URL: url, Scan: 300 * time.Millisecond, Dial: 300 * time.Millisecond})
	for range 20 {
		if got := s.Scan(t.Context(), strings.NewReader("a")); got.Missed != models.MissedAway {
			t.Fatalf("%+v", got)
		}
	}
	if len(asked) != 2 { // once about a file, and once whether it is there
		t.Errorf("asked %d times", len(asked))
	}
}

// A file over which a daemon broods says so, and keeps no other from being scanned.
func TestAFileThatTakesForEverStopsNoOther(t *testing.T) {
	t.Parallel()
	url := fakeDaemon(t, func(conn net.Conn) {
		switch asked := question(conn); {
		case asked == "zPING\x00":
			_, _ = io.WriteString(conn, "PONG\x00")
		case strings.Contains(asked, "brood"):
			_, _ = io.Copy(io.Discard, conn)
		default:
			_, _ = io.WriteString(conn, "stream: OK\x00")
		}
	})
	s := scanner(t, clam.Options{URL: url, Scan: time.Second})
	if got := s.Scan(t.Context(), strings.NewReader("brood")); got.Missed != models.MissedFailed {
		t.Errorf("%+v", got)
	}
	if got := s.Scan(t.Context(), strings.NewReader("a")); got.Missed != "" {
		t.Errorf("the next file: %+v", got)
	}
}
