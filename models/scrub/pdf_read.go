package scrub

import "bytes"

// pdf is a document in memory. Its objects are read when they are asked for.
type pdf struct {
	data    []byte // from its mark on
	version string
	places  map[int]pdfPlace
	trailer *pdfDict
	packed  map[int]pdfPack // by the number of the stream
	left    int             // bytes that streams of objects may still inflate to
	work    int             // bytes that may still be read, some of them again and again
	rebuilt bool
	key     *pdfKey // of an encrypted document
	locked  bool    // it opens only with a password that nobody gave
}

// mostInflated bounds what the tables and streams of objects of one document
// inflate to, all together.
const mostInflated = 64 << 20

// mostRead is how often, on the whole, each byte of a document may be read. Without
// it, many objects that end nowhere would be read to the end each.
const mostRead = 32

// openPDF reads where the objects are: by the tables, or, where those are
// damaged, by looking for objects.
func openPDF(data []byte) (*pdf, error) {
	start := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if start < 0 {
		return nil, errDamaged
	}
	p := &pdf{data: data[start:]}
	p.version = (&pdfLexer{b: p.data[:min(len(p.data), 16)], at: len("%PDF-")}).word()
	p.reset()
	if err := p.readXref(); err == nil {
		p.unlock()
		if p.locked || p.readable() {
			return p, nil
		}
	}
	return p, p.rebuild()
}

func (p *pdf) reset() {
	p.places, p.packed, p.trailer = map[int]pdfPlace{}, map[int]pdfPack{}, nil
	p.key, p.locked = nil, false
	p.refill()
}

// refill allows as much reading as at the beginning, for going over it once more.
func (p *pdf) refill() { p.left, p.work = mostInflated, mostRead*len(p.data)+mostInflated }

// readable says whether the document has pages where its trailer says so.
func (p *pdf) readable() bool {
	root, ok := p.trailer.values["Root"].(pdfRef)
	if !ok {
		return false
	}
	catalog, err := p.get(int(root))
	if err != nil {
		return false
	}
	d, ok := catalog.(*pdfDict)
	if !ok {
		return false
	}
	pages, err := p.resolve(d.values["Pages"])
	_, ok = pages.(*pdfDict)
	return ok && err == nil
}

func (p *pdf) resolve(value any) (any, error) {
	if ref, ok := value.(pdfRef); ok {
		return p.get(int(ref))
	}
	return value, nil
}

// get reads an object by its number; one that is not there is null (7.3.10).
func (p *pdf) get(number int) (any, error) {
	at, known := p.places[number]
	if !known || at.free {
		return nil, nil
	}
	if at.stream != 0 {
		return p.unpacked(at.stream, number)
	}
	if at.off >= len(p.data) {
		return nil, errDamaged
	}
	l := &pdfLexer{b: p.data, at: at.off}
	found, generation, err := l.indirect()
	if err != nil || found != number {
		return nil, errDamaged
	}
	value, err := p.object(l)
	if err != nil || p.key == nil {
		return value, err
	}
	return p.key.decrypt(value, number, generation)
}

// value reads a value within what may still be read.
func (p *pdf) value(l *pdfLexer) (any, error) {
	if p.work < 0 {
		return nil, errDamaged
	}
	start := l.at
	value, err := l.value()
	p.spend(l.at - start)
	return value, err
}

func (p *pdf) spend(n int) { p.work -= n }

// object reads a value and, if one follows, its stream.
func (p *pdf) object(l *pdfLexer) (any, error) {
	value, err := p.value(l)
	if err != nil {
		return nil, err
	}
	d, ok := value.(*pdfDict)
	if !ok || !l.keyword("stream") {
		return value, nil
	}
	if l.at < len(l.b) && l.b[l.at] == '\r' {
		l.at++
	}
	if l.at < len(l.b) && l.b[l.at] == '\n' {
		l.at++
	}
	n, err := p.length(d)
	if err != nil {
		return nil, err
	}
	if n >= 0 && n <= len(l.b)-l.at {
		end := &pdfLexer{b: l.b, at: l.at + n}
		if end.keyword("endstream") || end.keyword("endobj") {
			return &pdfStream{dict: d, data: l.b[l.at : l.at+n]}, nil
		}
	}
	n = bytes.Index(l.b[l.at:], []byte("endstream"))
	if p.spend(max(n, 0)); n < 0 || p.work < 0 {
		p.spend(len(l.b) - l.at)
		return nil, errDamaged
	}
	data := bytes.TrimSuffix(bytes.TrimSuffix(l.b[l.at:l.at+n], []byte("\n")), []byte("\r"))
	return &pdfStream{dict: d, data: data}, nil
}

// length is that of a stream; -1 when it has to be looked for. A length that is
// an object of its own must not be a stream's, or reading would not end.
func (p *pdf) length(d *pdfDict) (int, error) {
	ref, ok := d.values["Length"].(pdfRef)
	if !ok {
		return d.number("Length"), nil
	}
	at := p.places[int(ref)]
	if at.stream != 0 {
		value, err := p.unpacked(at.stream, int(ref))
		return pdfInt(value), err
	}
	if at.off <= 0 || at.off >= len(p.data) {
		return -1, nil
	}
	l := &pdfLexer{b: p.data, at: at.off}
	if found, _, err := l.indirect(); err != nil || found != int(ref) {
		return -1, nil // then it is looked for
	}
	l.skip()
	return pdfInt(pdfAtom(l.word())), nil
}

// pdfPack is a stream of objects: what it inflates to, and where each begins.
type pdfPack struct {
	content []byte
	at      map[int]int
}

// unpacked reads an object in a stream of objects.
func (p *pdf) unpacked(stream, number int) (any, error) {
	pack, err := p.unpack(stream)
	if err != nil {
		return nil, err
	}
	at, known := pack.at[number]
	if !known {
		return nil, nil
	}
	return p.value(&pdfLexer{b: pack.content, at: at})
}

// unpack reads where the objects in a stream are (7.5.7): pairs of number and
// place, then the objects. One that is asked for while it is read is empty.
func (p *pdf) unpack(number int) (pdfPack, error) {
	if pack, done := p.packed[number]; done {
		return pack, nil
	}
	p.packed[number] = pdfPack{}
	if p.places[number].stream != 0 {
		return pdfPack{}, errDamaged
	}
	value, err := p.get(number)
	if err != nil {
		return pdfPack{}, err
	}
	stream, ok := value.(*pdfStream)
	if !ok {
		return pdfPack{}, errDamaged
	}
	content, err := p.inflate(stream)
	if err != nil {
		return pdfPack{}, err
	}
	pack := pdfPack{content: content, at: map[int]int{}}
	count, first := stream.dict.number("N"), stream.dict.number("First")
	if count < 0 || count > mostPDFObjects || first < 0 || first > len(content) {
		return pdfPack{}, errDamaged
	}
	for head := (&pdfLexer{b: content[:first]}); len(pack.at) < count; {
		head.skip()
		id := pdfInt(pdfAtom(head.word()))
		head.skip()
		off := pdfInt(pdfAtom(head.word()))
		if id < 0 || off < 0 || off > len(content)-first {
			return pdfPack{}, errDamaged
		}
		if _, twice := pack.at[id]; twice {
			count--
		}
		pack.at[id] = first + off
	}
	p.packed[number] = pack
	return pack, nil
}
