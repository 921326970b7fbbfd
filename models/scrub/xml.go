package scrub

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// mostToken bounds one tag or stretch of text of an XML part, which is in memory
// while it is looked at.
const mostToken = 8 << 20

// xmlRule says what changes in an XML part. All else is copied byte for byte.
// Names are without their prefix; a nil function changes nothing.
type xmlRule struct {
	skip func(element string, attrs []xml.Attr) bool                   // leave out an element with all it holds
	attr func(element, name, value string) (instead string, keep bool) // change or leave out an attribute
	text func(element, text string) string                             // change a stretch of text
}

// xmlCopy is the copying of one part.
type xmlCopy struct {
	rule    xmlRule
	tape    *tape
	decoder *xml.Decoder
	out     *bufio.Writer
	skipped int // depth inside what is left out
	element string
	err     error
}

// copyXML copies a part by a rule. What is not well formed, or declares a type of
// document or another encoding than UTF-8, is errDamaged; entities are never
// expanded.
func copyXML(w io.Writer, r io.Reader, rule xmlRule) error {
	t := &tape{in: bufio.NewReaderSize(r, 32<<10)}
	c := &xmlCopy{rule: rule, tape: t, decoder: xml.NewDecoder(t), out: bufio.NewWriterSize(w, 32<<10)}
	for {
		token, err := c.decoder.RawToken()
		if t.fault != nil {
			return t.fault
		}
		if errors.Is(err, io.EOF) {
			return c.out.Flush()
		}
		if err != nil {
			return errDamaged
		}
		if err := c.token(token, t.cut(c.decoder.InputOffset())); err != nil {
			return err
		}
	}
}

func (c *xmlCopy) token(token xml.Token, raw []byte) error {
	switch token := token.(type) {
	case xml.Directive:
		return errDamaged
	case xml.StartElement:
		c.element = token.Name.Local
		if c.skipped > 0 || c.rule.skip != nil && c.rule.skip(token.Name.Local, token.Attr) {
			c.skipped++
			return nil
		}
		raw = c.start(token, raw)
	case xml.EndElement:
		if c.skipped > 0 {
			c.skipped--
			return nil
		}
	case xml.CharData:
		if c.rule.text != nil && c.skipped == 0 {
			raw = c.text(string(token), raw)
		}
	}
	if c.skipped == 0 {
		_, err := c.out.Write(raw)
		return err
	}
	return nil
}

func (c *xmlCopy) text(text string, raw []byte) []byte {
	instead := c.rule.text(c.element, text)
	if instead == text {
		return raw
	}
	return []byte(escape(instead))
}

// start writes a tag anew if an attribute changes.
func (c *xmlCopy) start(tag xml.StartElement, raw []byte) []byte {
	if c.rule.attr == nil {
		return raw
	}
	changed := false
	var out strings.Builder
	out.WriteString("<" + qualified(tag.Name))
	for _, a := range tag.Attr {
		value, keep := c.rule.attr(tag.Name.Local, a.Name.Local, a.Value)
		changed = changed || !keep || value != a.Value
		if keep {
			out.WriteString(" " + qualified(a.Name) + `="` + escape(value) + `"`)
		}
	}
	if !changed {
		return raw
	}
	if bytes.HasSuffix(raw, []byte("/>")) {
		return []byte(out.String() + "/>")
	}
	return []byte(out.String() + ">")
}

func qualified(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

// tape remembers what the decoder has read and nobody has taken yet.
type tape struct {
	in    *bufio.Reader
	kept  []byte
	start int64 // where in the part kept begins
	fault error
}

// ReadByte lets the decoder read without a buffer of its own.
func (t *tape) ReadByte() (byte, error) {
	b, err := t.in.ReadByte()
	if err == nil && len(t.kept) >= mostToken {
		err = errDamaged
	}
	if err != nil {
		if !errors.Is(err, io.EOF) {
			t.fault = err
		}
		return 0, err
	}
	t.kept = append(t.kept, b)
	return b, nil
}

// Read is there for the decoder's sake, which uses ReadByte.
func (t *tape) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := t.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
}

// cut takes what lies before an offset. It stays good until the next read.
func (t *tape) cut(to int64) []byte {
	n := int(to - t.start)
	raw := bytes.Clone(t.kept[:n])
	t.kept = append(t.kept[:0], t.kept[n:]...)
	t.start = to
	return raw
}
