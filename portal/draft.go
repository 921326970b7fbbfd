package portal

import (
	"strconv"
	"time"
	"unicode/utf8"

	"heed/models"
	"heed/models/intake"
	"heed/web/locale"
)

// What may be typed, in characters (issue text of the product: 20 to 3,000).
const (
	minText    = 20
	maxText    = 3000
	maxName    = 60
	maxContact = 120
	maxUnit    = 120
)

// unitOther is picked by who does not find the unit in the list or does not know.
const unitOther = "other"

func unitValue(id int64) string { return strconv.FormatInt(id, 10) }

// opened is when the form was opened, as far as it matters: no form of a round is
// given out after its closing time, so whoever sends one later had it before.
func (n *notice) opened(now time.Time) time.Time {
	if n.Round.Accepts(now) {
		return now
	}
	return n.Round.AcceptUntil.Add(-time.Microsecond)
}

// draft is what a sending says, in the words of intake; the error is every fault
// of every field. It reads nothing but the fields.
func (e *entry) draft(lang locale.Lang, now time.Time) (intake.Draft, error) {
	faults := e.faults
	d := intake.Draft{
		Channel: models.ChannelWeb, RoundID: e.notice.Round.ID, Category: models.Category(e.Get("category")), Lang: string(lang),
		Text: e.Get("text"), Name: e.Get("name"), Contact: e.Get("contact"), Files: e.files(), Receipt: true, Origin: "portal", Urgent: e.Has("urgent", "1"), Begun: e.notice.opened(now),
	}
	e.about(&faults)
	d.UnitID, d.UnitText = e.unit(&faults)
	if !d.Category.Valid() {
		faults.Add("category", "portal.error.category")
	}
	switch length := utf8.RuneCountInString(d.Text); {
	case length == 0:
		faults.Add("text", "portal.error.text_empty")
	case length < minText:
		faults.Addf("text", "portal.error.text_short", map[string]any{"min": minText, "n": length})
	case length > maxText:
		faults.Addf("text", "portal.error.text_long", map[string]any{"max": maxText, "over": length - maxText})
	}
	atMost(&faults, "name", d.Name, maxName)
	atMost(&faults, "contact", d.Contact, maxContact)
	if e.Get("captcha") == "" {
		faults.Add("captcha", "portal.error.captcha")
	}
	return d, faults.Err()
}

// unit is the unit that was picked, or what was written instead. Who picks none
// but writes one has said enough.
func (e *entry) unit(faults *models.FieldErrors) (id int64, text string) {
	text = e.Get("unit_text")
	atMost(faults, "unit_text", text, maxUnit)
	picked := e.Get("unit")
	for _, u := range e.notice.Units {
		if unitValue(u.ID) == picked {
			return u.ID, text
		}
	}
	if picked != unitOther && text == "" && len(e.notice.Units) > 0 {
		faults.Add("unit", "portal.error.unit")
	}
	return 0, text
}

func atMost(faults *models.FieldErrors, field, text string, limit int) {
	if n := utf8.RuneCountInString(text); n > limit {
		faults.Addf(field, "portal.error.long", map[string]any{"max": limit, "over": n - limit})
	}
}
