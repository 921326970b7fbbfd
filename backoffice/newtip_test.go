package backoffice_test

import (
	"strings"
	"testing"
	"time"
)

func (w *world) blobCount() (n int) {
	w.Helper()
	w.must(w.blobs.Each(w.ctx, func(string, int64, time.Time) error {
		n++
		return nil
	}))
	return n
}

// What may be stored after all keeps its files; what certainly is not lets them
// go.
func TestFilesOfARefusedRegistration(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	large := strings.Repeat("RIFF data", 20_000)
	form := map[string]string{
		"channel": "phone", "received": "2026-03-09T09:30", "round": itoa(w.round.ID), "unit": itoa(w.units[0].ID), "category": "", "text": story,
	}
	clerk.upload("/new", form, "录音.wav", large).want(422)
	if n := w.blobCount(); n != 0 {
		t.Errorf("%d files stay of a form with faults", n)
	}
	form["category"] = "projects"
	w.intake.Close() // from here on nobody says whether a tip was stored
	clerk.upload("/new", form, "录音.wav", large).want(503)
	if n := w.blobCount(); n != 1 {
		t.Errorf("%d files stay, and a tip may name one", n)
	}
}
