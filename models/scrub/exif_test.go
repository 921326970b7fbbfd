package scrub_test

import (
	"encoding/binary"
	"strings"

	"heed/models/scrub"
)

// tag is one entry of a TIFF directory: text, a number, or a directory.
type tag struct {
	id    uint16
	text  string
	short uint16
	dir   []tag
}

// phone is what a phone writes: make, model, time, owner, remark and place.
func phone(orientation uint16) []tag {
	return []tag{
		{id: 0x010e, text: mark + " remark"},
		{id: 0x010f, text: mark + " Phones"},
		{id: 0x0110, text: mark + " P40"},
		{id: 0x0112, short: orientation},
		{id: 0x0131, text: mark + " 11.0"},
		{id: 0x0132, text: "2026:11:23 10:00:00 " + mark},
		{id: 0x013b, text: mark},
		{id: 0x8769, dir: []tag{{id: 0x9003, text: "2026:11:23 10:00:00 " + mark}, {id: 0x927c, text: mark + " maker's note"}, {id: 0xa431, text: mark}}},
		{id: 0x8825, dir: []tag{{id: 1, text: "N"}, {id: 2, text: mark}}},
		{id: 0x9c9b, text: wide(mark)},
	}
}

// phoneTraces are what phone tells, with a thumbnail behind it.
var phoneTraces = []scrub.Trace{
	scrub.TracePlace, scrub.TraceTime, scrub.TraceDevice, scrub.TraceAuthor, scrub.TraceSoftware, scrub.TraceComment,
	scrub.TraceThumbnail, scrub.TraceTitle,
}

// tiff writes directories, in either order of bytes, with a second one for the
// thumbnail if there is one.
func tiff(order binary.AppendByteOrder, tags []tag, thumbnail string) string {
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), 8)
	b = directory(order, b, tags, thumbnail != "")
	if thumbnail != "" {
		b = directory(order, b, []tag{{id: 0x0201, text: thumbnail}}, false)
	}
	return string(b)
}

func directory(order binary.AppendByteOrder, b []byte, tags []tag, more bool) []byte {
	end := len(b) + 2 + 12*len(tags) + 4
	var values []byte
	b = order.AppendUint16(b, uint16(len(tags)))
	for _, one := range tags {
		b = order.AppendUint16(b, one.id)
		at := uint32(end + len(values))
		switch {
		case one.dir != nil:
			b = order.AppendUint32(order.AppendUint32(order.AppendUint16(b, 4), 1), at)
			values = append(values, directory(order, make([]byte, at), one.dir, false)[at:]...)
		case one.text == "":
			b = order.AppendUint32(order.AppendUint16(b, 3), 1)
			b = append(order.AppendUint16(b, one.short), 0, 0)
		default:
			text := one.text + strings.Repeat("\x00", 4)
			b = order.AppendUint32(order.AppendUint32(order.AppendUint16(b, 2), uint32(len(text))), at)
			values = append(values, text...)
		}
	}
	next := uint32(0)
	if more {
		next = uint32(end + len(values))
	}
	return append(order.AppendUint32(b, next), values...)
}

const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description xmp:CreateDate="2026-11-23" exif:GPSLatitude="30" dc:creator="` + mark + `"/></x:xmpmeta>`
