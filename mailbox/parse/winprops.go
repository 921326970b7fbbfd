package parse

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// properties reads the MAPI properties of a file: its long name and its type.
// It stops at the first one that it does not know the shape of.
func (f *winmailFile) properties(b []byte) {
	if len(b) < 4 {
		return
	}
	b = b[4:]
	for len(b) >= 4 {
		kind, id := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
		value, rest, ok := propertyValue(b[4:], kind, id)
		if !ok {
			return
		}
		switch id {
		case propLongName:
			f.longName = propertyText(value, kind)
		case propMediaType:
			f.kind = strings.ToLower(propertyText(value, kind))
		}
		b = rest
	}
}

// propertyValue cuts the value off a property. Strings and bytes carry a count
// and a length and are padded to four; the others have the size of their type.
func propertyValue(b []byte, kind, id uint16) (value, rest []byte, ok bool) {
	if id >= 0x8000 || kind&typeMultiValue != 0 {
		return nil, nil, false
	}
	switch kind {
	case typeString8, typeUnicode, typeBinary, typeObject:
		return countedValue(b)
	case 0x0002, 0x0003, 0x0004, 0x000a, 0x000b:
		return cutValue(b, 4)
	case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040:
		return cutValue(b, 8)
	case 0x0048:
		return cutValue(b, 16)
	}
	return nil, nil, false
}

func countedValue(b []byte) (value, rest []byte, ok bool) {
	if len(b) < 8 || binary.LittleEndian.Uint32(b) != 1 {
		return nil, nil, false
	}
	size := int64(binary.LittleEndian.Uint32(b[4:]))
	if size > int64(len(b)-8) {
		return nil, nil, false
	}
	value, end := b[8:8+size], 8+(size+3)/4*4
	return value, b[min(end, int64(len(b))):], true
}

func cutValue(b []byte, n int) (value, rest []byte, ok bool) {
	if len(b) < n {
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
