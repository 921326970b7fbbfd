package parse

import "encoding/binary"

// Compressed RTF (MS-OXRTFCP): a header of sizes, kind and checksum, then runs
// of eight signs that are letters or copies out of the last 4096 bytes.
const (
	lzfuPacked = 0x75465a4c
	lzfuPlain  = 0x414c454d
	lzfuHeader = 16
	lzfuWindow = 4096
)

// lzfuStart is what the window holds at first (MS-OXRTFCP, 2.1.3.1.2).
const lzfuStart = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript " +
	"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par " +
	"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// unpackRTF undoes the compression, to at most room bytes. The checksum is not
// checked: a damaged text is better than none.
func unpackRTF(b []byte, room int) ([]byte, bool) {
	if len(b) < lzfuHeader {
		return nil, false
	}
	switch binary.LittleEndian.Uint32(b[8:]) {
	case lzfuPlain:
		b = b[lzfuHeader:]
		return b[:min(len(b), room)], true
	case lzfuPacked:
		l := lzfu{at: len(lzfuStart), room: room}
		copy(l.window[:], lzfuStart)
		l.unpack(b[lzfuHeader:])
		return l.out, true
	}
	return nil, false
}

type lzfu struct {
	window [lzfuWindow]byte
	at     int // where the next byte goes
	room   int
	out    []byte
}

func (l *lzfu) unpack(b []byte) {
	for len(b) > 0 && len(l.out) < l.room {
		signs := b[0]
		b = b[1:]
		for bit := range 8 {
			switch {
			case len(b) == 0:
				return
			case signs>>bit&1 == 0:
				l.put(b[0])
				b = b[1:]
			case len(b) < 2 || !l.repeat(binary.BigEndian.Uint16(b)):
				return
			default:
				b = b[2:]
			}
		}
	}
}

// repeat copies out of the window; a copy from where the next byte goes is the
// end.
func (l *lzfu) repeat(order uint16) bool {
	from := int(order >> 4)
	if from == l.at {
		return false
	}
	for i := range int(order&15) + 2 {
		l.put(l.window[(from+i)%lzfuWindow])
	}
	return true
}

func (l *lzfu) put(c byte) {
	l.out = append(l.out, c)
	l.window[l.at] = c
	l.at = (l.at + 1) % lzfuWindow
}
