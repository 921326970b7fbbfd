package form

import (
	"bytes"
	"io"
	"mime"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Read reads the fields of a url-encoded or multipart body. Values is never nil
// and holds what could be read, also beside an error, so that the form can be
// shown again. Each file goes to take, in the order of the body; a nil take
// accepts none. The first error of take ends the reading and is returned.
func Read(r io.Reader, contentType string, l Limits, take func(Values, File) error) (Values, error) {
	l = l.filled()
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case err == nil && kind == "multipart/form-data":
		return readParts(newText(r, l), params["boundary"], l, take)
	case err == nil && kind == "application/x-www-form-urlencoded":
		return readEncoded(newText(r, l), l)
	}
	return Values{}, malformed(err)
}

// readEncoded keeps what came before an error of the body, too.
func readEncoded(r *text, l Limits) (Values, error) {
	v := Values{}
	raw, broken := io.ReadAll(r)
	if at := bytes.LastIndexByte(raw, '%'); broken != nil && at >= 0 && at > len(raw)-3 {
		raw = raw[:at] // half a character
	}
	for pair := range strings.SplitSeq(string(raw), "&") {
		if pair == "" {
			continue
		}
		name, value, err := decodePair(pair)
		if err != nil {
			return v, malformed(err)
		}
		if err := v.add(name, value, l); err != nil {
			return v, err
		}
	}
	return v, typed(broken)
}

func decodePair(pair string) (name, value string, err error) {
	name, value, _ = strings.Cut(pair, "=")
	if name, err = url.QueryUnescape(name); err != nil {
		return "", "", err
	}
	value, err = url.QueryUnescape(value)
	return name, value, err
}

// add keeps a field. A field over its size is kept cut at a character, so that
// most of what was typed can be shown again.
func (v Values) add(name, value string, l Limits) error {
	count := 1
	for _, all := range v {
		count += len(all)
	}
	if count > l.Fields {
		return tooMany("", "error.too_many_fields", l.Fields)
	}
	kept, most := clean(value), l.of(name)
	if len(kept) > most {
		v[name] = append(v[name], strings.Clone(cut(kept, most)))
		return TooLarge(name, "error.field_too_large", int64(most))
	}
	v[name] = append(v[name], kept)
	return nil
}

// clean makes the text valid UTF-8 without NUL, with plain line ends.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.NewReplacer("\x00", "", "\r\n", "\n", "\r", "\n").Replace(s)
}

func cut(s string, limit int) string {
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
