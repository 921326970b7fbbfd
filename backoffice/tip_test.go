package backoffice_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/receipt"
	"heed/models/store"
)

// Who opens a tip is in the log before the text is on the page, and the page is
// kept nowhere.
func TestReadingIsAudited(t *testing.T) {
	each(t, func(w *world) {
		member := w.join("mei", "member:1")
		tip := w.tip(1, story)
		reads := func() int {
			n := 0
			w.read(func(tx *store.Tx) error {
				log, err := tx.AuditOf(tip.ID)
				for _, a := range log {
					if a.Action == "tip.open" && a.Actor == member.me.ID {
						n++
					}
				}
				return err
			})
			return n
		}
		member.get("/").want(200).has(tip.Number).lacks(story)
		if reads() != 0 {
			w.Error("the queue counts as a read")
		}
		for i, path := range []string{tipPath(tip.ID, ""), "/?tip=" + itoa(tip.ID), tipPath(tip.ID, "/screen")} {
			page := member.get(path).want(200).has(story)
			if reads() != i+1 {
				w.Errorf("%s: %d reads on record", path, reads())
			}
			if page.header.Get("Cache-Control") != "no-store" {
				w.Errorf("%s may be kept", path)
			}
		}
	})
}

func TestAReportIsShownAsItWasTyped(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	tip := w.tip(1, "第一行 <script>alert(1)</script>\n\n  第三行 & 完。多写几个字凑够二十个字。")
	page := member.get(tipPath(tip.ID, "")).want(200)
	if strings.Contains(page.body, "<script>alert") || !strings.Contains(page.body, "&lt;script&gt;") || !strings.Contains(page.body, "\n\n  第三行") {
		t.Error("the text is not as it was typed")
	}
}

// Attachments leave as bytes of no type; what could not be read leaves whole.
func TestAttachmentsAreDownloads(t *testing.T) {
	w := lite(t)
	member, other := w.join("mei", "member:1"), w.join("other", "member:2")
	plain := bytes.Repeat([]byte("<html>签到表"), 40000) // large enough for a blob
	staged, err := w.intake.StageMail(t.Context(), w.round.ID, "签到\"表.html", "text/html", plain)
	w.must(err)
	tip := w.submit(intake.Draft{
		Channel: models.ChannelWeb, Category: models.CategoryGifts, UnitID: w.units[0].ID, Text: story, Files: []intake.Staged{staged}, Origin: "portal",
	}).Tip
	member.get(tipPath(tip.ID, "")).want(200).has(`签到"表.html`)
	got := member.get(tipPath(tip.ID, "/files/0")).want(200)
	if got.body != string(plain) {
		t.Errorf("%d bytes of %d", len(got.body), len(plain))
	}
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
	} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q", name, got.header.Get(name))
		}
	}
	if d := got.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; filename*=utf-8''") || strings.ContainsAny(d, "\r\n\"") {
		t.Errorf("disposition %q", d)
	}
	other.get(tipPath(tip.ID, "/files/0")).want(404)
	member.get(tipPath(tip.ID, "/files/1")).want(404)
	member.get(tipPath(tip.ID, "/raw")).want(404)
	mail := w.submit(intake.Draft{Channel: models.ChannelMail, Quarantine: "no_body", Opaque: []byte("Subject: x\r\n"), Sender: "a@b.invalid", Origin: "mailbox"}).Tip
	w.admin.get(tipPath(mail.ID, "")).want(200).has("could not be read", "headers and nothing after")
	if raw := w.admin.get(tipPath(mail.ID, "/raw")).want(200); raw.body != "Subject: x\r\n" {
		t.Errorf("raw mail %q", raw.body)
	}
}

func TestManyAreRegisteredTogether(t *testing.T) {
	w := lite(t)
	clerk, member := w.join("clerk", "clerk"), w.join("mei", "member:2")
	var ids []string
	for range 7 {
		ids = append(ids, itoa(w.tip(1, story).ID))
	}
	member.post("/register", url.Values{"id": ids}).want(303)
	clerk.post("/register", url.Values{"id": append(slices.Clone(ids), "999", "x", ids[0])}).want(303)
	for _, id := range ids {
		w.read(func(tx *store.Tx) error {
			tip, err := tx.Tip(models.Scope{All: true}, whole(id))
			if err != nil {
				return err
			}
			log, err := tx.AuditOf(tip.ID)
			if tip.State != models.StateRegistered || len(log) != 2 || log[1].Actor != clerk.me.ID {
				t.Errorf("tip %s: %s, %d rows", id, tip.State, len(log))
			}
			return err
		})
	}
}

// whole reads a decimal number.
func whole(s string) int64 {
	var n int64
	for _, r := range s {
		n = 10*n + int64(r-'0')
	}
	return n
}

// An outward text may not repeat the reporter; the passage is shown and all
// that was typed stays.
func TestTheReportersWordsDoNotLeave(t *testing.T) {
	w := lite(t)
	member := w.join("mei", "member:1")
	tip := w.tip(1, story)
	path := tipPath(tip.ID, "")
	member.post(path+"/screen", w.screening(tip, url.Values{"outcome": {"decide"}})).want(303)
	const copied = "弟弟家里开着超市，还有两辆"
	for _, field := range []string{"title", "facts", "grounds", "evidence"} {
		form := worksheet(w)
		form.Set(field, "据了解，"+copied+"小车")
		page := member.post(path+"/propose", form).want(422).has("12 or more characters", copied+"小", "核实后属实")
		if field != "facts" {
			page.has("二〇二五年七户不符合条件仍在册")
		}
	}
	form := clue()
	form.Set("summary", "反映"+copied)
	member.post(path+"/propose", form).want(422).has(copied, "涉嫌违纪")
	if strings.Contains(w.logs.String(), "超市") {
		t.Error("the passage is in the log")
	}
	w.signedEdit(member, path, copied)
}

// signedEdit holds a worksheet that is changed later against the report too.
func (w *world) signedEdit(member *browser, path, copied string) {
	w.Helper()
	head := w.join("head", "head:1")
	member.post(path+"/propose", worksheet(w)).want(303)
	head.approve("approve")
	sheet := "/findings/" + itoa(w.finding(head).ID) + "/worksheet"
	form := url.Values{"title": {title}, "facts": {"再写：" + copied}, "grounds": {"第九条"}}
	member.post(sheet, form).want(422).has(copied, "第九条")
	form.Set("facts", "改用自己的话来写")
	member.post(sheet, form).want(303)
	head.post(sheet, form).want(403)
	member.get(strings.TrimSuffix(sheet, "/worksheet")).want(200).has("改用自己的话来写")
	w.elsewhere(head, member, path)
	form.Set("facts", "再写："+copied)
	member.post(sheet, form).want(403)
	member.post("/findings/99/worksheet", form).want(404)
	member.get(strings.TrimSuffix(sheet, "/worksheet")).want(200).has("改用自己的话来写")
}

// elsewhere takes a tip up again and gives it to the second team.
func (w *world) elsewhere(head, member *browser, path string) {
	w.Helper()
	head.post(path+"/step", url.Values{"event": {"reopen"}, "reason": {"new_facts"}}).want(303)
	head.post(path+"/assign", url.Values{"team": {itoa(w.teams[1].ID)}}).want(303)
	member.get(path).want(404)
}

// A call is registered through the same door, and the caller gets a receipt.
func TestACallIsRegistered(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	form := map[string]string{
		"channel": "phone", "received": "2026-03-09T09:30", "round": itoa(w.round.ID), "unit": itoa(w.units[1].ID), "category": "projects",
		"text": "来电反映修路补偿没有到账", "name": "李某", "contact": "村东头", "receipt": "1",
	}
	page := clerk.upload("/new", form, "录音.wav", "RIFF data").want(200)
	code := receiptForm.FindString(page.body)
	r, err := receipt.Parse(code)
	if err != nil {
		t.Fatalf("no receipt on the page: %v", err)
	}
	hash := r.LookupHash()
	w.read(func(tx *store.Tx) error {
		tip, err := tx.TipByReceipt(hash[:])
		if tip.Channel != models.ChannelPhone || !tip.Named || tip.Files != 1 || tip.TeamID != w.teams[1].ID ||
			!tip.ReceivedAt.Equal(time.Date(2026, 3, 9, 1, 30, 0, 0, time.UTC)) {
			t.Errorf("tip %+v", tip)
		}
		return err
	})
	clerk.get("/tips/1").want(200).has("来电反映修路", "录音.wav", "two custodians").lacks("李某", "村东头", code)
	form["received"], form["category"] = "2026-03-10T09:30", ""
	clerk.upload("/new", form, "录音.wav", "RIFF data").want(422).has("来电反映修路", "李某", "not later than now", "pick them again")
	form["received"], form["category"], form["receipt"] = "2026-03-09T09:30", "projects", ""
	if to := clerk.upload("/new", form, "", "").want(303).location; to != "/tips/2?done=filed" {
		t.Errorf("led to %s", to)
	}
}

func (b *browser) upload(path string, fields map[string]string, name, content string) answer {
	b.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	b.must(parts.WriteField("csrf", b.token()))
	for k, v := range fields {
		b.must(parts.WriteField(k, v))
	}
	if name != "" {
		part, err := parts.CreateFormFile("files", name)
		b.must(err)
		_, err = io.WriteString(part, content)
		b.must(err)
	}
	b.must(parts.Close())
	return b.do(http.MethodPost, path, &body, parts.FormDataContentType())
}

var receiptForm = regexp.MustCompile(`[0-9A-Z]{4}(-[0-9A-Z]{4}){4}`)
