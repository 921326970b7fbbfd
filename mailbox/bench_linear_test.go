package mailbox

import (
	"fmt"
	"testing"

	"heed/models/store/storetest"
	"heed/models/testserver"

	mathrand "math/rand/v2"
)

// BenchmarkSweepLinear sweeps folders of 1,000, 10,000 and 100,000 small mails
// into SQLite, each into an office of its own. us/mail and cpu-us/mail must not
// grow with the folder, and peak-MB hardly: a UID and a row of the folder's list
// is all that is held of each mail.
func BenchmarkSweepLinear(b *testing.B) {
	for _, mails := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(mails), func(b *testing.B) {
			server := testserver.Dovecot(b, testserver.DovecotOptions{})
			for b.Loop() {
				random := mathrand.New(mathrand.NewPCG(uint64(mails), 2026))
				for range mails {
					server.Deliver("tips", "INBOX", smallMail(random))
				}
				took := benchRun{user: "tips", mails: mails}
				took.sweep(b, server, storetest.SQLite(b))
				b.ReportMetric(float64(took.stored.Microseconds())/float64(mails), "us/mail")
				b.ReportMetric(float64(took.worked.Microseconds())/float64(mails), "cpu-us/mail")
				b.ReportMetric(float64(took.moved.Microseconds())/float64(mails), "moved-us/mail")
				b.ReportMetric(took.peak, "peak-MB")
			}
		})
	}
}

// smallMail is a mail of about 2 KB.
func smallMail(random *mathrand.Rand) []byte {
	m := fmt.Appendf(nil, "From: <c%d@example.org>\r\nTo: tips@example.org\r\nSubject: road %d\r\nMessage-ID: <%d@example.org>\r\n"+
		"Date: Mon, 2 Mar 2026 09:00:00 +0800\r\n\r\n", random.IntN(5000), random.IntN(1000), random.Int64())
	for len(m) < 2000 {
		m = fmt.Appendf(m, "村里修路的钱不知去向（第%d条）\r\n", random.IntN(1_000_000))
	}
	return m
}
