package scrub

import (
	"encoding/binary"
	"math"
)

// Exif 2.32 (CIPA DC-008): a TIFF file of directories of tagged values.

// exifTraces says what a tag of any directory tells. Those that only say how the
// picture is stored are not here.
var exifTraces = map[uint16]Trace{
	0x010e: TraceComment, 0x010f: TraceDevice, 0x0110: TraceDevice, 0x0131: TraceSoftware, 0x0132: TraceTime,
	0x013b: TraceAuthor, 0x013c: TraceDevice, 0x02bc: TraceOther, 0x8298: TraceAuthor, 0x83bb: TraceOther,
	0x8825: TracePlace, 0x9003: TraceTime, 0x9004: TraceTime, 0x9010: TraceTime, 0x9011: TraceTime, 0x9012: TraceTime,
	0x927c: TraceDevice, 0x9286: TraceComment, 0x9c9b: TraceTitle, 0x9c9c: TraceComment, 0x9c9d: TraceAuthor,
	0x9c9e: TraceTitle, 0x9c9f: TraceTitle, 0xa004: TracePath, 0xa420: TraceOther, 0xa430: TraceAuthor,
	0xa431: TraceDevice, 0xa432: TraceDevice, 0xa433: TraceDevice, 0xa434: TraceDevice, 0xa435: TraceDevice,
	0xc614: TraceDevice, 0xc615: TraceDevice, 0xc62f: TraceDevice,
}

const (
	tagOrientation = 0x0112
	tagExif        = 0x8769
	mostTags       = 1024
)

// exif is what a picture tells of itself.
type exif struct {
	orientation uint16 // 1 to 8; 1 is upright
	traces      traceSet
}

// readExif looks through the first directory, the one of the camera below it and
// the one of the thumbnail behind it. What cannot be read tells TraceOther.
func readExif(tiff []byte) exif {
	e := exif{orientation: 1, traces: traceSet{}}
	order := tiffOrder(tiff)
	if order == nil {
		e.traces.add(TraceOther)
		return e
	}
	next := e.directory(tiff, order, order.Uint32(tiff[4:]), true)
	if next != 0 {
		e.traces.add(TraceThumbnail)
	}
	if len(e.traces) == 0 && e.orientation == 1 {
		e.traces.add(TraceOther)
	}
	return e
}

func tiffOrder(tiff []byte) binary.ByteOrder {
	switch {
	case len(tiff) < 8:
		return nil
	case string(tiff[:4]) == "MM\x00*":
		return binary.BigEndian
	case string(tiff[:4]) == "II*\x00":
		return binary.LittleEndian
	}
	return nil
}

// directory notes what one directory tells and gives the offset of the next.
func (e *exif) directory(tiff []byte, order binary.ByteOrder, off uint32, top bool) uint32 {
	if int64(off)+2 > int64(len(tiff)) {
		return 0
	}
	n := int(order.Uint16(tiff[off:]))
	entries := tiff[off+2:]
	for range min(n, mostTags) {
		if len(entries) < 12 {
			return 0
		}
		tag, value := order.Uint16(entries), entries[8:12]
		switch {
		case tag == tagOrientation && top:
			if o := order.Uint16(value); o >= 1 && o <= 8 {
				e.orientation = o
			}
		case tag == tagExif && top:
			e.directory(tiff, order, order.Uint32(value), false)
		case exifTraces[tag] != "":
			e.traces.add(exifTraces[tag])
		}
		entries = entries[12:]
	}
	if len(entries) < 4 || n > mostTags {
		return 0
	}
	return order.Uint32(entries)
}

// orientationOnly is the smallest TIFF that says which way up a picture is; nil
// when it is upright.
func orientationOnly(orientation uint16) []byte {
	if orientation <= 1 || orientation > 8 {
		return nil
	}
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, tagOrientation)
	tiff = binary.BigEndian.AppendUint16(tiff, 3) // SHORT
	tiff = binary.BigEndian.AppendUint32(tiff, 1)
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	return append(tiff, 0, 0, 0, 0, 0, 0) // the rest of the value, and no next directory
}

// le32Of is a length as RIFF stores it.
func le32Of(n int64) []byte {
	return binary.LittleEndian.AppendUint32(nil, uint32(min(n, math.MaxUint32)))
}
