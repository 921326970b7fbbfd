package mailbox

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

// BenchmarkSweepLarge sweeps ten mails of 48 MB with two files each, among a
// hundred small ones. peak-MB is to stay under 150.
func BenchmarkSweepLarge(b *testing.B) {
	server := testserver.Dovecot(b, testserver.DovecotOptions{})
	for b.Loop() {
		random := rand.New(rand.NewPCG(1, 2026))
		for n := range 110 {
			if n%11 == 0 {
				server.Deliver("tips", "INBOX", largeMail(n))
			} else {
				server.Deliver("tips", "INBOX", smallMail(random))
			}
		}
		took := benchRun{user: "tips", mails: 110}
		took.sweep(b, server, storetest.SQLite(b))
		b.ReportMetric(took.peak, "peak-MB")
	}
}

// largeMail is a mail of 48 MB.
func largeMail(n int) []byte {
	file := make([]byte, 17<<20)
	_, _ = rand.NewChaCha8([32]byte{byte(n)}).Read(file) // never fails
	var m bytes.Buffer
	fmt.Fprintf(&m, "From: <c@example.org>\r\nSubject: all of it, %d\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", n)
	for part := range 2 {
		fmt.Fprintf(&m, "--b\r\nContent-Type: application/octet-stream; name=f%d.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n", part)
		for lines := range slices.Chunk(file, 57) {
			m.WriteString(base64.StdEncoding.EncodeToString(lines) + "\r\n")
		}
	}
	m.WriteString("--b--\r\n")
	return m.Bytes()
}
