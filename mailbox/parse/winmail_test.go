package parse

import (
	"encoding/binary"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// A winmail.dat is unpacked when it is whole, and kept when it is not.
func TestWinmail(t *testing.T) { runSamples(t, winmailSamples()) }

func winmailSamples() []sample {
	head := le(32, tnefMark) + "\x01\x00"
	codepage := attribute32(attCodepage, le(32, 936))
	first := attribute32(attRender, "xxxxxxxxxxxxxx") + attribute32(attTitle, gbk("材料.pdf")+"\x00") + attribute32(attData, "data")
	long := encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "很长的名字.jpg") + "\x00\x00"
	second := attribute32(attRender, "") + attribute32(attTitle, "SHORT~1.JPG\x00") + attribute32(attData, "picture") +
		attribute32(attAttachment, le(32, 3)+property(0x0003, 0x3705, le(32, 1))+
			property(typeUnicode, propLongName, counted(long))+property(typeString8, propMediaType, counted("image/jpeg\x00")))
	body := attribute32(attBody, gbk(saidHan)+"\x00")
	of := func(data string) string {
		return mixed(plain("t"), "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"+b64(data))
	}
	whole := head + codepage + first + second
	return []sample{
		{name: "two files", raw: of(whole), text: "t", names: []string{"材料.pdf", "很长的名字.jpg"}, data: []string{"data", "picture"}, reasons: []Reason{Winmail}},
		{name: "cut", raw: of(whole[:len(whole)-30]), text: "t", names: []string{"winmail.dat"}, data: []string{whole[:len(whole)-30]}, reasons: []Reason{Winmail}},
		{name: "not one at all", raw: of("something else"), text: "t", names: []string{"winmail.dat"}, data: []string{"something else"}},
		{name: "empty", raw: of(head), text: "t", names: []string{"winmail.dat"}},
		{name: "the text is in it", raw: mail(b64(head+codepage+body), "Content-Type: application/ms-tnef", "Content-Transfer-Encoding: base64"), text: saidHan, reasons: []Reason{TextOutside}},
		{name: "a length that lies", raw: of(head + "\x02" + le(32, attData) + "\xff\xff\xff\xff"), text: "t", names: []string{"winmail.dat"}},
	}
}

func TestWinmailTypes(t *testing.T) {
	m := Message([]byte(winmailSamples()[0].raw), Limits{})
	if got := m.Attachments[1].Type; got != "image/jpeg" {
		t.Errorf("type %q", got)
	}
}

func le(bits int, n uint32) string {
	return string(binary.LittleEndian.AppendUint32(nil, n)[:bits/8])
}

func attribute32(id uint32, data string) string {
	return "\x02" + le(32, id) + le(32, uint32(len(data))) + data + "\x00\x00"
}

func property(kind, id uint32, value string) string { return le(16, kind) + le(16, id) + value }

func counted(s string) string {
	padded := s + "\x00\x00\x00"
	return le(32, 1) + le(32, uint32(len(s))) + padded[:(len(s)+3)/4*4]
}
