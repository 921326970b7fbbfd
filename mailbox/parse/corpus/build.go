package corpus

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// What the reporters of the corpus say, simplified and traditional.
const (
	SaidHan  = "我反映红星村书记挪用低保款，请领导查一查。"
	SaidTrad = "我反映紅星村書記挪用低保款，請領導查一查。"
)

// Compose makes a message of header lines and a body, with CRLF.
func Compose(body string, lines ...string) string {
	lines = append([]string{"From: a@b.cn", "Date: Wed, 6 May 2026 10:00:00 +0800"}, lines...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

// Typed makes a message of one part.
func Typed(kind, transfer, body string) string {
	return Compose(body, "Content-Type: "+kind, "Content-Transfer-Encoding: "+transfer)
}

// Mixed makes a multipart/mixed of parts that are written out.
func Mixed(parts ...string) string {
	return Compose(Joined("x", parts...), `Content-Type: multipart/mixed; boundary="x"`)
}

// Joined makes the body of a multipart.
func Joined(boundary string, parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "--%s\r\n%s\r\n", boundary, p)
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// Plain is a text part in UTF-8.
func Plain(text string) string {
	return "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text
}

// File is an attachment in base64.
func File(disposition, data string) string {
	return "Content-Type: application/pdf\r\nContent-Disposition: " + disposition +
		"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Base64(data)
}

// Base64 is s in base64 without line ends.
func Base64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// Hash is the SHA-256 of a content in hexadecimal.
func Hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

func encoded(enc encoding.Encoding, s string) string {
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// GBK is s in that charset.
func GBK(s string) string { return encoded(simplifiedchinese.GBK, s) }

// Big5 is s in that charset.
func Big5(s string) string    { return encoded(traditionalchinese.Big5, s) }
func latin(s string) string   { return encoded(charmap.Windows1252, s) }
func hz(s string) string      { return encoded(simplifiedchinese.HZGB2312, s) }
func euckr(s string) string   { return encoded(korean.EUCKR, s) }
func iso2022(s string) string { return encoded(japanese.ISO2022JP, s) }

func utf16(order unicode.Endianness, bom unicode.BOMPolicy, s string) string {
	return encoded(unicode.UTF16(order, bom), s)
}
