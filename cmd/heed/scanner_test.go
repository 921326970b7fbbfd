package main_test

import (
	"encoding/json"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/models/testserver"
)

// With a scanner every file is taken, marked or not, and its sender is told nothing of it; without it, the same.
func TestAScannerMarksAndRefusesNothing(t *testing.T) {
	t.Parallel()
	server := testserver.Clamd(t)
	i := install(t, "", "HEED_CLAMAV_URL="+server.URL())
	p := serve(t, i.env)
	c, v := newCitizen(t), i.vault()
	send := func(content string) *models.Scan {
		t.Helper()
		r := newReport(attachment{"账.txt", []byte(content)})
		a, err := c.submit(p.portal, r)
		must(t, err)
		if a.status != 200 || a.receipt() == "" || strings.Contains(a.body, "Heed.Test") {
			t.Fatalf("answered with %d, or the sender is told: %s", a.status, a.fault())
		}
		must(t, v.holds(a.receipt(), r))
		parsed, err := receipt.Parse(a.receipt())
		must(t, err)
		all, err := v.envelopes(parsed.LookupHash())
		must(t, err)
		var text models.TextEnvelope
		for _, e := range all {
			if e.Kind == models.EnvelopeText {
				must(t, json.Unmarshal(v.plain(e), &text))
			}
		}
		return text.Files[0].Scan
	}
	if s := send("村里的账 " + testserver.Virus); s == nil || s.Virus != testserver.VirusName {
		t.Errorf("%+v", s)
	}
	if s := send("村里的账"); s == nil || s.Virus != "" || s.Missed != "" || s.At.IsZero() {
		t.Errorf("%+v", s)
	}
	server.Stop()
	if s := send("村里的账"); s == nil || s.Missed != models.MissedAway {
		t.Errorf("%+v", s)
	}
	if n := strings.Count(p.log.String(), "the virus scanner is away"); n != 1 {
		t.Errorf("the log says so %d times", n)
	}
}
