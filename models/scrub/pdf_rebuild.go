package scrub

import (
	"bytes"
	"regexp"
	"strconv"
)

// pdfObjectAt finds "number generation obj" at the beginning of a word.
var pdfObjectAt = regexp.MustCompile(`(?:^|[\x00\t\n\f\r >])([0-9]{1,10})[\x00\t\n\f\r ]+[0-9]{1,5}[\x00\t\n\f\r ]+obj`)

// rebuild finds the objects of a file whose tables are damaged: the last of a
// number holds, and so does the last trailer or catalog.
func (p *pdf) rebuild() error {
	p.reset()
	p.rebuilt = true
	var order []int
	for off := 0; ; {
		at := pdfObjectAt.FindSubmatchIndex(p.data[off:])
		if at == nil {
			break
		}
		number, err := strconv.Atoi(string(p.data[off+at[2] : off+at[3]]))
		if err != nil || len(order) >= mostPDFObjects {
			return errDamaged
		}
		p.places[number] = pdfPlace{off: off + at[2]}
		order = append(order, number)
		off += at[1]
	}
	p.findTrailer()
	if p.trailer == nil {
		p.findTable(order)
	}
	if p.unlock(); p.locked {
		return nil
	}
	p.survey(order)
	if p.trailer == nil || !p.readable() {
		return errDamaged
	}
	return nil
}

// findTrailer takes the last trailer that says where the catalog is.
func (p *pdf) findTrailer() {
	for end := len(p.data); ; {
		at := bytes.LastIndex(p.data[:end], []byte("trailer"))
		if at < 0 {
			return
		}
		value, err := p.value(&pdfLexer{b: p.data, at: at + len("trailer")})
		if d, ok := value.(*pdfDict); ok && err == nil && d.values["Root"] != nil {
			p.trailer = d
			return
		}
		end = at
	}
}

// findTable takes the first table that is a stream for the trailer.
func (p *pdf) findTable(order []int) {
	for _, number := range order {
		value, err := p.get(number)
		stream, ok := value.(*pdfStream)
		if err == nil && ok && stream.dict.name("Type") == "XRef" && stream.dict.values["Root"] != nil {
			p.trailer = stream.dict
			return
		}
	}
}

// survey looks at each object for what tables would have told: which objects are
// in streams, and where the catalog is. What cannot be read is left to whoever
// needs it.
func (p *pdf) survey(order []int) {
	for _, number := range order {
		value, err := p.get(number)
		if err != nil {
			continue
		}
		d, ok := value.(*pdfDict)
		stream, packed := value.(*pdfStream)
		switch {
		case packed && stream.dict.name("Type") == "ObjStm":
			p.surveyPack(number)
		case ok && d.name("Type") == "Catalog" && p.trailer == nil:
			p.trailer = newPDFDict()
			p.trailer.set("Root", pdfRef(number))
		}
	}
}

func (p *pdf) surveyPack(number int) {
	pack, err := p.unpack(number)
	if err != nil {
		return
	}
	for id := range pack.at {
		if _, known := p.places[id]; known || len(p.places) >= mostPDFObjects {
			continue
		}
		p.places[id] = pdfPlace{stream: number}
		value, err := p.unpacked(number, id)
		if d, ok := value.(*pdfDict); ok && err == nil && d.name("Type") == "Catalog" && p.trailer == nil {
			p.trailer = newPDFDict()
			p.trailer.set("Root", pdfRef(id))
		}
	}
}
