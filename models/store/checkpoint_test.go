package store_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"heed/models/store"
)

// TestALargeCommitIsCopiedOutOfTheLog waits until what one commit brought is in
// the database's file, though the log is far from the length at which a commit
// copies it itself and nobody closed the database.
func TestALargeCommitIsCopiedOutOfTheLog(t *testing.T) {
	o := openOffice(t, databaseURL(t, "sqlite"))
	file := strings.TrimPrefix(o.url, "sqlite://")
	const size = 12 << 20
	o.tip(t, func(n *store.NewTip) {
		n.Envelopes[0].Data = bytes.Repeat([]byte("x"), size)
		n.Envelopes[0].Size = size
	})
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(time.Minute); time.Now().Before(late); <-tick.C {
		if info, err := os.Stat(file); err == nil && info.Size() > size {
			return
		}
	}
	t.Error("it stays in the log")
}
