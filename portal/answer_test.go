package portal_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// answer is what the site sent back.
type answer struct {
	status int
	header http.Header
	body   string
}

// rawKey finds a message that has no text.
var rawKey = regexp.MustCompile(`\b(portal|error|captcha|form|nav|site|category|channel|tip_told|disposition_told|body)\.[a-zA-Z_]+`)

// check holds for every answer of the site: no cookie, no message without a text,
// and nothing from elsewhere.
func (a *answer) check(t testing.TB) {
	t.Helper()
	if got := a.header.Get("Set-Cookie"); got != "" {
		t.Errorf("the site set a cookie: %s", got)
	}
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return
	}
	if key := rawKey.FindString(a.text(t)); key != "" {
		t.Errorf("message %s has no text", key)
	}
	for _, from := range []string{`src="http`, `src="//`, `href="http`, `href="//`, "url("} {
		if strings.Contains(a.body, from) {
			t.Errorf("the page loads from elsewhere: %s", from)
		}
	}
}

// nodes are the elements for which pick is true, in order.
func (a *answer) nodes(t testing.TB, pick func(*html.Node) bool) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(a.body))
	must(t, err)
	var all []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && pick(n) {
			all = append(all, n)
		}
	}
	return all
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// text is what a visitor reads, without scripts.
func (a *answer) text(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	for _, n := range a.nodes(t, func(n *html.Node) bool { return n.Data == "body" || n.Data == "title" }) {
		b.WriteString(textOf(n) + "\n")
	}
	return b.String()
}

// inputs are the values that the fields of a name would send.
func (a *answer) inputs(t testing.TB, name string) []string {
	t.Helper()
	var all []string
	for _, n := range a.nodes(t, func(n *html.Node) bool { return attr(n, "name") == name }) {
		switch kind := attr(n, "type"); {
		case n.Data == "textarea":
			all = append(all, strings.TrimPrefix(textOf(n), "\n"))
		case n.Data == "button", (kind == "radio" || kind == "checkbox") && !has(n, "checked"):
		default:
			all = append(all, attr(n, "value"))
		}
	}
	return all
}

// input is the one value of a name.
func (a *answer) input(t testing.TB, name string) string {
	t.Helper()
	all := a.inputs(t, name)
	if len(all) != 1 {
		t.Fatalf("%d fields %q, not one:\n%s", len(all), name, a.text(t))
	}
	return all[0]
}

// faults is the list at the top of a form that was refused.
func (a *answer) faults(t testing.TB) string {
	t.Helper()
	for _, n := range a.nodes(t, func(n *html.Node) bool { return attr(n, "id") == "faults" || attr(n, "class") == "lone" }) {
		return strings.Join(strings.Fields(textOf(n)), " ")
	}
	return ""
}

// faultAt is the fault named at a field.
func (a *answer) faultAt(t testing.TB, field string) string {
	t.Helper()
	for _, n := range a.nodes(t, func(n *html.Node) bool { return attr(n, "id") == "f-"+field+"-fault" }) {
		return strings.TrimSpace(textOf(n))
	}
	return ""
}

// code is the receipt on the page.
func (a *answer) code(t testing.TB) string {
	t.Helper()
	for _, n := range a.nodes(t, func(n *html.Node) bool { return attr(n, "id") == "code" }) {
		return strings.TrimSpace(textOf(n))
	}
	t.Fatalf("no receipt:\n%s", a.text(t))
	return ""
}
