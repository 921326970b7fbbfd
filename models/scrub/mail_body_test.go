package scrub_test

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"heed/models/scrub"
)

// inBase64 is data in lines as mail programs write them.
func inBase64(data, eol string) string {
	var lines []string
	for part := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString([]byte(data))), 76) {
		lines = append(lines, string(part))
	}
	return strings.Join(lines, eol)
}

// enclosing is a mail with a text and one part, whose lines are given.
func enclosing(kind, lines, boundary string) string {
	return mailOf("multipart/mixed; boundary="+boundary, "--"+boundary+"\r\nContent-Type: text/plain\r\n\r\nSee "+kind+".\r\n"+
		"--"+boundary+"\r\nContent-Type: "+kind+"\r\nContent-Transfer-Encoding: BASE64\r\n\r\n"+lines+"\r\n\r\n--"+boundary+"--\r\nbelow\r\n")
}

// What mails enclose, however deep, is cleaned as the file that it is, and all else
// stays byte for byte.
func TestWhatAMailEnclosesIsCleaned(t *testing.T) {
	picture := photo(t, binary.BigEndian, 6)
	clean, _ := cleaned(t, scrub.JPEG, picture)
	word := wordFile(t)
	cleanWord, _ := cleaned(t, scrub.DOCX, word)
	part := func(kind, data string) string { return enclosing(kind, inBase64(data, "\r\n"), "part") }
	within := func(mail string) string {
		return mailOf("multipart/mixed; boundary=outer", "--outer\r\nContent-Type: message/rfc822\r\n\r\n"+mail+"\r\n--outer--\r\n")
	}
	for name, c := range map[string]struct{ in, want string }{
		"a picture":                    {part("image/jpeg", picture), part("image/jpeg", clean)},
		"a picture, said to be a text": {part("application/pdf", picture), part("application/pdf", clean)},
		"a document":                   {part("application/octet-stream", word), part("application/octet-stream", cleanWord)},
		"in a mail in a mail":          {within(within(part("image/jpeg", picture))), within(within(part("image/jpeg", clean)))},
		"in an encoded mail": {
			within(part("message/rfc822", route+part("image/jpeg", picture))), within(part("message/rfc822", part("image/jpeg", clean))),
		},
		"the mail itself": {
			mailOf("image/jpeg\r\nContent-Transfer-Encoding: base64", inBase64(picture, "\r\n")),
			mailOf("image/jpeg\r\nContent-Transfer-Encoding: base64", inBase64(clean, "\r\n")),
		},
	} {
		for end, eol := range map[string]string{"CRLF": "\r\n", "LF": "\n", "CR": "\r"} {
			in, want := strings.ReplaceAll(c.in, "\r\n", eol), strings.ReplaceAll(c.want, "\r\n", eol)
			if strings.Contains(name, "encoded") && eol != "\r\n" {
				continue // what is encoded has line ends of its own
			}
			got, report := cleanedMail(t, in)
			if got != want {
				t.Errorf("%s with %s: %q", name, end, got)
			}
			if !report.Cleaned || !report.Changed || len(report.Removed) == 0 {
				t.Errorf("%s with %s: %+v", name, end, report)
			}
			again, second := cleanedMail(t, got)
			if again != got || second.Changed || !second.Cleaned {
				t.Errorf("%s with %s, once more: %+v", name, end, second)
			}
		}
	}
}

// A part that tells nothing stays as it was encoded, however that is.
func TestACleanPartIsNotEncodedAnew(t *testing.T) {
	code := base64.StdEncoding.EncodeToString([]byte(plainJPEG(t)))
	in := enclosing("image/jpeg", code[:40]+"\r\n\r\n"+code[40:], "part")
	if got, report := cleanedMail(t, in); got != in || report.Changed || !report.Cleaned {
		t.Errorf("%+v %q", report, got)
	}
}

// What cannot be cleaned stays as it is, and the report says so.
func TestAPartThatCannotBeCleanedStays(t *testing.T) {
	picture := photo(t, binary.BigEndian, 6)
	code := inBase64(picture, "\r\n")
	deep := enclosing("image/jpeg", code, "part")
	for range 3 {
		deep = enclosing("message/rfc822", inBase64(deep, "\r\n"), "part")
	}
	large := mailOf("image/jpeg\r\nContent-Transfer-Encoding: base64", inBase64(picture[:2]+strings.Repeat(segment(0xfe, mark+big[:60<<10]), 360)+picture[2:], "\r\n"))
	for name, in := range map[string]string{
		"no base64":     enclosing("image/jpeg", code[:400]+"!"+code[400:], "part"),
		"broken off":    enclosing("image/jpeg", inBase64(picture[:30], "\r\n"), "part"),
		"of no type":    enclosing("image/jpeg", inBase64("\x00\x01\x02"+mark, "\r\n"), "part"),
		"an archive":    enclosing("application/zip", inBase64(zipped(t, "a.txt", mark), "\r\n"), "part"),
		"no mail":       enclosing("message/rfc822", inBase64(picture, "\r\n"), "part"),
		"empty":         enclosing("image/jpeg", "", "part"),
		"too large":     large,
		"too deep":      deep,
		"otherwise":     strings.Replace(enclosing("image/jpeg", code, "part"), "BASE64", "x-uuencode", 1),
		"a footer":      enclosing("image/jpeg", code+"\r\nThis mail was scanned.", "part"),
		"not by itself": mailOf("image/jpeg", picture),
	} {
		got, report := cleanedMail(t, in)
		if got != in || report.Changed || report.Cleaned {
			t.Errorf("%s: %+v, %d bytes of %d", name, report, len(got), len(in))
		}
	}
}

// So many parts are cleaned and no more.
func TestPartsThatAreCleanedAreBounded(t *testing.T) {
	code := inBase64(photo(t, binary.BigEndian, 6), "\r\n")
	parts := strings.Repeat("--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"+code+"\r\n", 60)
	got, report := cleanedMail(t, mailOf("multipart/mixed; boundary=b", parts+"--b--\r\n"))
	if n := strings.Count(got, code); n != 10 || report.Cleaned || !report.Changed {
		t.Errorf("%d parts are as they were: %+v", n, report)
	}
}
