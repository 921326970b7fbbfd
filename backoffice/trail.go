package backoffice

import (
	"strings"
	"time"

	"heed/models"
)

// trailRow is one line of a tip's way through the office.
type trailRow struct {
	At   time.Time
	Who  string // "" for the system or the reporter
	Key  string // message key of what was done
	To   string // message key of the state it led to; "" when it stayed
	Code string // message key of a disposition
	N    int    // times, for reads in a row
}

// trail is the audit log of a tip, the newest first. Reads in a row by the same
// person on the same day are one line.
func trail(log []models.Audit, n names) []trailRow {
	var out []trailRow
	for _, a := range log {
		r := trailRow{At: a.At, Who: n.staff[a.Actor], Key: "backoffice.trail." + strings.ReplaceAll(a.Action, ".", "_"), N: 1}
		if a.From != a.To && a.From != "" {
			r.To = models.TipState(a.To).Key()
		}
		if _, err := models.FindDisposition(models.Code(a.Note)); err == nil {
			r.Code = models.Code(a.Note).Key()
		}
		if last := len(out) - 1; last >= 0 && a.Action == "tip.open" && out[last].Key == r.Key && out[last].Who == r.Who {
			out[last].N++
			out[last].At = r.At
			continue
		}
		out = append(out, r)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// records is the log of a finding or a hand-off, the newest first; states name
// where each step led.
func records(log []models.Audit, n names, states string) []trailRow {
	var out []trailRow
	for i := len(log) - 1; i >= 0; i-- {
		a := log[i]
		r := trailRow{At: a.At, Who: n.staff[a.Actor], Key: "backoffice.trail." + strings.ReplaceAll(a.Action, ".", "_"), N: 1}
		if a.From != a.To {
			r.To = states + a.To
		}
		out = append(out, r)
	}
	return out
}
