package portal_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

func TestReportToReceiptToOutcome(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		home := w.get(t, "/zh/", 200)
		for _, want := range []string{"测试轮次", "民政局", "环保局", "稻香镇", "我要反映", "查询以前反映的情况"} {
			if !strings.Contains(home.text(t), want) {
				t.Errorf("the notice does not say %q", want)
			}
		}
		form := w.get(t, "/zh/report", 200)
		w.picture(t, form.input(t, "token"))

		fields := w.form(t, form, "unit", unit(w, 0), "name", "王大爷", "contact", "电话一二三")
		done := w.send(t, "/zh/report", fields, 200, upload{"账本.txt", "二百块\n"}, upload{"big.bin", strings.Repeat("大", 60_000)})
		code := done.code(t)
		if !strings.Contains(done.text(t), "已经收到") {
			t.Error("the receipt page does not say that the report was received")
		}
		tip := w.holds(t, code)
		if tip.UnitID != w.round.Units[0].ID || tip.TeamID != w.round.Units[0].Team.ID || tip.Files != 2 || !tip.Named || tip.Lang != "zh" {
			t.Errorf("stored %+v", tip)
		}

		w.told(t, code, "tip_told.received", 1)
		w.close(t, tip.ID, models.GuideOnly, "petition")
		w.told(t, strings.ToLower(strings.ReplaceAll(code, "-", " ")), "disposition_told.GUIDE_ONLY", 3)
	})
}

// picture checks that the token of a form has a picture and both sounds.
func (w *world) picture(t *testing.T, token string) {
	t.Helper()
	picture := w.get(t, "/zh/captcha/"+token+"/picture", 200)
	if _, err := png.Decode(strings.NewReader(picture.body)); err != nil {
		t.Errorf("the picture: %v", err)
	}
	zh, en := w.get(t, "/zh/captcha/"+token+"/sound", 200), w.get(t, "/en/captcha/"+token+"/sound", 200)
	if !strings.HasPrefix(zh.body, "RIFF") || !strings.HasPrefix(en.body, "RIFF") || zh.body == en.body {
		t.Error("the sounds are not two WAV files, one a language")
	}
}

// holds opens what was stored with the round's keys, as a member of staff would.
func (w *world) holds(t *testing.T, code string) models.Tip {
	t.Helper()
	tip, envelopes := w.stored(t, code)
	var text models.TextEnvelope
	var who models.IdentityEnvelope
	for _, e := range envelopes {
		switch e.Kind {
		case models.EnvelopeText:
			w.unseal(t, e, w.round.Content, &text)
		case models.EnvelopeIdentity:
			w.unseal(t, e, w.round.Identity, &who)
		case models.EnvelopeFile, models.EnvelopeOriginal, models.EnvelopeMail, models.EnvelopeOpaque:
		}
	}
	if !strings.Contains(text.Text, "救助金") || len(text.Files) != 2 || text.Files[0].Name != "账本.txt" {
		t.Errorf("the sealed text holds %+v", text)
	}
	if who.Name != "王大爷" || who.Contact != "电话一二三" {
		t.Errorf("the sealed identity holds %+v", who)
	}
	return tip
}

func (w *world) unseal(t *testing.T, e models.Envelope, key open.Identity, into any) {
	t.Helper()
	plain, err := open.Bytes(e.Data, key)
	must(t, err)
	must(t, json.NewDecoder(bytes.NewReader(plain)).Decode(into))
}

// told looks a receipt up and checks the words and the number of steps.
func (w *world) told(t *testing.T, code, key string, steps int) {
	t.Helper()
	for _, lang := range []string{"zh", "en"} {
		page := w.post(t, "/"+lang+"/status", map[string][]string{"receipt": {code}}, 200)
		want := w.message(t, lang, key)
		if !strings.Contains(page.text(t), want) {
			t.Errorf("%s: the status does not say %q:\n%s", lang, want, page.text(t))
		}
		if got := strings.Count(page.body, "trail-time"); got != steps {
			t.Errorf("%s: %d dates, not %d", lang, got, steps)
		}
	}
}

// close takes a tip all the way to an outcome.
func (w *world) close(t *testing.T, id int64, code models.Code, body models.BodyID) {
	t.Helper()
	must(t, w.store.Write(t.Context(), func(tx *store.Tx) error {
		for _, event := range []models.TipEvent{
			models.EventRegister, models.EventScreen, models.EventAssign, models.EventReview, models.EventPropose,
			models.EventApprove, models.EventClose,
		} {
			step := store.Step{Actor: 1, Origin: "backoffice"}
			if event == models.EventClose {
				step.Change = func(tip *models.Tip) { tip.Code, tip.Body = code, body }
			}
			if _, err := tx.MoveTip(id, event, step); err != nil {
				return err
			}
		}
		return nil
	}))
}
