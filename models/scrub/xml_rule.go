package scrub

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strings"
)

// xmlRule says what changes in an XML part. All else is copied byte for byte, and
// most of it without a look: sheets have millions of tags. Names are without their
// prefix; a nil function changes nothing.
type xmlRule struct {
	elements []string // tags to look at
	hints    []string // words in other tags to look at

	skip func(element string, attrs []xml.Attr) bool                   // leave out an element with all it holds
	attr func(element, name, value string) (instead string, keep bool) // change or leave out an attribute
	want func(element string) bool                                     // look at the text of an element
	text func(element, text string) string                             // change a stretch of text
}

func (r xmlRule) looksAt(element string, raw []byte) bool {
	return slices.Contains(r.elements, element) ||
		slices.ContainsFunc(r.hints, func(hint string) bool { return bytes.Contains(raw, []byte(hint)) })
}

// change writes a tag anew if an attribute changes.
func (r xmlRule) change(tag xml.StartElement, raw []byte) []byte {
	if r.attr == nil {
		return raw
	}
	changed := false
	out := strings.Builder{}
	out.WriteString("<" + qualified(tag.Name))
	for _, a := range tag.Attr {
		value, keep := r.attr(tag.Name.Local, a.Name.Local, a.Value)
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
