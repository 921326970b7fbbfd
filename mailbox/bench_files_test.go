package mailbox

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"testing"

	"heed/models/scrub/sample"
	"heed/models/store/storetest"
)

// BenchmarkSweepFiles is BenchmarkSweep10000 with 1,000 mails that bring a file
// of 500 KB each: photographs, PDF, Word and bytes that nobody can tell, in turns.
func BenchmarkSweepFiles(b *testing.B) {
	mails := fileMails{photo: sample.Photo(benchFile)}
	b.Run("sqlite", func(b *testing.B) { benchmarkSweep(b, 1000, mails.next, storetest.SQLite) })
	b.Run("postgres", func(b *testing.B) { benchmarkSweep(b, 1000, mails.next, storetest.Postgres) })
}

// BenchmarkSweepBoth is BenchmarkSweep10000 with both in one mailbox: of eleven mails
// one brings a file.
func BenchmarkSweepBoth(b *testing.B) {
	mails := fileMails{photo: sample.Photo(benchFile)}
	n := 0
	next := func(random *rand.Rand) []byte {
		if n++; n%11 == 0 {
			return mails.next(random)
		}
		return benchMail(random)
	}
	b.Run("sqlite", func(b *testing.B) { benchmarkSweep(b, 11000, next, storetest.SQLite) })
	b.Run("postgres", func(b *testing.B) { benchmarkSweep(b, 11000, next, storetest.Postgres) })
}

// benchFile is how large an attachment is, before base64.
const benchFile = 500 << 10

// fileMails are mails of two parts, a few words and a file.
type fileMails struct{ photo []byte }

func (f fileMails) next(random *rand.Rand) []byte {
	name, mediaType, file := f.attachment(random)
	var m bytes.Buffer
	fmt.Fprintf(&m, "From: <c%d@example.org>\r\nTo: tips@example.org\r\nSubject: evidence %d\r\nMessage-ID: <%d@example.org>\r\n"+
		"Date: Mon, 2 Mar 2026 09:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"+
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n附件是证据，请核对。\r\n"+
		"--b\r\nContent-Type: %s; name=%s\r\nContent-Disposition: attachment; filename=%s\r\nContent-Transfer-Encoding: base64\r\n\r\n",
		random.IntN(5000), random.IntN(1000), random.Int64(), mediaType, name, name)
	text := base64.StdEncoding.EncodeToString(file)
	for len(text) > 0 {
		n := min(76, len(text))
		m.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	m.WriteString("--b--\r\n")
	return m.Bytes()
}

func (f fileMails) attachment(random *rand.Rand) (name, mediaType string, file []byte) {
	noise := make([]byte, benchFile)
	_, _ = rand.NewChaCha8([32]byte{byte(random.Uint32()), byte(random.Uint32())}).Read(noise) // never fails
	switch random.IntN(4) {
	case 0:
		return "p.jpg", "image/jpeg", f.photo
	case 1:
		return "b.pdf", "application/pdf", benchPDF(noise)
	case 2:
		return "t.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", benchWord(noise)
	}
	return "x.bin", "application/octet-stream", noise
}

// benchPDF is a document with a picture in it, and its table of places.
func benchPDF(picture []byte) []byte {
	out, places := []byte("%PDF-1.4\n"), []int{}
	object := func(format string, args ...any) {
		places = append(places, len(out))
		out = fmt.Appendf(out, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(places)}, args...)...)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>")
	object("<< /Length %d >>\nstream\n%s\nendstream", len(picture), picture)
	table := len(out)
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, at := range places {
		out = fmt.Appendf(out, "%010d 00000 n \n", at)
	}
	return fmt.Appendf(out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, table)
}

// benchWord is a document with a picture in it.
func benchWord(picture []byte) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range map[string][]byte{
		"[Content_Types].xml":   []byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`),
		"word/document.xml":     []byte(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>`),
		"word/media/image1.png": picture,
	} {
		w, _ := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // never fails into memory
		_, _ = w.Write(content)
	}
	_ = z.Close()
	return out.Bytes()
}
