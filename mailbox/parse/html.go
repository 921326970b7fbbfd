package parse

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlWriter turns HTML into text. It looks at the page alone: no picture, no
// style sheet, no frame is ever fetched.
type htmlWriter struct {
	out    strings.Builder
	room   int
	blank  bool // white space is waiting to be written
	breaks int  // line ends already at the end of out
	skip   int  // elements open whose content is not text
	raw    int  // pre elements open
	href   string
	linkAt int // where the open link's text starts
}

// htmlText returns the text of a page: lines as a browser shows them, and
// behind each link the address it leads to.
func (r *reader) htmlText(page string) string {
	if !hasTags(page) {
		return html.UnescapeString(page)
	}
	w := &htmlWriter{room: r.lim.TextBytes, breaks: 2}
	z := html.NewTokenizer(strings.NewReader(page))
	for w.out.Len() <= w.room {
		kind := z.Next()
		if kind == html.ErrorToken {
			w.unfinished(z.Raw())
			return w.end()
		}
		w.token(z, kind)
	}
	r.note(TextTruncated)
	return w.end()
}

// unfinished writes a tag that the page ends in: it may be no tag but a sign in
// a sentence.
func (w *htmlWriter) unfinished(raw []byte) {
	if w.skip == 0 {
		w.text(string(raw))
	}
}

// hasTags reports whether a page has any markup at all.
func hasTags(page string) bool {
	for i := 0; i+1 < len(page); i++ {
		if c := page[i+1] | 0x20; page[i] == '<' && ('a' <= c && c <= 'z' || page[i+1] == '/' || page[i+1] == '!') {
			return true
		}
	}
	return false
}

func (w *htmlWriter) token(z *html.Tokenizer, kind html.TokenType) {
	switch kind {
	case html.TextToken:
		if w.skip == 0 {
			w.text(string(z.Text()))
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := z.TagName()
		w.start(atom.Lookup(name), z, more, kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := z.TagName()
		w.finish(atom.Lookup(name))
	}
}

func (w *htmlWriter) start(a atom.Atom, z *html.Tokenizer, more, closed bool) {
	switch a {
	case atom.Script, atom.Style, atom.Title:
		if !closed {
			w.skip++
		}
	case atom.Br:
		w.newline()
	case atom.Hr:
		w.line(1)
		w.put("---")
		w.line(1)
	case atom.Li:
		w.line(1)
		w.put("- ")
	case atom.Td, atom.Th:
		w.blank = w.blank || w.breaks == 0
	case atom.Img:
		if alt := attribute(z, more, "alt"); w.skip == 0 && strings.TrimSpace(alt) != "" {
			w.text("[" + strings.TrimSpace(alt) + "]")
		}
	case atom.A:
		w.link()
		w.href, w.linkAt = attribute(z, more, "href"), w.out.Len()
	default:
		w.line(breaksAround(a))
		if a == atom.Pre {
			w.raw++
		}
	}
}

func (w *htmlWriter) finish(a atom.Atom) {
	switch a {
	case atom.Script, atom.Style, atom.Title:
		w.skip = max(0, w.skip-1)
	case atom.A:
		w.link()
	case atom.Pre:
		w.raw = max(0, w.raw-1)
		w.line(2)
	default:
		w.line(breaksAround(a))
	}
}

// breaksAround says how many line ends stand before and after an element.
func breaksAround(a atom.Atom) int {
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Blockquote, atom.Pre:
		return 2
	case atom.Div, atom.Tr, atom.Li, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Center,
		atom.Address, atom.Form, atom.Fieldset, atom.Option, atom.Caption, atom.Body, atom.Head, atom.Figure, atom.Figcaption:
		return 1
	}
	return 0
}

// attribute returns the first attribute of that name.
func attribute(z *html.Tokenizer, more bool, name string) string {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if string(key) == name {
			return string(value)
		}
	}
	return ""
}
