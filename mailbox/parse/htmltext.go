package parse

import (
	"strings"
	"unicode/utf8"
)

// text writes running text: white space collapses, except inside pre.
func (w *htmlWriter) text(s string) {
	if w.raw > 0 {
		w.put(strings.ReplaceAll(s, "\r\n", "\n"))
		return
	}
	for len(s) > 0 {
		n := strings.IndexFunc(s, isHTMLSpace)
		if n < 0 {
			w.put(s)
			return
		}
		if n > 0 {
			w.put(s[:n])
		}
		_, size := utf8.DecodeRuneInString(s[n:])
		w.blank, s = w.blank || w.breaks == 0, s[n+size:]
	}
}

func isHTMLSpace(c rune) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == 0xa0
}

// put writes s after the white space that is waiting.
func (w *htmlWriter) put(s string) {
	if w.out.Len() > w.room {
		return
	}
	if w.blank {
		w.out.WriteByte(' ')
	}
	w.out.WriteString(s)
	w.blank, w.breaks = false, 0
}

// newline ends the line, be it empty; two in a row make a blank line.
func (w *htmlWriter) newline() {
	w.line(min(w.breaks+1, 2))
}

// line makes sure that n line ends stand at the end.
func (w *htmlWriter) line(n int) {
	if n > 0 {
		w.blank = false
	}
	for ; w.breaks < n; w.breaks++ {
		w.out.WriteByte('\n')
	}
}

// link closes the open link: its address follows its text, unless the text
// says it already or it leads nowhere a person could go.
func (w *htmlWriter) link() {
	href := strings.TrimSpace(w.href)
	w.href = ""
	if !isAddress(href) || w.skip > 0 || w.linkAt > w.out.Len() {
		return
	}
	shown := w.out.String()[w.linkAt:]
	if strings.Contains(shown, target(href)) {
		return
	}
	w.blank = w.blank || w.breaks == 0
	w.put("<" + cutText(href, 1000) + ">")
}

// isAddress reports whether a link leads to a page or a mailbox.
func isAddress(href string) bool {
	low := strings.ToLower(href[:min(len(href), 8)])
	for _, scheme := range []string{"http://", "https://", "mailto:", "ftp://", "tel:"} {
		if strings.HasPrefix(low, scheme) {
			return true
		}
	}
	return false
}

// target is the part of an address that a text would show.
func target(href string) string {
	_, rest, _ := strings.Cut(href, ":")
	return strings.TrimRight(strings.TrimLeft(rest, "/"), "/")
}

func (w *htmlWriter) end() string {
	w.link()
	return w.out.String()
}
