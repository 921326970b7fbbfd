package scrub

import "bytes"

// pdfPlace is where an object stands: at an offset, or as one of those in the
// stream of another.
type pdfPlace struct {
	off    int
	stream int
	free   bool
}

// mostPDFObjects bounds the table of objects, about 100 bytes each.
const mostPDFObjects = 500_000

// readXref follows the tables of a file from its end (7.5.4, 7.5.8): what a later
// one says holds.
func (p *pdf) readXref() error {
	at := bytes.LastIndex(p.data, []byte("startxref"))
	if at < 0 {
		return errDamaged
	}
	l := &pdfLexer{b: p.data, at: at + len("startxref")}
	l.skip()
	next, seen := pdfInt(pdfAtom(l.word())), map[int]bool{}
	for next >= 0 {
		if seen[next] || next >= len(p.data) {
			return errDamaged
		}
		seen[next] = true
		trailer, err := p.section(next)
		if err != nil {
			return err
		}
		if hybrid := trailer.number("XRefStm"); hybrid >= 0 && hybrid < len(p.data) && !seen[hybrid] {
			seen[hybrid] = true
			if _, err := p.section(hybrid); err != nil {
				return err
			}
		}
		if p.trailer == nil {
			p.trailer = trailer
		}
		next = trailer.number("Prev")
	}
	if p.trailer == nil {
		return errDamaged
	}
	return nil
}

// section reads one table, of either kind, and its trailer.
func (p *pdf) section(at int) (*pdfDict, error) {
	l := &pdfLexer{b: p.data, at: at}
	if !l.keyword("xref") {
		return p.streamSection(l)
	}
	for !l.keyword("trailer") {
		first := pdfInt(pdfAtom(l.word()))
		l.skip()
		count := pdfInt(pdfAtom(l.word()))
		if first < 0 || count < 0 || count > mostPDFObjects {
			return nil, errDamaged
		}
		for i := range count {
			if err := p.entry(l, first+i); err != nil {
				return nil, err
			}
		}
	}
	value, err := p.value(l)
	if err != nil {
		return nil, err
	}
	trailer, ok := value.(*pdfDict)
	if !ok {
		return nil, errDamaged
	}
	return trailer, nil
}

func (p *pdf) entry(l *pdfLexer, number int) error {
	l.skip()
	off := pdfInt(pdfAtom(l.word()))
	l.skip()
	generation := pdfInt(pdfAtom(l.word()))
	l.skip()
	kind := l.word()
	if off < 0 || generation < 0 || kind != "n" && kind != "f" {
		return errDamaged
	}
	return p.place(number, pdfPlace{off: off, free: kind == "f"})
}

func (p *pdf) place(number int, at pdfPlace) error {
	if _, known := p.places[number]; known {
		return nil
	}
	if number < 0 || len(p.places) >= mostPDFObjects {
		return errDamaged
	}
	p.places[number] = at
	return nil
}

// streamSection reads a table that is a stream of rows of numbers.
func (p *pdf) streamSection(l *pdfLexer) (*pdfDict, error) {
	if _, _, err := l.indirect(); err != nil {
		return nil, err
	}
	value, err := p.object(l)
	if err != nil {
		return nil, err
	}
	table, ok := value.(*pdfStream)
	if !ok {
		return nil, errDamaged
	}
	rows, err := p.inflate(table)
	if err != nil {
		return nil, err
	}
	return table.dict, p.rows(table.dict, rows)
}

// rows reads a table: W says how wide the columns are, Index which numbers it
// has.
func (p *pdf) rows(d *pdfDict, rows []byte) error {
	widths, _ := d.values["W"].(pdfList)
	if len(widths) < 3 {
		return errDamaged
	}
	var w [3]int
	for i := range w {
		if w[i] = pdfInt(widths[i]); w[i] < 0 || w[i] > 8 {
			return errDamaged
		}
	}
	if w[0]+w[1]+w[2] == 0 {
		return errDamaged
	}
	index, _ := d.values["Index"].(pdfList)
	if index == nil {
		index = pdfList{pdfAtom("0"), d.values["Size"]}
	}
	for ; len(index) >= 2; index = index[2:] {
		first, count := pdfInt(index[0]), pdfInt(index[1])
		for i := 0; i < count && len(rows) >= w[0]+w[1]+w[2]; i++ {
			kind := 1
			if w[0] > 0 {
				kind = int(number(rows[:w[0]]))
			}
			value := int(number(rows[w[0] : w[0]+w[1]]))
			rows = rows[w[0]+w[1]+w[2]:]
			at := pdfPlace{off: value, free: kind == 0}
			if kind == 2 {
				at = pdfPlace{stream: value}
			}
			if err := p.place(first+i, at); err != nil {
				return err
			}
		}
	}
	return nil
}
