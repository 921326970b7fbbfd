package portal_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/receipt"
	"heed/models/store"
)

const (
	question = "请问签到表现在放在哪里？谁保管？"
	answered = "在村委会二楼的铁柜里，会计拿着钥匙。"
)

// ask writes to a reporter as the office does: sealed to the round's key and to
// the reporter.
func (w *world) ask(t *testing.T, code string, kind models.MessageKind, text string) {
	t.Helper()
	r, err := receipt.Parse(code)
	must(t, err)
	tip, _ := w.stored(t, code)
	raw, err := json.Marshal(models.MessageText{Version: 1, Text: text})
	must(t, err)
	reporter, err := r.Recipient()
	must(t, err)
	reply, err := seal.Bytes(raw, reporter)
	must(t, err)
	data, err := seal.Bytes(raw, w.round.Content.Recipient())
	must(t, err)
	must(t, w.store.Write(t.Context(), func(tx *store.Tx) error {
		for _, event := range []models.TipEvent{models.EventRegister, models.EventScreen, models.EventAssign, models.EventReview} {
			if _, err := tx.MoveTip(tip.ID, event, store.Step{Actor: 1, Origin: "backoffice"}); err != nil {
				break // further on already
			}
		}
		_, err := tx.AddMessage(store.NewMessage{Origin: "backoffice", Message: models.Message{
			TipID: tip.ID, Kind: kind, ByID: 1, KeyID: w.round.KeyID, Data: data, Reply: reply, Once: []byte(text),
		}})
		return err
	}))
}

// page is the page of a report.
func (w *world) page(t *testing.T, code string) *answer {
	t.Helper()
	return w.post(t, "/zh/status", url.Values{"receipt": {code}}, 200)
}

// talk is what the form of a page sends.
func talk(t *testing.T, page *answer, pairs ...string) url.Values {
	t.Helper()
	v := url.Values{"parcel": {page.input(t, "parcel")}, "once": {page.input(t, "once")}, "text": {page.input(t, "text")}, "kind": {"fact"}}
	if kept := page.inputs(t, "kept"); len(kept) > 0 {
		v["kept"] = kept
	}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func (w *world) messages(t *testing.T, code string) (models.Tip, []models.Message) {
	t.Helper()
	tip, _ := w.stored(t, code)
	var all []models.Message
	must(t, w.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = tx.Messages(tip.ID)
		return err
	}))
	return tip, all
}

func TestADialogue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		code := w.submitted(t).code(t)
		w.ask(t, code, models.MessageQuestion, question)
		page := w.page(t, code)
		for _, want := range []string{question, "第一组", w.message(t, "zh", "portal.talk.answer"), w.message(t, "zh", "portal.talk.thread_hint")} {
			if !strings.Contains(page.text(t), want) {
				t.Errorf("the page does not say %q:\n%s", want, page.text(t))
			}
		}
		w.hidden(t, page, code)

		sent := w.send(t, "/zh/status/message", talk(t, page, "text", answered), 200, upload{"签到表.txt", "李某\n"})
		if !strings.Contains(sent.text(t), w.message(t, "zh", "portal.talk.sent_fact")) || strings.Contains(sent.body, answered) {
			t.Errorf("after sending:\n%s", sent.text(t))
		}
		w.hidden(t, sent, code)
		tip, all := w.messages(t, code)
		if tip.State != models.StateReviewing || tip.Unread != 1 || tip.Files != 1 || len(all) != 2 || all[1].Kind != models.MessageAnswer {
			t.Errorf("%+v, %d messages", tip, len(all))
		}
		var text models.MessageText
		w.unseal(t, models.Envelope{Data: all[1].Data}, w.round.Content, &text)
		if text.Text != answered || len(text.Files) != 1 || text.Files[0].Name != "签到表.txt" {
			t.Errorf("%+v", text)
		}
		again := w.page(t, code)
		if strings.Contains(again.body, answered) || strings.Contains(again.body, "签到表.txt") || !strings.Contains(again.text(t), "写了一条") {
			t.Errorf("whoever finds the receipt reads:\n%s", again.text(t))
		}
	})
}

// A fault keeps what was typed and the files; so does another language.
func TestADialogueKeepsWhatWasTyped(t *testing.T) {
	w := sqlite(t)
	code := w.submitted(t).code(t)
	page := w.page(t, code)
	long := strings.Repeat("长", 3001)
	for name, c := range map[string]struct {
		path   string
		fields []string
		status int
		key    string
	}{
		"too long":         {"/zh/status/message", []string{"text", long}, 422, "error.text_long"},
		"nothing":          {"/zh/status/message", []string{"text", ""}, 422, "error.message_empty"},
		"not sure":         {"/zh/status/message", []string{"text", answered, "kind", "withdraw"}, 422, "portal.error.sure"},
		"another language": {"/en/status/message", []string{"text", answered, "another", "lang"}, 200, "portal.status.title"},
	} {
		fields := talk(t, page, c.fields...)
		got := w.send(t, c.path, fields, c.status, upload{"账本.txt", "三百元"})
		if want := w.message(t, c.path[1:3], c.key); !strings.Contains(got.text(t), want) {
			t.Errorf("%s: no %q in\n%s", name, want, got.text(t))
		}
		if got.input(t, "text") != fields.Get("text") || !strings.Contains(got.text(t), "账本.txt") || got.input(t, "once") != fields.Get("once") {
			t.Errorf("%s: lost what was typed", name)
		}
		w.hidden(t, got, code)
	}
	got := w.send(t, "/zh/status/message", talk(t, page, "text", long), 422, upload{"账本.txt", "三百元"})
	w.send(t, "/zh/status/message", talk(t, got, "text", answered), 200)
	if tip, all := w.messages(t, code); len(all) != 1 || tip.Files != 1 {
		t.Errorf("%d messages, %d files", len(all), tip.Files)
	}
}

// A reload, or a second press of the button, is no second message.
func TestTheSameFormTwice(t *testing.T) {
	w := sqlite(t)
	code := w.submitted(t).code(t)
	page := w.page(t, code)
	for range 2 {
		w.send(t, "/zh/status/message", talk(t, page, "text", answered), 200)
	}
	w.send(t, "/zh/status/message", talk(t, page, "text", answered+"还有"), 200)
	if _, all := w.messages(t, code); len(all) != 2 {
		t.Errorf("%d messages", len(all))
	}
}

func TestWithdrawingAndProtection(t *testing.T) {
	w := sqlite(t)
	code := w.submitted(t).code(t)
	sent := w.send(t, "/zh/status/message", talk(t, w.page(t, code), "kind", "protect", "text", ""), 200)
	if tip, _ := w.messages(t, code); !tip.Urgent || tip.Clock != models.ClockUrgent {
		t.Errorf("in danger: %+v", tip)
	}
	if !strings.Contains(sent.text(t), w.message(t, "zh", "portal.talk.sent_protect")) {
		t.Error("nothing confirms the request")
	}
	plain := w.page(t, code)
	w.send(t, "/zh/status/message", talk(t, plain, "text", answered), 200)
	before, after := strings.Count(plain.text(t), "写了一条"), strings.Count(w.page(t, code).text(t), "写了一条")
	if before != 1 || after != 2 {
		t.Errorf("a request for protection looks unlike a message: %d, %d", before, after)
	}
	w.send(t, "/zh/status/message", talk(t, plain, "kind", "withdraw", "sure", "1"), 200)
	page := w.page(t, code)
	if !strings.Contains(page.text(t), "提出撤回") || strings.Contains(page.body, `value="withdraw"`) {
		t.Errorf("after withdrawing:\n%s", page.text(t))
	}
	_, all := w.messages(t, code)
	for i, kind := range []models.MessageKind{models.MessageProtect, models.MessageFact, models.MessageWithdraw} {
		if all[i].Kind != kind {
			t.Errorf("message %d is a %s", i, all[i].Kind)
		}
	}
}

// A dialogue goes on after the closing time and after the outcome.
func TestADialogueOutlivesTheRound(t *testing.T) {
	w := sqlite(t)
	code := w.submitted(t).code(t)
	tip, _ := w.stored(t, code)
	w.close(t, tip.ID, models.GuideOnly, "petition")
	w.clock.add(400 * 24 * time.Hour)
	page := w.page(t, code)
	w.send(t, "/zh/status/message", talk(t, page, "text", answered), 200, upload{"新.txt", "新的证据"})
	if tip, all := w.messages(t, code); len(all) != 1 || tip.State != models.StateClosed || tip.Unread != 1 || tip.Files != 1 {
		t.Errorf("%d messages, %+v", len(all), tip)
	}
}

// A page that lay too long asks for the receipt again and loses no word.
func TestAnOldPageKeepsTheWords(t *testing.T) {
	w := sqlite(t)
	code := w.submitted(t).code(t)
	page := w.page(t, code)
	w.clock.add(25 * time.Hour)
	asked := w.send(t, "/zh/status/message", talk(t, page, "text", answered), 410)
	if asked.input(t, "text") != answered {
		t.Fatalf("the words are lost:\n%s", asked.text(t))
	}
	back := w.post(t, "/zh/status", url.Values{"receipt": {code}, "text": {asked.input(t, "text")}}, 200)
	w.send(t, "/zh/status/message", talk(t, back), 200)
	if _, all := w.messages(t, code); len(all) != 1 {
		t.Errorf("%d messages", len(all))
	}
}

// Nobody talks without a receipt, and none that is made up is told from another.
func TestNobodyTalksWithoutAReceipt(t *testing.T) {
	w := sqlite(t)
	w.submitted(t)
	for _, parcel := range []string{"", "AAAA", strings.Repeat("A", 300)} {
		v := url.Values{"parcel": {parcel}, "kind": {"fact"}, "text": {answered}}
		if got := w.send(t, "/zh/status/message", v, map[bool]int{true: 404, false: 410}[parcel == ""], upload{"a.txt", "x"}); got.input(t, "text") != answered {
			t.Error("the words are lost")
		}
	}
	if names := w.blobNames(t); len(names) != 0 {
		t.Errorf("files of nobody are kept: %v", names)
	}
	w.get(t, "/zh/status/message", 200)
}

// What was sealed to another reporter, or was changed, is not shown, and the
// page stays.
func TestAReplyThatDoesNotOpen(t *testing.T) {
	w := sqlite(t)
	code, other := w.submitted(t).code(t), w.submitted(t).code(t)
	w.ask(t, other, models.MessageQuestion, question)
	_, theirs := w.messages(t, other)
	tip, _ := w.stored(t, code)
	must(t, w.store.Write(t.Context(), func(tx *store.Tx) error {
		m := theirs[0]
		m.TipID, m.Kind = tip.ID, models.MessageReply
		_, err := tx.AddMessage(store.NewMessage{Message: m, Origin: "backoffice"})
		return err
	}))
	page := w.page(t, code)
	if strings.Contains(page.body, question) || !strings.Contains(page.text(t), w.message(t, "zh", "portal.talk.damaged")) {
		t.Errorf("the page says:\n%s", page.text(t))
	}
}
