package corpus

import (
	"encoding/binary"

	"golang.org/x/text/encoding/unicode"
)

// A TNEF file: its mark, and the numbers of attributes and properties (MS-OXTNEF).
const (
	tnefMark      = 0x223e9f78
	attBody       = 0x0002800c
	attCodepage   = 0x00069007
	attMessage    = 0x00069003
	attRender     = 0x00069002
	attTitle      = 0x00018010
	attData       = 0x0006800f
	attAttachment = 0x00069005
	propLongName  = 0x3707
	propMediaType = 0x370e
	typeString8   = 0x001e
	typeUnicode   = 0x001f
)

// A winmail.dat is unpacked when it is whole, and kept when it is not.
func winmailMails() []Mail {
	head := le(32, tnefMark) + "\x01\x00"
	codepage := attribute32(attCodepage, le(32, 936))
	first := attribute32(attRender, "xxxxxxxxxxxxxx") + attribute32(attTitle, GBK("材料.pdf")+"\x00") + attribute32(attData, "data")
	long := encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "很长的名字.jpg") + "\x00\x00"
	second := attribute32(attRender, "") + attribute32(attTitle, "SHORT~1.JPG\x00") + attribute32(attData, "picture") +
		attribute32(attAttachment, le(32, 3)+property(0x0003, 0x3705, le(32, 1))+
			property(typeUnicode, propLongName, counted(long))+property(typeString8, propMediaType, counted("image/jpeg\x00")))
	body := attribute32(attBody, GBK(SaidHan)+"\x00")
	of := func(data string) string {
		return Mixed(Plain("t"), "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"+Base64(data))
	}
	whole := head + codepage + first + second
	return []Mail{
		{Name: "two files", Raw: of(whole), Text: "t", Names: []string{"材料.pdf", "很长的名字.jpg"}, Types: []string{"application/octet-stream", "image/jpeg"}, Data: []string{"data", "picture"}, Reasons: []string{"winmail", "name_changed"}},
		{Name: "cut", Raw: of(whole[:len(whole)-30]), Text: "t", Names: []string{"winmail.dat"}, Data: []string{whole[:len(whole)-30]}, Reasons: []string{"winmail"}},
		{Name: "not one at all", Raw: of("something else"), Text: "t", Names: []string{"winmail.dat"}, Data: []string{"something else"}, Reasons: []string{"winmail"}},
		{Name: "empty", Raw: of(head), Text: "t", Names: []string{"winmail.dat"}, Data: []string{head}, Reasons: []string{"winmail"}},
		{Name: "the text is in it", Raw: Compose(Base64(head+codepage+body), "Content-Type: application/ms-tnef", "Content-Transfer-Encoding: base64"), Text: SaidHan, Reasons: []string{"winmail", "text_outside"}},
		{Name: "a length that lies", Raw: of(head + "\x02" + le(32, attData) + "\xff\xff\xff\xff"), Text: "t", Names: []string{"winmail.dat"}, Data: []string{head + "\x02" + le(32, attData) + "\xff\xff\xff\xff"}, Reasons: []string{"winmail"}},
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
