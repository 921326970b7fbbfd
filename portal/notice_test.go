package portal_test

import (
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/web/captcha"
)

// standing adds the standing round with a team and keys of its own.
func (w *world) standing(t *testing.T) models.Round {
	t.Helper()
	var r models.Round
	must(t, w.store.Write(t.Context(), func(tx *store.Tx) (err error) {
		r, err = tx.CreateRound(store.NewRound{
			Round: models.Round{Name: "巡察办公室", NameEn: "Inspection office", Standing: true, Profile: "cn-2024"},
			Teams: []models.Team{{Code: "G0", Name: "巡察办", NameEn: "Office"}},
			Keys: []store.NewKey{
				{Purpose: models.KeyContent, Recipient: w.round.Content.Recipient().String()},
				{Purpose: models.KeyIdentity, Recipient: w.round.Identity.Recipient().String()},
			},
		})
		return err
	}))
	return r
}

func TestAfterClosingTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		office := w.standing(t)
		begun := w.get(t, "/zh/report", 200)
		w.clock.add(w.round.AcceptUntil.Sub(w.clock.now()) + time.Minute)
		home := w.get(t, "/zh/", 200)
		for _, want := range []string{"测试轮次已停止受理", "12388", "12345", "给巡察办公室写信"} {
			if !strings.Contains(home.text(t), want) {
				t.Errorf("the notice does not say %q", want)
			}
		}
		fresh := w.get(t, "/zh/report", 200)
		if !strings.Contains(fresh.text(t), "已停止受理") || strings.Contains(fresh.text(t), "民政局") {
			t.Error("the form does not say that the round is closed")
		}
		fields := w.form(t, fresh)
		fields.Del("unit")
		if tip, _ := w.stored(t, w.send(t, "/zh/report", fields, 200).code(t)); tip.RoundID != office.ID {
			t.Errorf("a new report went to round %d, not to the office", tip.RoundID)
		}
		w.late(t, begun)
	})
}

// late sends a form that was begun before the closing time: with a new picture it
// still goes to its round.
func (w *world) late(t *testing.T, begun *answer) {
	t.Helper()
	fields := w.form(t, w.get(t, "/zh/report", 200))
	fields.Set("round", begun.input(t, "round"))
	fields.Set("unit", unit(w, 1))
	fields.Set("text", "短")
	page := w.send(t, "/zh/report", fields, 422, upload{"a.txt", "a"})
	if !strings.Contains(page.text(t), "环保局") {
		t.Error("the units of the round are gone")
	}
	fields = w.form(t, page, "unit", unit(w, 1))
	if tip, _ := w.stored(t, w.send(t, "/zh/report", fields, 200).code(t)); tip.RoundID != w.round.ID || tip.UnitID != w.round.Units[1].ID {
		t.Errorf("what was begun before went to round %d", tip.RoundID)
	}
	w.clock.add(3 * time.Hour)
	fields = w.form(t, w.get(t, "/zh/report", 200))
	fields.Set("round", begun.input(t, "round"))
	if tip, _ := w.stored(t, w.send(t, "/zh/report", fields, 200).code(t)); tip.RoundID == w.round.ID {
		t.Error("hours after the closing time the round still takes reports")
	}
}

// Files that were sealed for the round that closed are not for the next one: they
// have to be chosen again, and the form says so once.
func TestFilesOfARoundThatClosed(t *testing.T) {
	w := sqlite(t)
	w.standing(t)
	begun := w.get(t, "/zh/report", 200)
	w.clock.add(w.round.AcceptUntil.Sub(w.clock.now()) + captcha.Life - time.Minute)
	fields := w.form(t, w.get(t, "/zh/report", 200), "round", begun.input(t, "round"), "unit", unit(w, 1), "text", "短")
	page := w.send(t, "/zh/report", fields, 422, upload{"a.txt", "a"})
	w.clock.add(2 * time.Minute)
	page = w.send(t, "/zh/report", w.form(t, page, "text", sentence), 422)
	if want := w.message(t, "zh", "error.files_gone"); !strings.Contains(page.faultAt(t, "files"), want) {
		t.Errorf("at the files: %q", page.faultAt(t, "files"))
	}
	if strings.Contains(page.text(t), "a.txt") || page.input(t, "text") != sentence {
		t.Error("the file of the other round is still there, or the text is not")
	}
	w.send(t, "/zh/report", w.form(t, page, "text", sentence), 200, upload{"a.txt", "a"}).code(t)
}

func TestBetweenRounds(t *testing.T) {
	w := sqlite(t)
	w.standing(t)
	w.clock.add(w.round.AcceptUntil.Sub(w.clock.now()) + time.Minute)
	page := w.get(t, "/en/", 200)
	if !strings.Contains(page.text(t), "Test round has stopped taking reports") {
		t.Error("the notice does not say in English that the round is closed")
	}
}

func TestLanguageByPreference(t *testing.T) {
	w := sqlite(t)
	for header, want := range map[string]string{"": "/zh/", "en-GB,en;q=0.9": "/en/", "zh-TW": "/zh-hant/", "zh-HK": "/zh-hant/", "zh-CN": "/zh/", "fr, en;q=0.5": "/en/"} {
		a := w.get(t, "/", 303, "Accept-Language", header)
		if a.header.Get("Location") != want || !strings.Contains(a.header.Get("Vary"), "Accept-Language") {
			t.Errorf("%q leads to %s", header, a.header.Get("Location"))
		}
	}
}

func TestLargeTextIsKept(t *testing.T) {
	w := sqlite(t)
	page := w.get(t, "/zh/report?text=large", 200)
	if !strings.Contains(page.body, `class="portal large"`) || !strings.Contains(page.body, `action="/zh/report?text=large"`) {
		t.Error("the form does not keep the large text")
	}
	if small := w.get(t, "/zh/report", 200); strings.Contains(small.body, `class="portal large"`) {
		t.Error("the ready-made form is large for everybody")
	}
}

func TestLeavingShowsNothingOfTheSite(t *testing.T) {
	w := sqlite(t)
	for _, lang := range []string{"zh", "en"} {
		page := w.get(t, "/"+lang+"/seasons", 200)
		for _, word := range []string{"巡察", "反映", "举报", "report", "inspect", "Heed", "着落"} {
			if strings.Contains(page.text(t), word) {
				t.Errorf("%s: the page says %q", lang, word)
			}
		}
	}
}
