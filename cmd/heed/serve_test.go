package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// A service that is told to end while it begins has not failed; work that was
// broken off has.
func TestToldToEndWhileItBegins(t *testing.T) {
	settings := map[string]string{"HEED_DATA": t.TempDir(), "HEED_PORTAL_ADDR": "127.0.0.1:0", "HEED_BACKOFFICE_ADDR": "127.0.0.1:0", "HEED_VIEWER_ADDR": "127.0.0.1:0"}
	told, tell := context.WithCancel(t.Context())
	tell()
	for _, c := range []struct {
		ctx  context.Context
		args string
		fine bool
	}{
		{t.Context(), "init --office Office", true},
		{told, "serve", true},
		{told, "serve --demo", true},
		{told, "portal", true},
		{told, "backoffice", true},
		{told, "mailbox", true},
		{told, "check", false},
	} {
		var out bytes.Buffer
		root := newRoot(&terminal{in: strings.NewReader(""), out: &out, err: &out}, fake(settings))
		root.SetArgs(strings.Fields(c.args))
		if err := root.ExecuteContext(c.ctx); (err == nil) != c.fine {
			t.Errorf("heed %s: %v\n%s", c.args, err, &out)
		}
	}
}
