package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"heed/models"
)

const (
	staffQuestion = "请问收钱那天还有谁在场？您手里有没有照片？"
	publicAnswer  = "村主任和两个组长都在，照片附上。"
)

// The office asks, the reporter answers with a file on a small screen without
// scripts, the office sees it as new, and the reporter withdraws.
func (s *stage) dialogue(t *testing.T) {
	citizen := s.citizen(t)
	code := s.report(citizen)
	tip := s.tipOf(t, code)
	clerk := s.person(t, "clerk")
	clerk.pickTip(tip).press(`[data-key=r]`).ok()
	s.screen(clerk)

	member := s.person(t, "member")
	member.pickTip(tip).press(`[data-key=c]`).ok()
	member.shows("m").hit("m")
	member.write("text", staffQuestion)
	member.shoot("staff-say")
	s.barrierFree(member, "writing to a reporter")
	member.press(`button[name=kind][value=question]`).ok().has(s.says("backoffice.done.said"), staffQuestion)
	if now := s.tip(t, tip.ID); now.State != models.StateAwaitingReporter {
		t.Fatalf("after the question: %s", now.State)
	}
	s.answers(citizen, code)
	s.lookOver(t, code)

	head := s.person(t, "head")
	row := `a.item[href*="tip=` + strconv.FormatInt(tip.ID, 10) + `"]`
	head.open("/?new=1").ok().has(tip.Number, s.says("backoffice.queue.new", "n", 1)).shoot("staff-new")
	head.press(row).ok().has(staffQuestion, publicAnswer, "现场.txt", s.says("backoffice.thread.new"))
	s.barrierFree(head, "a dialogue at the office")
	for _, width := range []int64{320, 1440} {
		head.do(viewport(width))
		head.shoot("staff-thread-" + strconv.FormatInt(width, 10))
	}
	if head.open("/?new=1").ok(); head.there(row) {
		t.Error("what was read is listed as new")
	}

	s.withdraws(citizen, code)
	head.pickTip(tip).has(s.says("backoffice.thread.withdraw")).follow(s.says("backoffice.thread.propose_withdraw")).ok()
	if got := ask[string](head, `document.querySelector("[name=code]").value`); got != string(models.Withdrawn) {
		t.Errorf("the form proposes %q", got)
	}
}

// answers reads the question with the receipt and answers it, first with nothing.
func (s *stage) answers(b *tab, code string) {
	b.Helper()
	b.still()
	b.do(viewport(320))
	s.lookUp(b, code, "tip_told.awaiting_reporter")
	b.has(staffQuestion, s.says("portal.talk.question")).lacks("王敏")
	b.shoot("public-asked-320")
	photo := filepath.Join(b.TempDir(), "现场.txt")
	b.must(os.WriteFile(photo, []byte("三个人在场"), 0o600))
	b.attach("files", photo)
	b.press(`#talk button[value=fact]`).want(422).has(s.says("error.message_empty"), "现场.txt")
	b.shoot("public-fault-320")
	b.write("text", publicAnswer)
	b.press(`#talk button[value=fact]`).ok().has(s.says("portal.talk.sent_fact"), staffQuestion)
	if b.there(`.thread .yours`) == false || ask[string](b, `document.querySelector(".thread").textContent`) == "" {
		b.Error("the answer leaves no line in the thread")
	}
	b.lacks(publicAnswer, code)
	for _, width := range []int64{320, 1440} {
		b.do(viewport(width))
		if wide := ask[int64](b, `document.documentElement.scrollWidth - window.innerWidth`); wide > 0 {
			b.Errorf("at %d px the page scrolls sideways by %d", width, wide)
		}
		b.shoot("public-sent-" + strconv.FormatInt(width, 10))
	}
	b.press(`button[name=another][value=lang]`).ok().has(s.Book.T("en", "portal.talk.send"))
	b.shoot("public-sent-en")
}

// withdraws asks to withdraw, first without saying that it is meant.
func (s *stage) withdraws(b *tab, code string) {
	b.Helper()
	s.lookUp(b, code, "tip_told.reviewing")
	open := func() { b.do(chromedp.Click(chromedp.CSS(`#talk details:last-of-type summary`))) }
	open()
	b.press(`#talk button[value=withdraw]`).want(422).has(s.says("portal.error.sure"))
	b.do(chromedp.Click(chromedp.CSS(`label[for="f-sure"]`)))
	b.shoot("public-withdraw")
	b.press(`#talk button[value=withdraw]`).ok().has(s.says("portal.talk.sent_withdraw"), s.says("portal.talk.withdrawn"))
	if b.there(`#talk button[value=withdraw]`) {
		b.Error("what was withdrawn can be withdrawn again")
	}
}

// lookOver looks for barriers on the pages of a dialogue, with and without faults.
func (s *stage) lookOver(t *testing.T, code string) {
	t.Helper()
	b := s.citizen(t)
	s.lookUp(b, code, "tip_told.reviewing")
	s.barrierFree(b, "a dialogue")
	b.press(`#talk button[value=fact]`).want(422)
	s.barrierFree(b, "an empty message")
	b.do(chromedp.Click(chromedp.CSS(`#talk details:last-of-type summary`)))
	b.press(`#talk button[value=withdraw]`).want(422)
	s.barrierFree(b, "a withdrawal that is not sure")
}
