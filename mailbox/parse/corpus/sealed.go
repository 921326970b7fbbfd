package corpus

import "strings"

// der writes one element of DER, or of BER with the length left open.
func der(tag byte, parts ...string) string {
	body := strings.Join(parts, "")
	switch n := len(body); {
	case n < 0x80:
		return string([]byte{tag, byte(n)}) + body
	case n < 0x10000:
		return string([]byte{tag, 0x82, byte(n >> 8), byte(n)}) + body
	default:
		return string([]byte{tag, 0x83, byte(n >> 16), byte(n >> 8), byte(n)}) + body
	}
}

func ber(tag byte, parts ...string) string {
	return string([]byte{tag, 0x80}) + strings.Join(parts, "") + "\x00\x00"
}

const (
	cmsData       = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
	cmsSigned     = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	cmsEnveloped  = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"
	cmsCompressed = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"
)

// Signed makes a CMS message around a content, as S/MIME does: with a signature
// that is none.
func Signed(content string) string {
	return der(0x30, cmsSigned, der(0xa0, der(0x30, "\x02\x01\x01", der(0x31, "\x30\x00"),
		der(0x30, cmsData, der(0xa0, der(0x04, content))), der(0x31))))
}

// signedInPieces is the same as streaming programs write it.
func signedInPieces(content string) string {
	half := len(content) / 2
	return ber(0x30, cmsSigned, ber(0xa0, ber(0x30, "\x02\x01\x01", ber(0x31, "\x30\x00"),
		ber(0x30, cmsData, ber(0xa0, ber(0x24, der(0x04, content[:half]), der(0x04, content[half:])))), der(0x31))))
}

func smime(data, params string) string {
	return Compose(Base64(data), "Content-Type: application/pkcs7-mime"+params, "Content-Transfer-Encoding: base64")
}

// Mails inside signatures and ciphers.
func sealedMails() []Mail {
	inner := Joined("y", Plain("signed words"), File("attachment; filename=a.pdf", "data"))
	inner = "Content-Type: multipart/mixed; boundary=y\r\n\r\n" + inner
	pdf, data := []string{"a.pdf"}, []string{"data"}
	is, name := []string{"signed"}, "; name=smime.p7m"
	cut, twice := Signed(inner), Signed("Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"+Base64(Signed(Plain("deep"))))
	enveloped := der(0x30, cmsEnveloped, der(0xa0, der(0x30, "\x02\x01\x00")))
	packed := der(0x30, cmsCompressed, der(0xa0, der(0x30, "\x02\x01\x00")))
	p7m := []string{"smime.p7m"}
	return []Mail{
		{Name: "signed", Raw: smime(Signed(inner), "; smime-type=signed-data"+name), Text: "signed words", Names: pdf, Data: data, Reasons: is},
		{Name: "signed, in pieces of unknown length", Raw: smime(signedInPieces(inner), "; smime-type=signed-data"), Text: "signed words", Names: pdf, Data: data, Reasons: is},
		{Name: "signed, and does not say so", Raw: smime(Signed(inner), name), Text: "signed words", Names: pdf, Data: data, Reasons: is},
		{Name: "signed, as another type", Raw: strings.Replace(smime(Signed(inner), name), "pkcs7-mime", "octet-stream", 1), Text: "signed words", Names: pdf, Data: data, Reasons: is},
		{Name: "signed twice", Raw: smime(twice, ""), Text: "deep", Reasons: is},
		{Name: "signed words without a header", Raw: smime(Signed("bare words"), ""), Text: "bare words", Reasons: is},
		{Name: "signed, cut after the content", Raw: smime(cut[:len(cut)-2], ""), Text: "signed words", Names: pdf, Data: data, Reasons: is},
		{Name: "signed beside text", Raw: Mixed(Plain("outer"), "Content-Type: application/x-pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"+Base64(Signed(Plain("inner")))), Text: "outer\n\ninner", Reasons: is},
		{Name: "a signature that holds nothing", Raw: smime(der(0x30, cmsSigned, der(0xa0, der(0x30, "\x02\x01\x01"))), name), Names: p7m, Data: []string{der(0x30, cmsSigned, der(0xa0, der(0x30, "\x02\x01\x01")))}, Reasons: []string{"type_damaged"}},
		{Name: "lengths that lie", Raw: smime("\x30\x84\xff\xff\xff\xff"+cmsSigned, name), Names: p7m, Data: []string{"\x30\x84\xff\xff\xff\xff" + cmsSigned}, Reasons: []string{"type_damaged"}},
		{Name: "enveloped", Raw: smime(enveloped, name), Names: p7m, Data: []string{enveloped}, Reasons: []string{"encrypted"}},
		{Name: "compressed", Raw: smime(packed, name), Names: p7m, Data: []string{packed}, Reasons: []string{"packed"}},
		{Name: "multipart/signed", Raw: Compose(Joined("x", Plain("words"), "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nsig"), "Content-Type: multipart/signed; boundary=x"), Text: "words", Names: []string{"smime.p7s"}, Data: []string{"sig"}},
	}
}

// PGP in the text itself.
func armorMails() []Mail {
	block := func(kind string) string {
		return "-----BEGIN PGP " + kind + "-----\r\nVersion: 1\r\n\r\nabcd\r\n=abcd\r\n-----END PGP " + kind + "-----\r\n"
	}
	signed := "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nthe words\r\n- -----\r\n- - a list\r\n" + block("SIGNATURE")
	of := func(body string) string { return Typed("text/plain; charset=utf-8", "8bit", body) }
	open := "-----BEGIN PGP MESSAGE-----\r\n\r\nabcd"
	return []Mail{
		{Name: "signed", Raw: of("before\r\n" + signed + "after"), Text: "before\nthe words\n-----\n- a list\nafter", Names: []string{"signature.asc"}, Data: []string{block("SIGNATURE")}},
		{Name: "encrypted", Raw: of(block("MESSAGE")), Names: []string{"message.asc"}, Data: []string{block("MESSAGE")}, Reasons: []string{"encrypted"}},
		{Name: "encrypted between words", Raw: of("one\r\n" + block("MESSAGE") + "two"), Text: "one\ntwo", Names: []string{"message.asc"}, Data: []string{block("MESSAGE")}, Reasons: []string{"encrypted"}},
		{Name: "a key", Raw: of("my key\r\n" + block("PUBLIC KEY BLOCK")), Text: "my key", Names: []string{"key.asc"}, Data: []string{block("PUBLIC KEY BLOCK")}},
		{Name: "a block that does not end", Raw: of("one\r\n" + open), Text: "one\n-----BEGIN PGP MESSAGE-----\n\nabcd"},
		{Name: "quoted", Raw: of("> " + block("MESSAGE")), Text: "> -----BEGIN PGP MESSAGE-----\nVersion: 1\n\nabcd\n=abcd\n-----END PGP MESSAGE-----"},
	}
}

// Files that are uuencoded in the text.
func uuMails() []Mail {
	cat := "begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"
	line := "M" + strings.Repeat("0V%T", 15) + "\r\n"
	cats := strings.Repeat("Cat", 15)
	of := func(body string) string { return Typed("text/plain; charset=utf-8", "7bit", body) }
	return []Mail{
		{Name: "a file", Raw: of("see\r\n" + cat + "done"), Text: "see\ndone", Names: []string{"cat.txt"}, Data: []string{"Cat"}},
		{Name: "two files and nothing else", Raw: of(cat + cat), Names: []string{"cat.txt", "cat.txt"}, Data: []string{"Cat", "Cat"}},
		{Name: "cut off", Raw: of("begin 644 a.bin\r\n" + line + line + "no more of it"), Text: "no more of it", Names: []string{"a.bin"}, Data: []string{cats + cats}, Reasons: []string{"transfer_damaged"}},
		{Name: "a path for a name", Raw: of(strings.Replace(cat, "cat.txt", "../../cat.txt", 1)), Names: []string{"cat.txt"}, Data: []string{"Cat"}, Reasons: []string{"name_changed"}},
		{Name: "words that begin so", Raw: of("begin 644 words\r\nthat are none"), Text: "begin 644 words\nthat are none"},
		{Name: "words that only begin", Raw: of("begin with the bank,\r\nend with him"), Text: "begin with the bank,\nend with him"},
	}
}
