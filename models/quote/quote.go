// Package quote tells what a mail says from what it quotes of the mail that it
// answers, in the ways in which mail programs do: lines with ">", "-----Original
// Message-----", "On … wrote:", "在 … 写道：", and the header of the earlier mail
// as Outlook, Foxmail, QQ and 163 put it above what they quote.
//
// It guarantees that nothing is lost: the parts put together are the text again,
// byte for byte, and a text that would be a quotation from beginning to end is
// none. It does not guarantee to find every quotation, nor that what it takes for
// one is. A forwarded mail is no quotation: somebody sent it to be read. It is
// pure, and its work grows linearly with the text.
package quote

import "strings"

// Part is a run of whole lines of a text.
type Part struct {
	Text   string
	Quoted bool
	Lines  int // of Text, without blank ones at its ends
}

// Shown is the text without the line ends around it, which its place on a page
// makes up for.
func (p Part) Shown() string { return strings.Trim(p.Text, "\r\n") }

// Split takes a text apart, in order. A text without a quotation, also the empty
// one, is one part.
func Split(text string) []Part {
	lines := strings.SplitAfter(text, "\n")
	quoted := marks(lines)
	if !saysMore(lines, quoted) {
		return []Part{newPart(lines, false)}
	}
	var parts []Part
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && quoted[to] == quoted[from] {
			to++
		}
		parts = append(parts, newPart(lines[from:to], quoted[from]))
		from = to
	}
	return parts
}

// Own is the text without what it quotes.
func Own(text string) string {
	var own strings.Builder
	for _, p := range Split(text) {
		if !p.Quoted {
			own.WriteString(p.Text)
		}
	}
	return own.String()
}

func newPart(lines []string, quoted bool) Part {
	p := Part{Text: strings.Join(lines, ""), Quoted: quoted}
	if s := p.Shown(); s != "" {
		p.Lines = strings.Count(s, "\n") + 1
	}
	return p
}

// saysMore says whether there is a quotation, and something beside it.
func saysMore(lines []string, quoted []bool) bool {
	quotes, says := false, false
	for k, line := range lines {
		quotes = quotes || quoted[k]
		says = says || !quoted[k] && !blank(line)
	}
	return quotes && says
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }
