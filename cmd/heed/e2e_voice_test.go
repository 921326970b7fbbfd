package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// voiced is one thing of a page as a screen reader comes to it.
type voiced struct {
	role, name, about string // about is what is read after the name
	level             string // of a heading
	required, invalid bool
}

func (v voiced) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %q", v.role, v.level, v.name))
}

// voice is the page in the order in which it is read, by the accessibility tree.
func (b *tab) voice() []voiced {
	b.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	b.must(err)
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range tree.Nodes {
		nodes[n.NodeID] = n
	}
	var all []voiced
	var walk func(n *accessibility.Node)
	walk = func(n *accessibility.Node) {
		if !n.Ignored {
			all = append(all, heard(n))
		}
		for _, id := range n.ChildIDs {
			if child := nodes[id]; child != nil {
				walk(child)
			}
		}
	}
	walk(tree.Nodes[0])
	return all
}

func heard(n *accessibility.Node) voiced {
	v := voiced{role: plain(n.Role), name: plain(n.Name), about: plain(n.Description)}
	for _, p := range n.Properties {
		switch p.Name {
		case "level":
			v.level = plain(p.Value)
		case "required":
			v.required = plain(p.Value) == "true"
		case "invalid":
			v.invalid = plain(p.Value) != "false"
		default: // it is not asked about
		}
	}
	return v
}

// plain is a value of the tree as text.
func plain(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if json.Unmarshal(v.Value, &text) == nil {
		return text
	}
	return string(v.Value)
}

// operable are the roles of what a reader can do something with.
var operable = []string{
	"button", "link", "textbox", "searchbox", "checkbox", "radio", "radiogroup", "combobox", "listbox", "spinbutton", "DisclosureTriangle", "image", "Audio",
}

// mute are the fields that are marked as wrong without words that are read with them.
const mute = `[...document.querySelectorAll("[aria-invalid=true]")].filter(e => !(e.getAttribute("aria-describedby") || "").split(" ")
	.some(id => id.endsWith("-fault") && document.getElementById(id) && document.getElementById(id).textContent.trim())).map(e => e.id || e.name)`

// wellRead expects of any page: headings that begin with the first rank and leave
// none out, a name on whatever can be operated, and one main part.
func (b *tab) wellRead(page string) {
	b.Helper()
	rank, mains := 0, 0
	for _, v := range b.voice() {
		switch {
		case v.role == "heading":
			next := int(v.level[0] - '0')
			if next > rank+1 {
				b.Errorf("%s: after the rank %d comes %s", page, rank, v)
			}
			rank = next
		case v.role == "main":
			mains++
		case slices.Contains(operable, v.role) && strings.TrimSpace(v.name) == "":
			b.Errorf("%s: a %s has no name", page, v.role)
		}
	}
	if mains != 1 {
		b.Errorf("%s has %d main parts", page, mains)
	}
	if mute := ask[[]string](b, mute); len(mute) > 0 {
		b.Errorf("%s: %q are wrong and do not say why", page, mute)
	}
}

// inOrder expects the page to read these, each after the one before it; other
// things may stand between them. Each is a role and the beginning of a name.
func (b *tab) inOrder(page string, want ...[2]string) {
	b.Helper()
	all := b.voice()
	at := 0
	for _, w := range want {
		found := slices.IndexFunc(all[at:], func(v voiced) bool { return v.role == w[0] && strings.HasPrefix(v.name, w[1]) })
		if found < 0 {
			b.Fatalf("%s does not read %s %q in its place, but then:\n%v", page, w[0], w[1], all[at:])
		}
		at += found + 1
	}
}

// readAloud listens to the four pages that a reporter needs, in both languages.
func (s *stage) readAloud(t *testing.T) {
	for _, lang := range s.Book.Langs() {
		b, base := s.citizen(t), "/"+string(lang)
		says := func(role, key string) [2]string { return [2]string{role, s.Book.T(lang, key)} }
		b.open(base+"/").ok().inOrder("home", says("link", "nav.skip"), [2]string{"banner"}, [2]string{"main"},
			says("heading", "portal.home.title"), says("link", "portal.home.report"), says("link", "portal.home.lookup"),
			says("heading", "portal.home.in"), says("heading", "portal.home.out"), says("heading", "portal.home.safe"), [2]string{"contentinfo"})
		form := [][2]string{
			says("heading", "portal.report.step_what"), says("radiogroup", "portal.report.about"), says("radiogroup", "portal.report.unit"), says("textbox", "portal.report.unit_text"),
			says("radiogroup", "portal.report.category"), says("textbox", "portal.report.text"), says("heading", "portal.report.step_who"),
			says("textbox", "portal.report.name"), says("textbox", "portal.report.contact"), says("image", "portal.report.picture"),
			says("textbox", "portal.report.captcha"), says("button", "portal.report.send"),
		}
		b.open(base+"/report").ok().inOrder("report", slices.Concat([][2]string{says("heading", "portal.report.title")}, form)...)
		b.faultsAloud(slices.Concat([][2]string{says("heading", "portal.report.title"), {"alert"}}, form))
		code := s.receiptAloud(b, says)
		b.ask(base, code)
		b.ok().inOrder("status", says("heading", "portal.status.title"), says("heading", "portal.status.now"), says("heading", "portal.status.steps"))
	}
}

// faultsAloud sends an empty form: the list of faults has the focus and is an
// alert, and each field says what is wrong with it.
func (b *tab) faultsAloud(order [][2]string) {
	b.Helper()
	ask[bool](b, `(document.querySelector("#report").noValidate = true)`)
	b.press(`main button[data-busy]`).want(422).inOrder("report with faults", order...)
	b.await("#faults:focus")
	wrong := 0
	for _, v := range b.voice() {
		if v.invalid && v.role != "radio" {
			wrong++
		}
	}
	if links := ask[int](b, `document.querySelectorAll("#faults a").length`); wrong < 3 || wrong != links {
		b.Errorf("%d fields say that they are wrong, the list has %d", wrong, links)
	}
	for _, v := range b.voice() {
		if v.role == "textbox" && v.required && !v.invalid && v.about == "" {
			b.Errorf("%s needs something and gives no hint", v)
		}
	}
}

func (s *stage) receiptAloud(b *tab, says func(role, key string) [2]string) string {
	b.Helper()
	b.choose("about", "conduct")
	b.choose("unit", "other")
	b.write("unit_text", "粮站")
	b.choose("category", "spending")
	b.write("text", wholeStory)
	s.solve(b)
	code := b.press(`main button[data-busy]`).ok().text("#code")
	b.inOrder("receipt", says("heading", "portal.receipt.title"), [2]string{"image", ""}, says("button", "portal.receipt.save"), says("textbox", "portal.receipt.group"))
	return code
}

// reportByKeyboard goes from the front page to a receipt that is written down, by
// keyboard alone.
func (s *stage) reportByKeyboard(t *testing.T) {
	b := s.citizen(t)
	b.open("/zh/").ok()
	b.hit(kb.Tab)
	if !b.focused("a.skip") {
		t.Error("the first Tab does not offer to skip to the text")
	}
	b.hit(kb.Enter)
	b.tabTo("a.way.main").enter().ok()
	if b.there("a.way.main") {
		b.tabTo("a.way.main").enter().ok()
	}
	b.toggle("about")
	b.toggle("unit")
	b.toggle("category")
	b.tabTo(field("text")).types("the clerk took three hundred from every household, no receipt")
	digits, err := s.Captcha.DigitsForTest(ask[string](b, `document.querySelector("[name=token]").value`))
	b.must(err)
	b.tabTo(field("captcha")).types(digits)
	b.tabTo(`main button[data-busy]`).enter().ok()
	code := b.text("#code")
	b.tabTo(field("group")).types(code[len(code)-4:])
	b.enter().ok().has(s.says("portal.noted.title"))
}
