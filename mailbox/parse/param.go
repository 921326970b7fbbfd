package parse

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// piece is one parameter as it stands: name*index*=value (RFC 2231).
type piece struct {
	name     string
	index    int  // -1 when the parameter is not a continuation
	extended bool // percent-encoded, the first with charset'language'
	value    []byte
}

// params are the parameters of one header field.
type params []piece

// parameters reads "type; name=value; ..." and returns the type in lower case.
func (r *reader) parameters(value []byte) (kind string, ps params) {
	head, rest := cutParam(value)
	kind = strings.ToLower(string(bytes.TrimSpace(stripComment(head))))
	for range r.lim.Params {
		if len(rest) == 0 {
			return kind, ps
		}
		var one []byte
		one, rest = cutParam(rest)
		if p, ok := pieceOf(one); ok {
			ps = append(ps, p)
		}
	}
	if len(rest) > 0 {
		r.note(ParamsTruncated)
	}
	return kind, ps
}

// cutParam cuts at the next semicolon outside quotes.
func cutParam(b []byte) (one, rest []byte) {
	quoted := false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
		case c == ';' && !quoted:
			return b[:i], b[i+1:]
		}
	}
	if quoted {
		return cutUnclosed(b)
	}
	return b, nil
}

// cutUnclosed cuts at the first semicolon when a quote never closes.
func cutUnclosed(b []byte) (one, rest []byte) {
	one, rest, _ = bytes.Cut(b, []byte(";"))
	return one, rest
}

// pieceOf reads one name=value.
func pieceOf(b []byte) (piece, bool) {
	name, value, ok := bytes.Cut(b, []byte("="))
	key := strings.ToLower(string(bytes.TrimSpace(name[:min(len(name), 100)])))
	if !ok || key == "" {
		return piece{}, false
	}
	p := piece{index: -1, value: unquote(bytes.TrimSpace(value))}
	if trimmed, found := strings.CutSuffix(key, "*"); found {
		key, p.extended = trimmed, true
	}
	if base, number, found := strings.Cut(key, "*"); found {
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 {
			return piece{}, false
		}
		key, p.index = base, n
	}
	p.name = strings.TrimSpace(key)
	return p, true
}

// unquote takes the quotes off. A backslash escapes a quote and itself and is
// kept before anything else: senders write Windows paths unescaped.
func unquote(b []byte) []byte {
	if len(b) == 0 || b[0] != '"' {
		return b
	}
	b = bytes.TrimSuffix(b[1:], []byte(`"`))
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) && (b[i+1] == '"' || b[i+1] == '\\') {
			i++
		}
		out = append(out, b[i])
	}
	return out
}

// stripComment drops a comment in parentheses at the end of a type.
func stripComment(b []byte) []byte {
	head, _, _ := bytes.Cut(b, []byte("("))
	return head
}

// param returns the value of a parameter in UTF-8: the extended form first,
// then continuations, then the plain one with whatever senders put into it.
func (r *reader) param(ps params, name, hint string) string {
	var run params
	plain, found := piece{}, false
	for _, p := range ps {
		switch {
		case p.name != name:
		case p.index >= 0 || p.extended:
			run = append(run, p)
		case !found:
			plain, found = p, true
		}
	}
	if len(run) > 0 {
		return r.joined(run, hint)
	}
	if !found {
		return ""
	}
	return r.plainParam(plain.value, hint)
}

// joined puts continuations in order and decodes them as one run of bytes.
func (r *reader) joined(run params, hint string) string {
	if !slices.IsSortedFunc(run, byIndex) {
		r.note(ParamsDamaged)
		slices.SortStableFunc(run, byIndex)
	}
	charset, extended := "", false
	var data []byte
	for i, p := range run {
		if i > 0 && p.index == run[i-1].index {
			r.note(ParamsDamaged)
			continue
		}
		value := p.value
		if p.extended {
			if !extended {
				charset, value = cutCharset(value)
			}
			extended, value = true, unpercent(value)
		}
		data = append(data, value...)
	}
	if !extended || bytes.Contains(data, []byte("=?")) {
		return r.plainParam(data, hint)
	}
	return r.decode(cmp.Or(charset, hint), data)
}

func byIndex(a, b piece) int { return cmp.Compare(a.index, b.index) }

// cutCharset cuts charset'language' off an extended value.
func cutCharset(value []byte) (charset string, rest []byte) {
	parts := bytes.SplitN(value, []byte("'"), 3)
	if len(parts) < 3 || len(parts[0]) > 40 {
		return "", value
	}
	return string(parts[0]), parts[2]
}

// plainParam decodes what a plain parameter should not hold and does: encoded
// words, raw bytes, percent signs.
func (r *reader) plainParam(value []byte, hint string) string {
	if bytes.Contains(value, []byte("=?")) {
		r.note(ParamsDamaged)
	}
	if isASCII(value) && bytes.IndexByte(value, '%') >= 0 {
		if raw := unpercent(value); !isASCII(raw) {
			r.note(ParamsDamaged)
			return r.decode(hint, raw)
		}
	}
	return r.words(value, hint)
}

// unpercent undoes percent signs that are followed by two hexadecimal digits.
func unpercent(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '%' && i+2 < len(b) && isHex(b[i+1]) && isHex(b[i+2]) {
			out = append(out, unhex(b[i+1])<<4|unhex(b[i+2]))
			i += 2
			continue
		}
		out = append(out, b[i])
	}
	return out
}
