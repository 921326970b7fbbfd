package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A report is taken in, stated, and buried by somebody with the database in hand:
// the reporter's statement, and heed check, tell.
func TestABuriedReportIsFoundOut(t *testing.T) {
	eachDatabase(t, func(t *testing.T, url string) {
		i := install(t, url)
		p := serve(t, i.env)
		answer, err := newCitizen(t).submit(p.portal, newReport(largeFile()))
		must(t, err)
		proof := filepath.Join(t.TempDir(), "note-2.txt")
		text := answer.node(func(n *html.Node) bool { return attribute(n, "id") == "proof" })
		must(t, os.WriteFile(proof, []byte(text), 0o600))
		keys, _, status := run(t, i.env, "heed", "verify", "--keys")
		key, _, _ := strings.Cut(keys, " ")
		if status != 0 || strings.Count(keys, "\n") != 1 {
			t.Fatalf("the keys on record: %q", keys)
		}
		verify := func(want int, say string, args ...string) {
			t.Helper()
			out, log, status := run(t, i.env, append([]string{"heed", "verify", proof}, args...)...)
			if status != want || !strings.Contains(out+log, say) {
				t.Errorf("heed verify %v ends with %d:\n%s%s", args, status, out, log)
			}
		}
		verify(0, "genuine")
		verify(0, "genuine", "--key", key)
		verify(0, "the register has it", "--register")
		i.checked()
		_, err = i.sql().Exec("UPDATE envelopes SET sha256 = key_sum FROM (SELECT sha256 AS key_sum FROM envelopes WHERE kind = 'text') AS other WHERE kind = 'file'")
		must(t, err)
		verify(1, "its contents are not those that were sealed", "--register")
		if out, _, status := run(t, i.env, "heed", "check"); status == 0 || !strings.Contains(out, "check.tip_sealed") || !strings.Contains(lineOf(out, "check.tip_sealed"), "BROKEN") {
			t.Errorf("heed check does not see it:\n%s", out)
		}
		_, err = i.sql().Exec("UPDATE tips SET number = '巡察〔2026〕1-G1-9999'")
		must(t, err)
		verify(1, "the register has no report", "--register")
		verify(0, "genuine")
	})
}

func lineOf(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}
