package backoffice

import (
	"fmt"
	"strings"

	"heed/models"
	"heed/models/store"
)

// find leads from a register number to its tip. A tip outside the scope is the
// same as none.
func (b *Backoffice) find(v *visit) error {
	var tip models.Tip
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		round, err := tx.OpenRound()
		if err != nil {
			return err
		}
		tip, err = tx.TipByNumber(v.me.Scope(), fullNumber(v.Query("number"), round.Year))
		return err
	})
	if models.KindOf(err) == models.KindNotFound {
		return models.Fail(models.KindNotFound, "backoffice.error.number")
	}
	if err != nil {
		return err
	}
	return v.Redirect("/tips/"+decimal(tip.ID), 303)
}

// fullNumber completes what people type: 1-G1-7 and 2026 1-G1-0007 are both
// 巡察〔2026〕1-G1-0007; without a year it is this one.
func fullNumber(typed string, year int) string {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune("巡察〔〕[]【】()（）", r) {
			return ' '
		}
		return r
	}, strings.ToUpper(typed))
	words := strings.Fields(plain)
	if len(words) == 0 {
		return ""
	}
	if len(words) > 1 {
		if _, err := fmt.Sscan(words[0], &year); err != nil {
			return typed
		}
	}
	parts := strings.Split(words[len(words)-1], "-")
	if len(parts) != 3 {
		return typed
	}
	return models.RegisterNumber(year, int(whole(parts[0])), parts[1], whole(parts[2]))
}
