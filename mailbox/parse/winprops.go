package parse

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// eachProperty reads MAPI properties as MS-OXTNEF, 2.1.3.4 writes them. It stops
// at the first one that it does not know the shape of.
func eachProperty(b []byte, take func(id, kind uint16, value []byte)) {
	if len(b) < 4 {
		return
	}
	for b = b[4:]; len(b) >= 4; {
		kind, id := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
		rest, ok := skipName(b[4:], id)
		if !ok {
			return
		}
		var value []byte
		value, rest, ok = propertyValue(rest, kind)
		if !ok {
			return
		}
		take(id, kind&^typeMultiValue, value)
		b = rest
	}
}

// properties reads what a file says of itself: its long name, its type, and what
// it is when it is no bytes.
func (f *winmailFile) properties(b []byte) {
	eachProperty(b, func(id, kind uint16, value []byte) {
		switch id {
		case propLongName:
			f.longName = propertyText(value, kind)
		case propMediaType:
			f.kind = strings.ToLower(propertyText(value, kind))
		case propObject:
			f.object = value
		}
	})
}

// properties reads the renderings of the text.
func (w *winmail) properties(b []byte) {
	eachProperty(b, func(id, kind uint16, value []byte) {
		switch {
		case id == propBody && len(w.body) == 0 && (kind == typeString8 || kind == typeUnicode):
			w.body = []byte(propertyText(value, kind))
		case id == propPage:
			w.page = value
		case id == propPackedRTF:
			w.packed = value
		}
	})
}

// objectMark is how an object begins that is a message: the identifier of
// IMessage.
const objectMark = "\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"

// keepObject keeps what a file is when it is no bytes: the parts of a message, or
// the bytes of something else.
func (r *reader) keepObject(p part, object []byte) {
	inner, isMessage := bytes.CutPrefix(object, []byte(objectMark))
	if isMessage && r.spend(len(inner)) && r.parts > 0 && r.unpackWinmail(inner) {
		return
	}
	r.keep(p, object)
}

// skipName passes over the name of a property that has one: an identifier, and a
// number or a text.
func skipName(b []byte, id uint16) (rest []byte, ok bool) {
	const fixed = 16 + 4 + 4
	switch {
	case id < 0x8000:
		return b, true
	case len(b) < fixed:
		return nil, false
	case binary.LittleEndian.Uint32(b[16:]) == 0:
		return b[fixed:], true
	}
	return cutPadded(b[fixed:], binary.LittleEndian.Uint32(b[20:]))
}

func cutPadded(b []byte, size uint32) (rest []byte, ok bool) {
	end := (int64(size) + 3) / 4 * 4
	if end > int64(len(b)) {
		return nil, int64(size) == int64(len(b))
	}
	return b[end:], true
}

// propertyValue cuts the value off a property. Strings and bytes carry a count
// and a length and are padded to four; the others have the size of their type.
// Of several values the first is given.
func propertyValue(b []byte, kind uint16) (value, rest []byte, ok bool) {
	size := 0
	switch kind &^ typeMultiValue {
	case typeString8, typeUnicode, typeBinary, typeObject:
		return countedValues(b)
	case 0x0002, 0x0003, 0x0004, 0x000a, 0x000b:
		size = 4
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		size = 8
	case 0x0048:
		size = 16
	default:
		return nil, nil, false
	}
	if kind&typeMultiValue == 0 {
		return cutValue(b, int64(size))
	}
	if len(b) < 4 {
		return nil, nil, false
	}
	return cutValue(b[4:], int64(size)*int64(binary.LittleEndian.Uint32(b)))
}

// countedValues reads values that carry their length, and returns the first.
func countedValues(b []byte) (value, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	count := binary.LittleEndian.Uint32(b)
	b = b[4:]
	for i := range count {
		if len(b) < 4 {
			return nil, nil, false
		}
		size := binary.LittleEndian.Uint32(b)
		if int64(size) > int64(len(b)-4) {
			return nil, nil, false
		}
		if i == 0 {
			value = b[4 : 4+size]
		}
		if b, ok = cutPadded(b[4:], size); !ok {
			return nil, nil, false
		}
	}
	return value, b, true
}

func cutValue(b []byte, n int64) (value, rest []byte, ok bool) {
	if int64(len(b)) < n {
		return nil, nil, false
	}
	return b[:n], b[n:], true
}

// propertyText reads a string: UTF-16 or bytes of an unsaid code page, ended
// by a NUL.
func propertyText(value []byte, kind uint16) string {
	if kind == typeUnicode {
		s, _ := decodeCharset("utf-16le", bytes.TrimSuffix(value, []byte{0, 0}))
		return s
	}
	s, _ := decodeCharset("", bytes.TrimRight(value, "\x00"))
	return s
}
