package scrub

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
)

// pdfCopy writes a document anew: the objects that the catalog leads to, and no
// others, numbered in the order in which they are met. So earlier versions and
// what nothing points to are gone.
type pdfCopy struct {
	*pdf
	ctx     context.Context
	traces  traceSet
	numbers map[int]int // new number by the old one
	order   []int       // old numbers
	places  []int64     // where each object of the copy stands
	out     *bufio.Writer
	at      int64
	clean   bool
}

// write writes the whole copy.
func (p *pdf) write(ctx context.Context, w io.Writer) (*pdfCopy, error) {
	c := &pdfCopy{
		pdf: p, ctx: ctx, traces: traceSet{}, numbers: map[int]int{}, out: bufio.NewWriterSize(w, 64<<10), clean: true,
	}
	root, ok := p.trailer.values["Root"].(pdfRef)
	if !ok {
		return nil, errDamaged
	}
	c.put("%PDF-" + c.safeVersion() + "\n%\xe2\xe3\xcf\xd3\n")
	c.number(int(root))
	for i := 0; i < len(c.order); i++ {
		if err := c.one(i); err != nil {
			return nil, err
		}
	}
	c.tables()
	c.info()
	return c, c.out.Flush()
}

// safeVersion is the version that the head gives, if it is one.
func (c *pdfCopy) safeVersion() string {
	if v := c.version; len(v) == 3 && (v[0] == '1' || v[0] == '2') && v[1] == '.' && v[2] >= '0' && v[2] <= '9' {
		return v
	}
	return "1.7"
}

func (c *pdfCopy) put(s string) {
	n, _ := c.out.WriteString(s) // a failure stays in the writer until Flush
	c.at += int64(n)
}

// number is the new number of an object, which will be written in its turn.
func (c *pdfCopy) number(old int) int {
	n, known := c.numbers[old]
	if !known {
		c.order = append(c.order, old)
		n = len(c.order)
		c.numbers[old] = n
	}
	return n
}

// one writes the i-th object.
func (c *pdfCopy) one(i int) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	value, err := c.get(c.order[i])
	if err != nil {
		return err
	}
	c.places = append(c.places, c.at)
	c.put(fmt.Sprintf("%d 0 obj\n", i+1))
	if stream, ok := value.(*pdfStream); ok {
		c.stream(stream)
	} else {
		c.value(value)
	}
	c.put("\nendobj\n")
	return nil
}

func (c *pdfCopy) value(value any) {
	switch v := value.(type) {
	case pdfAtom:
		c.put(string(v))
	case pdfName:
		c.put(encodeName(v.decoded()))
	case pdfRef:
		if at, known := c.pdf.places[int(v)]; !known || at.free {
			c.put("null")
			return
		}
		c.put(fmt.Sprintf("%d 0 R", c.number(int(v))))
	case pdfList:
		c.put("[")
		for i, one := range v {
			if i > 0 {
				c.put(" ")
			}
			c.value(one)
		}
		c.put("]")
	case *pdfDict:
		c.put("<<")
		c.entries(v)
		c.put(">>")
	default:
		c.put("null")
	}
}

func (c *pdfCopy) entries(d *pdfDict) {
	for _, key := range d.keys {
		if c.drops(d, key) {
			continue
		}
		c.put(encodeName(key) + " ")
		c.value(d.values[key])
		c.put("\n")
	}
}

// stream writes a stream as it is coded, but for pictures, which have traces of
// their own. An attached file is not looked into: the copy is not clean then.
func (c *pdfCopy) stream(s *pdfStream) {
	data := s.data
	switch {
	case s.dict.name("Type") == "EmbeddedFile":
		c.clean = false
	case c.filter(s) == "DCTDecode":
		data = c.picture(data)
	case c.filter(s) == "JPXDecode" && bytes.Contains(data, []byte("uuid")):
		c.clean = false
	}
	c.put("<<")
	for _, key := range s.dict.keys {
		if key == "Length" || c.drops(s.dict, key) {
			continue
		}
		c.put(encodeName(key) + " ")
		c.value(s.dict.values[key])
		c.put("\n")
	}
	c.put(fmt.Sprintf("/Length %d>>\nstream\n", len(data)))
	n, _ := c.out.Write(data) // as in put
	c.at += int64(n)
	c.put("\nendstream")
}

// filter is the one filter of a stream.
func (c *pdfCopy) filter(s *pdfStream) string {
	filter := s.dict.values["Filter"]
	if list, ok := filter.(pdfList); ok && len(list) == 1 {
		filter = list[0]
	}
	name, _ := filter.(pdfName)
	return name.decoded()
}

// picture cleans a JPEG. One that cannot be parsed stays, and with it the doubt.
func (c *pdfCopy) picture(data []byte) []byte {
	p := newPlan()
	f := newFile(bytes.NewReader(data), int64(len(data)))
	var out bytes.Buffer
	err := planJPEG(f, p)
	if err == nil && !p.over {
		err = p.write(c.ctx, f, &out)
	}
	if err != nil || p.over {
		c.clean = false
		return data
	}
	c.traces.join(p.traces)
	return out.Bytes()
}

// tables writes where the objects are, and the trailer.
func (c *pdfCopy) tables() {
	start := c.at
	c.put(fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(c.places)+1))
	for _, at := range c.places {
		c.put(fmt.Sprintf("%010d 00000 n \n", at))
	}
	c.put(fmt.Sprintf("trailer\n<</Size %d\n/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(c.places)+1, start))
}
