package mailbox

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

// Where mails are longer than what is asked for at first, the server reads few of
// them twice, and mails that are short again cost no more than their bytes.
func TestLongMailsComeOnce(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	var sent int
	for n := range 200 {
		size := 120 << 10
		if n >= 120 {
			size = 500
		}
		mail := fmt.Appendf(nil, "From: a@x.cn\r\nMessage-ID: <%d@x>\r\n\r\n%s\r\n", n, bytes.Repeat([]byte("words\r\n"), size/7))
		server.Deliver("tips", "INBOX", mail)
		sent += len(mail)
	}
	var came, asked atomic.Int64
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if fromServer {
			came.Add(int64(len(b)))
		} else {
			asked.Add(int64(bytes.Count(b, []byte("BODY.PEEK"))))
		}
		return len(b), letPass
	})
	o.want(o.sweep(account(server).at(p.addr)), "seen 200 imported 200")
	if got := float64(came.Load()) / float64(sent); got > 1.15 {
		t.Errorf("the server sent %.2f times what there is", got)
	}
	if asked.Load() > 12 {
		t.Errorf("it was asked %d times", asked.Load())
	}
}

// A server whose line breaks when it is asked how long mails are has them fetched
// one by one: several at a time might be more than there is memory for.
func TestMailsOfUnknownLengthComeAlone(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	for n := range 6 {
		server.Deliver("tips", "INBOX", fmt.Appendf(nil, "From: a@x.cn\r\nMessage-ID: <%d@x>\r\n\r\n%s\r\n", n, bytes.Repeat([]byte("words\r\n"), 9000)))
	}
	var whole atomic.Int64
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("RFC822.SIZE")) {
			return 0, cutLine
		}
		if !fromServer {
			whole.Add(int64(bytes.Count(b, []byte("BODY.PEEK[])"))))
		}
		return len(b), letPass
	})
	o.want(o.sweep(account(server).at(p.addr)), "seen 6 imported 6")
	o.accounted(6)
	if whole.Load() != 6 {
		t.Errorf("%d mails were asked for whole", whole.Load())
	}
}
