package portal

import (
	"sync"
	"time"

	"heed/models"
	"heed/web"
	"heed/web/captcha"
	"heed/web/locale"
)

// notice is what the public is told of the round that takes reports, as it stood
// at one moment, with the pages made of it.
type notice struct {
	Round  models.Round
	Units  []models.Unit
	Closed models.Round // the round whose closing time passed last; ID 0 for none

	Announced int64  // the round, of the two, whose notice is published; 0 for none
	Since     string // YYYY-MM-DD: what that notice says of earlier matters; "" for nothing

	closedUnits []models.Unit
	at          time.Time
	forms       sync.Map // blankKey → *web.Spliced
}

// formKey names one way the empty form is shown.
type formKey struct {
	lang  locale.Lang
	large bool
}

// blankKey names the empty form with what its address fills in.
type blankKey struct {
	formKey
	preset
}

// Over says that no round takes reports now and one did before.
func (n *notice) Over() bool { return n.Round.Standing && n.Closed.ID != 0 }

// begun is the notice under which a form was begun. A form that was open at the
// closing time is still taken into its round for as long as it can be sent at all;
// after that it goes to who takes reports now.
func (n *notice) begun(roundID int64, now time.Time) *notice {
	if roundID == 0 || roundID != n.Closed.ID || now.After(n.Closed.AcceptUntil.Add(captcha.Life)) {
		return n
	}
	return &notice{Round: n.Closed, Units: n.closedUnits, at: n.at}
}

// old says whether the store must be asked again: after a while, and at once
// when the closing time has passed.
func (n *notice) old(now time.Time) bool {
	return now.Sub(n.at) >= fresh || now.Before(n.at) || !n.Round.Accepts(now)
}

// choices are the units to pick from, in the language.
func (n *notice) choices(lang locale.Lang) []web.Choice {
	var all []web.Choice
	for _, u := range n.Units {
		all = append(all, web.Choice{Value: unitValue(u.ID), Text: named(lang, u.Name, u.NameEn)})
	}
	if len(all) == 0 {
		return nil
	}
	return append(all, web.Choice{Value: unitOther, Key: "portal.report.unit_other"})
}

func named(lang locale.Lang, zh, en string) string {
	if !lang.Chinese() && en != "" {
		return en
	}
	return zh
}
