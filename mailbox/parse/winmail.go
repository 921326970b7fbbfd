package parse

import (
	"cmp"
	"encoding/binary"
	"strconv"
	"strings"
)

// A winmail.dat (TNEF, MS-OXTNEF) is how Outlook packs attachments and text
// for other Outlooks. It is a list of attributes: level, id, length, data and
// a checksum, which is not checked.
const (
	tnefMark       = 0x223e9f78
	tnefHeader     = 6 // mark and key
	tnefAttribute  = 9 // level, id, length
	tnefChecksum   = 2
	attBody        = 0x0002800c
	attCodepage    = 0x00069007
	attRender      = 0x00069002 // a new attachment begins
	attTitle       = 0x00018010
	attData        = 0x0006800f
	attMessage     = 0x00069003 // properties of the message
	attAttachment  = 0x00069005 // properties of the attachment
	propBody       = 0x1000
	propPackedRTF  = 0x1009
	propPage       = 0x1013
	propObject     = 0x3701
	propLongName   = 0x3707
	propMediaType  = 0x370e
	typeString8    = 0x001e
	typeUnicode    = 0x001f
	typeBinary     = 0x0102
	typeObject     = 0x000d
	typeMultiValue = 0x1000
)

// winmail is what a winmail.dat holds.
type winmail struct {
	charset string
	body    []byte
	page    []byte // the same text as HTML
	packed  []byte // the same text as compressed RTF
	files   []winmailFile
}

type winmailFile struct {
	title    []byte // in the code page
	longName string
	kind     string
	data     []byte
	object   []byte // what the file is instead of data: mostly a message
}

func isWinmail(p part) bool {
	return p.kind == "application/ms-tnef" || p.kind == "application/vnd.ms-tnef" || p.name == "winmail.dat"
}

// unpackWinmail keeps what a winmail.dat holds instead of the file itself. It
// reports false, and keeps nothing, when the file cannot be read to its end.
func (r *reader) unpackWinmail(data []byte) bool {
	r.note(Winmail)
	w, ok := readWinmail(data, r.parts)
	text := ""
	if ok {
		text = r.cleanText(r.winmailText(w))
	}
	if !ok || len(w.files) == 0 && text == "" {
		return false
	}
	r.parts -= len(w.files)
	if r.outside == "" {
		r.outside = text
	}
	for _, f := range w.files {
		r.keepWinmailFile(w, f)
	}
	return true
}

// winmailText returns the text of a winmail.dat: of its renderings the first that
// says anything.
func (r *reader) winmailText(w winmail) string {
	if s := r.decode(w.charset, w.body[:min(len(w.body), r.lim.TextBytes)]); strings.Trim(s, "\x00 \r\n") != "" {
		return s
	}
	if page := w.page[:min(len(w.page), r.lim.MarkupBytes)]; len(page) > 0 {
		return r.htmlText(r.decode(cmp.Or(sniffCharset(page), w.charset), page))
	}
	if rtf, ok := unpackRTF(w.packed, r.lim.MarkupBytes); ok && isRTF(rtf) {
		return r.rtfText(string(rtf), r.lim.MarkupBytes).text(r)
	}
	return ""
}

func (r *reader) keepWinmailFile(w winmail, f winmailFile) {
	name := f.longName
	if name == "" {
		name = r.decode(w.charset, f.title)
	}
	p := part{kind: "application/octet-stream", name: r.fileName(name), place: "attachment"}
	if f.kind != "" {
		p.kind = r.mediaType(f.kind)
	}
	if len(f.data) > 0 || len(f.object) == 0 {
		r.keep(p, f.data)
		return
	}
	r.keepObject(p, f.object)
}

// readWinmail reads the attributes, at most limit files of them.
func readWinmail(b []byte, limit int) (w winmail, ok bool) {
	if len(b) < tnefHeader || binary.LittleEndian.Uint32(b) != tnefMark {
		return w, false
	}
	for b = b[tnefHeader:]; len(b) >= tnefAttribute; {
		id, size := binary.LittleEndian.Uint32(b[1:]), int64(binary.LittleEndian.Uint32(b[5:]))
		if size > int64(len(b)-tnefAttribute) {
			return w, false
		}
		end := tnefAttribute + int(size)
		w.take(id, b[tnefAttribute:end])
		if len(w.files) > limit {
			return w, false
		}
		b = b[min(len(b), end+tnefChecksum):]
	}
	return w, true
}

// take uses one attribute.
func (w *winmail) take(id uint32, data []byte) {
	switch id {
	case attCodepage:
		if len(data) >= 4 {
			w.charset = "windows-" + strconv.FormatUint(uint64(binary.LittleEndian.Uint32(data)), 10)
		}
	case attBody:
		w.body = data
	case attMessage:
		w.properties(data)
	case attRender:
		w.files = append(w.files, winmailFile{})
	case attTitle, attData, attAttachment:
		if len(w.files) > 0 {
			w.files[len(w.files)-1].take(id, data)
		}
	}
}

func (f *winmailFile) take(id uint32, data []byte) {
	switch id {
	case attTitle:
		f.title = data
	case attData:
		f.data = data
	case attAttachment:
		f.properties(data)
	}
}
