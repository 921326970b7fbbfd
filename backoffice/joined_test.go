package backoffice_test

import (
	"crypto/sha256"
	"net/url"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
)

const quoting = "三月二日，在村委会。\n\n在 2026年3月2日，上午9:00，巡察办 <o@x.cn> 写道：\n\n请问是哪一天？"

// followUp is a mail that answers a tip.
func (w *world) followUp(tipID int64, uid uint32, text string) models.Message {
	w.Helper()
	digest := sha256.Sum256([]byte(text))
	m, err := w.intake.FollowUp(w.ctx, intake.FollowUpDraft{
		TipID: tipID, Subject: "Re: 签到表", Text: text, RawMail: []byte("From: li@x.cn\r\n\r\n" + text), Reasons: []string{"same_id"},
		Note:  &models.MailNote{Auth: []models.AuthResult{{Method: "dkim", Result: "pass", By: models.ByHeed, Aligned: true}}},
		Files: []intake.MailFile{{Name: "表.txt", Type: "text/plain", Data: []byte("李某")}}, ReceivedAt: time.Now(),
		Ledger: models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Digest: digest[:]},
	})
	w.must(err)
	return m
}

// A tip that has no receipt has a thread too; what a mail quotes is folded, and
// nothing of it is gone.
func TestAMailThatJoinedIsInTheThread(t *testing.T) {
	each(t, func(w *world) {
		member := w.join("mei", "member:1")
		tip := w.sent("office", 1)
		w.followUp(tip.ID, 2, quoting)
		if now := w.state(tip.ID); now.Unread != 1 || now.Files != 1 {
			w.Errorf("%+v", now)
		}
		page := member.get(tipPath(tip.ID, "")).want(200).has("by e-mail", `<section class="proven">`, "Re: 签到表", "三月二日，在村委会。", "表.txt",
			"Another mail bears the same Message-ID", "<summary>Quoted text, 3 lines</summary>", "请问是哪一天？").lacks("li@x.cn")
		if folded := strings.Index(page.body, "<details class=\"quoted\">"); folded < 0 || strings.Index(page.body, "请问是哪一天？") < folded {
			w.Error("what is quoted is not folded")
		}
		if now := w.state(tip.ID); now.Unread != 0 {
			w.Errorf("%d unread after reading", now.Unread)
		}
		if got := member.get(tipPath(tip.ID, "/files/0")).want(200); got.body != "李某" {
			w.Errorf("%q", got.body)
		}
	})
}

// The raw mails of a tip open to its custodians, each by itself.
func TestCustodiansOpenEachRawMail(t *testing.T) {
	w := lite(t)
	outer, inner, tip := w.guarded()
	w.followUp(tip.ID, 2, "另有一事。")
	path := outer.asks(tip)
	inner.get(path).want(200).has("Download the raw mail 1", "Download the raw mail 2")
	for ord, want := range map[string]string{"0": rawMail, "1": "From: li@x.cn\r\n\r\n另有一事。"} {
		if got := inner.post(path, url.Values{"do": {"mail"}, "ord": {ord}}).want(200); got.body != want {
			t.Errorf("mail %s: %q", ord, got.body)
		}
	}
	inner.post(path, url.Values{"do": {"mail"}, "ord": {"2"}}).want(404)
	inner.post(path, do("open")).want(200).has("li@farm.invalid")
}
