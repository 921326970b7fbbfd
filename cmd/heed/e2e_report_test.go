package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/models"
)

// What a citizen reports, and what a member of staff copies out of it.
const (
	wholeStory = "村里去年修路的钱，会计让每户交三百块，没有给收据。后来路只修了一半，剩下的钱说是请客吃饭用掉了。"
	copied     = "经查，会计让每户交三百块，没有给收据，情况属实。"
	rewritten  = "二〇二五年全村四十二户被收取费用，未开票据，合计一万二千六百元。"
)

// From a report in the browser to a finding that three people made.
func (s *stage) reportToFinding(t *testing.T) {
	citizen := s.citizen(t)
	code := s.report(citizen)
	tip := s.tipOf(t, code)
	s.lookUp(citizen, code, "tip_told.received")

	clerk := s.person(t, "clerk")
	clerk.pickTip(tip).has(wholeStory, "账本.txt").press(`[data-key=r]`).ok()
	s.screen(clerk)
	if now := s.tip(t, tip.ID); now.State != models.StateAssigned || now.AssigneeID != 0 {
		t.Fatalf("after the screening: %s, %d", now.State, now.AssigneeID)
	}

	member := s.person(t, "member")
	member.pickTip(tip).press(`[data-key=c]`).ok().has(s.says("backoffice.done.claimed"))
	s.proposeFinding(member)
	s.lookUp(citizen, code, "tip_told.decision_proposed")

	head := s.person(t, "head")
	head.pickTip(tip).press(`[data-key=a]`).ok().has(rewritten).lacks(wholeStory).press(`[data-key=a]`).ok()
	s.threePeople(t, member, head)
	s.lookUp(citizen, code, "disposition_told.TO_FINDING")
}

// report fills the form in, is refused for a wrong captcha with everything kept,
// and reads the receipt off the page.
func (s *stage) report(b *tab) string {
	b.Helper()
	b.open("/zh/").ok().press(`a.way.main`).ok().press(`a.way.main`).ok()
	book := filepath.Join(b.TempDir(), "账本.txt")
	b.must(os.WriteFile(book, []byte("三百块 × 四十二户"), 0o600))
	b.attach("files", book)
	b.choose("about", "conduct")
	b.choose("unit", ask[string](b, `document.querySelector("[name=unit]").value`))
	b.choose("category", "benefits")
	b.write("text", wholeStory)
	b.write("name", "不愿公开的人")
	b.write("contact", "村口小店转")
	b.write("captcha", "000000")
	b.press(`main button[data-busy]`).want(422)
	if b.value("text") != wholeStory || b.value("name") != "不愿公开的人" || b.value("contact") != "村口小店转" {
		b.Fatal("a refusal loses what was typed")
	}
	b.has("账本.txt")
	s.solve(b)
	b.press(`main button[data-busy]`).ok()
	code := b.text("#code")
	s.retype(b, code)
	return code
}

// retype confirms the receipt by its last group, wrong first.
func (s *stage) retype(b *tab, code string) {
	b.Helper()
	groups := strings.Split(code, "-")
	b.write("group", "0000")
	b.press(`form[action$="/confirm"] button`).want(422)
	if again := b.text("#code"); again != code {
		b.Fatalf("the receipt changes from %s to %s", code, again)
	}
	b.write("group", strings.ToLower(groups[len(groups)-1]))
	b.press(`form[action$="/confirm"] button`).ok().has(s.says("portal.noted.title")).lacks(code)
}

// lookUp asks what became of a report, and expects the words of a message.
func (s *stage) lookUp(b *tab, code, key string) {
	b.Helper()
	b.open("/zh/status").ok()
	b.write("receipt", strings.ToLower(code))
	b.press(`#lookup button.button`).ok().has(s.says(key, "body", s.says("body.discipline")))
}

// screen answers everything but the recusal check, is refused, and then answers it.
func (s *stage) screen(b *tab) {
	b.Helper()
	b.press(`[data-key=s]`).ok()
	for _, question := range []string{"round", "person", "conduct", "window"} {
		b.choose("scope_"+question, "yes")
	}
	b.choose("outcome", "assign")
	b.press(`form[action$="/screen"] .actions button`).want(422).has(s.says("backoffice.error.recusal"))
	b.choose("recusal", "no")
	b.press(`form[action$="/screen"] .actions button`).ok().has(s.says("backoffice.done.screened"))
}

// proposeFinding writes the worksheet, first with a passage of the report in it.
func (s *stage) proposeFinding(b *tab) {
	b.Helper()
	b.press(`[data-key=p]`).ok().press(`a[href$="code=TO_FINDING"]`).ok()
	typed := map[string]string{"title": "村级收费不规范", "facts": copied, "grounds": "村级财务管理办法第八条", "evidence": "账册复印件", "reason": "核实后属实"}
	for name, text := range typed {
		b.write(name, text)
	}
	b.pick("class", s.says("class.MAS-01"))
	b.pick("basis", s.says("backoffice.basis.inspection_rules"))
	b.press(`form[action$="/propose"] .actions button`).want(422)
	if passage := b.text(".passage blockquote"); !strings.Contains(passage, "会计让每户交三百块") || !strings.Contains(copied, passage) {
		b.Errorf("the passage shown is %q", passage)
	}
	for name, text := range typed {
		if b.value(name) != text {
			b.Errorf("the field %s lost what was typed: %q", name, b.value(name))
		}
	}
	if b.value("class") != "MAS-01" || b.value("basis") != "inspection_rules" {
		b.Error("a list lost what was picked")
	}
	b.write("facts", rewritten)
	b.press(`form[action$="/propose"] .actions button`).ok().has(s.says("backoffice.done.proposed"))
}

// threePeople takes the worksheet of a member by the deputy to the head.
func (s *stage) threePeople(t *testing.T, member, head *tab) {
	t.Helper()
	latest := `tbody tr:first-child a`
	deputy := s.person(t, "deputy")
	member.open("/findings").ok().press(latest).ok()
	if member.value("facts") != rewritten || member.there(`[data-key=r]`) {
		t.Error("the maker of a worksheet cannot mend it, or may review it")
	}
	deputy.open("/findings").ok().press(latest).ok().press(`[data-key=r]`).ok()
	if deputy.there(`[data-key=a]`) {
		t.Error("who reviewed a worksheet may sign it")
	}
	head.open("/findings").ok().press(latest).ok().press(`[data-key=a]`).ok().has(s.says("finding_state.signed"), "王敏", "赵宁", "李原")
}
