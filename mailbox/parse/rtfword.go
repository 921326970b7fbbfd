package parse

import "strconv"

// obey does what an order of RTF says, as far as it is about text.
func (x *rtfReader) obey(name string, n int) {
	g := x.now()
	switch name {
	case "fonttbl":
		g.fonts = true
	case "colortbl", "stylesheet", "info", "pict", "object", "listtable", "listoverridetable", "rsidtbl", "generator", "themedata", "datastore", "fldinst",
		"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "xmlnstbl", "filetbl", "revtbl", "mmathPr":
		g.silent = true
	case "bin":
		x.at += max(0, min(n, len(x.b)-x.at))
	case "u":
		x.unicode(n)
	case "uc":
		g.unread = max(0, min(n, 8))
	case "ansicpg":
		x.charset = rtfCodePage(n)
	case "mac":
		x.charset = "macintosh"
	case "f":
		g.font = n
	case "fcharset":
		x.fontSet(n)
	case "plain":
		g.font = -1
	default:
		x.obeyPage(name, n)
	}
}

// obeyPage does what an order says about the page that RTF was made from, or
// about a sign that has a name.
func (x *rtfReader) obeyPage(name string, n int) {
	g := x.now()
	switch name {
	case "fromhtml":
		x.page = n == 1
	case "htmltag":
		g.tag = true
	case "htmlrtf":
		g.added = n != 0
	default:
		if s, ok := rtfSigns(name); ok {
			x.text(s)
		}
	}
}

// rtfSigns returns the sign that an order stands for.
func rtfSigns(name string) (string, bool) {
	switch name {
	case "par", "line", "sect", "page", "row":
		return "\n", true
	case "tab", "cell":
		return "\t", true
	case "emdash":
		return "—", true
	case "endash":
		return "–", true
	case "bullet":
		return "•", true
	case "lquote":
		return "‘", true
	case "rquote":
		return "’", true
	case "ldblquote":
		return "“", true
	case "rdblquote":
		return "”", true
	case "emspace", "enspace", "qmspace":
		return " ", true
	}
	return "", false
}

// maxFonts bounds the table of fonts.
const maxFonts = 1000

// fontSet keeps the charset of the font that the table is at.
func (x *rtfReader) fontSet(n int) {
	if x.now().fonts && len(x.fonts) < maxFonts {
		if set := rtfCharset(n); set != "" {
			x.fonts[x.now().font] = set
		}
	}
}

// rtfCharset names the charset of a font by its number in Windows; "" is that of
// the text.
func rtfCharset(n int) string {
	switch n {
	case 128:
		return "shift_jis"
	case 129:
		return "euc-kr"
	case 134:
		return "gbk"
	case 136:
		return "big5"
	case 204:
		return "windows-1251"
	}
	return ""
}

func rtfCodePage(n int) string {
	switch n {
	case 932:
		return "shift_jis"
	case 65001:
		return "utf-8"
	}
	return "windows-" + strconv.Itoa(n)
}
