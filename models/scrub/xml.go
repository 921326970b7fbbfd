package scrub

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// mostToken bounds one tag, or text that is looked at, of an XML part: it is in
// memory meanwhile.
const mostToken = 1 << 20

// xmlCopy is the copying of one part.
type xmlCopy struct {
	rule    xmlRule
	in      *bufio.Reader
	out     *bufio.Writer
	skipped int    // depth inside what is left out
	element string // the last tag
}

// copyXML copies a part by a rule. What declares a type of document or another
// encoding than UTF-8, or ends within a tag, is errDamaged; entities are never
// expanded.
func copyXML(w io.Writer, r io.Reader, rule xmlRule) error {
	c := &xmlCopy{rule: rule, in: bufio.NewReaderSize(r, 64<<10), out: bufio.NewWriterSize(w, 64<<10)}
	for {
		err := c.text()
		if errors.Is(err, io.EOF) {
			return c.out.Flush()
		}
		if err == nil {
			err = c.markup()
		}
		if errors.Is(err, io.EOF) {
			err = errDamaged
		}
		if err != nil {
			return err
		}
	}
}

func (c *xmlCopy) put(raw []byte) error {
	if c.skipped > 0 {
		return nil
	}
	_, err := c.out.Write(raw)
	return err
}

// text copies up to the next tag, which it leaves; io.EOF when there is none.
func (c *xmlCopy) text() error {
	if c.skipped == 0 && c.rule.want != nil && c.rule.want(c.element) {
		return c.look()
	}
	for {
		raw, err := c.in.ReadSlice('<')
		if err == nil {
			raw = raw[:len(raw)-1]
		}
		if err := c.put(raw); err != nil {
			return err
		}
		if err == nil {
			return c.in.UnreadByte()
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// look copies text that may change.
func (c *xmlCopy) look() error {
	raw, err := c.until("<")
	if err != nil {
		return err
	}
	raw = raw[:len(raw)-1]
	if err := c.in.UnreadByte(); err != nil {
		return err
	}
	token, err := xml.NewDecoder(bytes.NewReader(raw)).RawToken()
	plain, ok := token.(xml.CharData)
	if err != nil || !ok {
		return c.put(raw)
	}
	if instead := c.rule.text(c.element, string(plain)); instead != string(plain) {
		raw = []byte(escape(instead))
	}
	return c.put(raw)
}

// until reads up to and with a mark.
func (c *xmlCopy) until(mark string) ([]byte, error) {
	var all []byte
	for {
		raw, err := c.in.ReadSlice(mark[len(mark)-1])
		if all = append(all, raw...); len(all) > mostToken {
			return nil, errDamaged
		}
		if err == nil && bytes.HasSuffix(all, []byte(mark)) {
			return all, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
}

// markup copies what begins with "<".
func (c *xmlCopy) markup() error {
	head, _ := c.in.Peek(9) // what is cut short fails below
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		return c.raw("-->")
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		return c.raw("]]>")
	case bytes.HasPrefix(head, []byte("<?")):
		return c.instruction()
	case bytes.HasPrefix(head, []byte("<!")):
		return errDamaged
	}
	tag, err := c.tag()
	if err != nil {
		return err
	}
	if tag[1] == '/' {
		if c.skipped > 0 {
			c.skipped--
			return nil
		}
		c.element = ""
		return c.put(tag)
	}
	return c.start(tag)
}

func (c *xmlCopy) raw(mark string) error {
	raw, err := c.until(mark)
	if err != nil {
		return err
	}
	return c.put(raw)
}

// instruction copies a declaration, if it is of an encoding that has ASCII in it.
func (c *xmlCopy) instruction() error {
	raw, err := c.until("?>")
	if err != nil {
		return err
	}
	if _, encoding, ok := strings.Cut(strings.ToLower(string(raw)), "encoding"); ok &&
		!strings.Contains(encoding, "utf-8") && !strings.Contains(encoding, "us-ascii") {
		return errDamaged
	}
	return c.put(raw)
}

// tag reads a tag, in whose quotes there may be ">".
func (c *xmlCopy) tag() ([]byte, error) {
	var tag []byte
	quote := byte(0)
	for {
		raw, err := c.in.ReadSlice('>')
		for _, b := range raw {
			switch {
			case quote == b:
				quote = 0
			case quote == 0 && (b == '"' || b == '\''):
				quote = b
			}
		}
		if err == nil && quote == 0 && tag == nil {
			return raw, nil
		}
		if tag = append(tag, raw...); len(tag) > mostToken {
			return nil, errDamaged
		}
		if err == nil && quote == 0 {
			return tag, nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
	}
}

// start copies a tag that begins an element.
func (c *xmlCopy) start(raw []byte) error {
	name := raw[1 : len(raw)-1]
	if end := bytes.IndexAny(name, " \t\r\n/"); end >= 0 {
		name = name[:end]
	}
	c.element = string(name[bytes.IndexByte(name, ':')+1:])
	alone := bytes.HasSuffix(raw, []byte("/>"))
	if c.skipped > 0 {
		if !alone {
			c.skipped++
		}
		return nil
	}
	if !c.rule.looksAt(c.element, raw) {
		return c.put(raw)
	}
	token, err := xml.NewDecoder(bytes.NewReader(raw)).RawToken()
	tag, ok := token.(xml.StartElement)
	if err != nil || !ok {
		return errDamaged
	}
	if c.rule.skip != nil && c.rule.skip(c.element, tag.Attr) {
		if !alone {
			c.skipped++
		}
		return nil
	}
	return c.put(c.rule.change(tag, raw))
}
