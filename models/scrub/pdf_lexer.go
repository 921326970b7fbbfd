package scrub

import "bytes"

// pdfLexer reads objects from bytes.
type pdfLexer struct {
	b      []byte
	at     int
	depth  int
	values int // how many it has read
}

// Bounds on one object.
const (
	mostPDFDepth  = 100
	mostPDFValues = 1 << 18
)

func pdfSpace(c byte) bool {
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

func pdfDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func pdfRegular(c byte) bool { return !pdfSpace(c) && !pdfDelimiter(c) }

// skip passes over white space and comments.
func (l *pdfLexer) skip() {
	for l.at < len(l.b) {
		switch c := l.b[l.at]; {
		case pdfSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.b) && l.b[l.at] != '\n' && l.b[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// word reads regular characters.
func (l *pdfLexer) word() string {
	start := l.at
	for l.at < len(l.b) && pdfRegular(l.b[l.at]) {
		l.at++
	}
	return string(l.b[start:l.at])
}

// keyword reads a word if it is the one wanted.
func (l *pdfLexer) keyword(want string) bool {
	l.skip()
	if !bytes.HasPrefix(l.b[l.at:], []byte(want)) {
		return false
	}
	l.at += len(want)
	return true
}

// value reads one object.
func (l *pdfLexer) value() (any, error) {
	l.skip()
	if l.values++; l.at >= len(l.b) || l.depth > mostPDFDepth || l.values > mostPDFValues {
		return nil, errDamaged
	}
	switch c := l.b[l.at]; {
	case c == '/':
		l.at++
		return pdfName(l.word()), nil
	case c == '(':
		return l.text()
	case c == '<' && l.at+1 < len(l.b) && l.b[l.at+1] == '<':
		l.at += 2
		return l.dict()
	case c == '<':
		return l.hex()
	case c == '[':
		l.at++
		return l.list()
	case pdfRegular(c):
		return l.plain()
	}
	return nil, errDamaged
}

// text reads a string in parentheses, which may nest.
func (l *pdfLexer) text() (any, error) {
	start, open := l.at, 0
	for ; l.at < len(l.b); l.at++ {
		switch l.b[l.at] {
		case '\\':
			l.at++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				l.at++
				return pdfAtom(l.b[start:l.at]), nil
			}
		}
	}
	return nil, errDamaged
}

func (l *pdfLexer) hex() (any, error) {
	n := bytes.IndexByte(l.b[l.at:], '>')
	if n < 0 {
		l.at = len(l.b)
		return nil, errDamaged
	}
	start := l.at
	l.at += n + 1
	return pdfAtom(l.b[start:l.at]), nil
}

func (l *pdfLexer) list() (any, error) {
	l.depth++
	defer func() { l.depth-- }()
	list := pdfList{}
	for {
		if l.keyword("]") {
			return list, nil
		}
		value, err := l.value()
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
}

func (l *pdfLexer) dict() (*pdfDict, error) {
	l.depth++
	defer func() { l.depth-- }()
	d := newPDFDict()
	for {
		if l.keyword(">>") {
			return d, nil
		}
		key, err := l.value()
		if err != nil {
			return nil, err
		}
		name, ok := key.(pdfName)
		if !ok {
			return nil, errDamaged
		}
		value, err := l.value()
		if err != nil {
			return nil, err
		}
		d.set(name.decoded(), value)
	}
}

// plain reads a number, a reference or a keyword.
func (l *pdfLexer) plain() (any, error) {
	word := l.word()
	switch word {
	case "null":
		return nil, nil
	case "true", "false":
		return pdfAtom(word), nil
	}
	if c := word[0]; c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') {
		return nil, errDamaged
	}
	number := pdfInt(pdfAtom(word))
	if number < 0 {
		return pdfAtom(word), nil
	}
	after := l.at
	l.skip()
	if generation := pdfInt(pdfAtom(l.word())); generation >= 0 {
		l.skip()
		if l.word() == "R" {
			return pdfRef(number), nil
		}
	}
	l.at = after
	return pdfAtom(word), nil
}

// indirect reads "number generation obj".
func (l *pdfLexer) indirect() (number, generation int, err error) {
	l.skip()
	number = pdfInt(pdfAtom(l.word()))
	l.skip()
	generation = pdfInt(pdfAtom(l.word()))
	if number < 0 || generation < 0 || !l.keyword("obj") {
		return 0, 0, errDamaged
	}
	return number, generation, nil
}
