package mailbox

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/mailbox/answer"
	"heed/mailbox/parse"
	"heed/models"
	"heed/models/store/storetest"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// replying is an office whose accounts answer, with a clock at noon, and a
// mailbox on go-imap's own server.
type replying struct {
	*office
	user    *imapmemserver.User
	account Account
	clock   *storetest.Clock

	mu    sync.Mutex
	notes []answer.Note
}

func newReplying(t *testing.T, kind models.MailAnswer) *replying {
	t.Helper()
	clock := storetest.NewClock(time.Date(2026, 5, 6, 4, 0, 0, 0, time.UTC))
	o := &replying{clock: clock, user: imapmemserver.NewUser("tips", "secret")}
	o.office = newOfficeAt(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now), clock.Now)
	if err := o.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	o.account = Account{
		Name: "office", Username: "tips", Password: NewSecret("secret"), Folders: []string{"INBOX"}, Processed: "Processed", Answer: kind,
	}.at(serveMemory(t, o.user))
	return o
}

// takes delivers mails, each received at an instant, and sweeps once.
func (o *replying) takes(at time.Time, mails ...string) []answer.Note {
	o.t.Helper()
	for _, m := range mails {
		if _, err := o.user.Append("INBOX", literal{bytes.NewReader([]byte(m))}, &imap.AppendOptions{Time: at}); err != nil {
			o.t.Fatal(err)
		}
	}
	options := o.options(o.account)
	options.Own = []string{"office@example.org"}
	options.Answer = func(n answer.Note) {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.notes = append(o.notes, n)
	}
	if _, err := New(options).Sweep(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	notes := o.notes
	o.notes = nil
	return notes
}

// letterAt is a person's mail, with lines of its own on top.
func letterAt(n int, date time.Time, lines ...string) string {
	return strings.Join(append(lines, ""), "\r\n") + fmt.Sprintf("From: Citizen <c%d@example.org>\r\nSubject: s%d\r\nMessage-ID: <%d@example.org>\r\nDate: %s\r\n\r\nThe road money of village %d is gone.\r\n",
		n, n, n, date.Format(time.RFC1123Z), n)
}

// A person who wrote just now is told that it came, in their language, and
// nothing of what they wrote is passed on.
func TestAPersonIsAnswered(t *testing.T) {
	t.Parallel()
	o := newReplying(t, models.MailAnswerAck)
	now := o.clock.Now()
	notes := o.takes(now, letterAt(1, now))
	if len(notes) != 1 {
		t.Fatalf("%d answers", len(notes))
	}
	n := notes[0]
	if n.Kind != answer.Ack || n.To != "c1@example.org" || n.MessageID != "1@example.org" || n.Lang != "en" || n.TipID == 0 || !strings.Contains(n.Number, "-0001") || n.Code != "" || !n.At.Equal(now) {
		t.Errorf("%+v", n)
	}
	if again := o.takes(now, letterAt(1, now)); len(again) != 0 {
		t.Errorf("the same mail again: %d answers", len(again))
	}
}

// Whoever is a machine, or may be one, hears nothing; nor does who wrote long ago.
func TestWhoIsNotAnswered(t *testing.T) {
	t.Parallel()
	o := newReplying(t, models.MailAnswerAck)
	now := o.clock.Now()
	from := func(n int, from string) string {
		return strings.Replace(letterAt(n, now), fmt.Sprintf("Citizen <c%d@example.org>", n), from, 1)
	}
	for n, c := range []struct {
		name string
		mail func(n int) string
		at   time.Time
	}{
		{name: "Auto-Submitted", mail: func(n int) string { return letterAt(n, now, "Auto-Submitted: auto-generated") }},
		{name: "an automatic answer", mail: func(n int) string { return letterAt(n, now, "Auto-Submitted: auto-replied") }},
		{name: "bulk", mail: func(n int) string { return letterAt(n, now, "Precedence: bulk") }},
		{name: "junk", mail: func(n int) string { return letterAt(n, now, "precedence: junk") }},
		{name: "a list", mail: func(n int) string { return letterAt(n, now, "List-Id: <l.example>") }},
		{name: "a list's help", mail: func(n int) string { return letterAt(n, now, "List-Help: <mailto:x@y.cn>") }},
		{name: "a null return path", mail: func(n int) string { return letterAt(n, now, "Return-Path: <>") }},
		{name: "suppressed", mail: func(n int) string { return letterAt(n, now, "X-Auto-Response-Suppress: DR, AutoReply") }},
		{name: "suppressed, folded", mail: func(n int) string { return letterAt(n, now, "X-Auto-Response-Suppress:", " All") }},
		{name: "spam", mail: func(n int) string { return letterAt(n, now, "X-Spam-Flag: YES") }},
		{name: "the daemon", mail: func(n int) string { return from(n, "MAILER-DAEMON@example.org") }},
		{name: "no-reply", mail: func(n int) string { return from(n, "No-Reply <no-reply@example.org>") }},
		{name: "do not reply", mail: func(n int) string { return from(n, "do_not.reply+1@example.org") }},
		{name: "the office itself", mail: func(n int) string { return from(n, "Office@Example.org") }},
		{name: "two senders", mail: func(n int) string { return from(n, "a@example.org, b@example.org") }},
		{name: "two From", mail: func(n int) string { return letterAt(n, now, "From: other@example.org") }},
		{name: "nobody", mail: func(n int) string { return from(n, "undisclosed-recipients:;") }},
		{name: "an address mail does not carry", mail: func(n int) string { return from(n, "李@example.org") }},
		{name: "received long ago", mail: func(n int) string { return letterAt(n, now) }, at: now.Add(-73 * time.Hour)},
		{name: "written long ago", mail: func(n int) string { return letterAt(n, now.Add(-73*time.Hour)) }},
		{name: "written in the future", mail: func(n int) string { return letterAt(n, now.Add(48*time.Hour)) }},
		{name: "no date", mail: func(n int) string { return strings.Replace(letterAt(n, now), "Date:", "X-Date:", 1) }},
		{name: "nothing", mail: func(int) string { return "\r\n" }},
	} {
		at := now
		if !c.at.IsZero() {
			at = c.at
		}
		if notes := o.takes(at, c.mail(n+1)); len(notes) != 0 {
			t.Errorf("%s: %+v", c.name, notes)
		}
	}
	if notes := o.takes(now, letterAt(100, now, "Auto-Submitted: no", "X-Auto-Response-Suppress: None", "Return-Path: <c100@example.org>")); len(notes) != 1 {
		t.Errorf("a person behind a careful program: %d answers", len(notes))
	}
}

// A mailbox that was neglected, or a history that is imported, is answered by
// nobody, however young its mails are.
func TestAHistoryIsNotAnswered(t *testing.T) {
	t.Parallel()
	o := newReplying(t, models.MailAnswerAck)
	now := o.clock.Now()
	mails := make([]string, answersASweep+1)
	for n := range mails {
		mails[n] = letterAt(n, now)
	}
	if notes := o.takes(now, mails...); len(notes) != 0 {
		t.Errorf("%d answers to %d mails at once", len(notes), len(mails))
	}
	if notes := o.takes(now, letterAt(1000, now), letterAt(1001, now)); len(notes) != 2 {
		t.Errorf("%d answers afterwards", len(notes))
	}
}

// took is what the office's server writes of where a mail came from.
const took = "Received: from mx.example.org (mx.example.org [192.0.2.1]) by mx.office with ESMTPS id 1; Wed, 6 May 2026 12:00:00 +0800"

// The receipt goes to a proven sender alone, and no answer at all to one whom the
// named server does not vouch for: those who forge a sender would have the office
// write to whomever they like.
func TestForgedSendersAreNotAnswered(t *testing.T) {
	t.Parallel()
	o := newReplying(t, models.MailAnswerReceipt)
	o.account.AuthServ = "mx.office"
	now := o.clock.Now()
	for n, c := range []struct {
		line string
		want answer.Kind
	}{
		{"Authentication-Results: mx.office; dmarc=pass header.from=example.org", answer.Receipt},
		{"Authentication-Results: mx.office; spf=fail smtp.mailfrom=x@list.test; dmarc=pass header.from=example.org", answer.Receipt}, // forwarded
		{"Authentication-Results: mx.office; spf=pass smtp.mailfrom=c3@example.org", answer.Ack},
		{"Authentication-Results: mx.office; spf=pass smtp.mailfrom=c4@evil.test", ""},
		{"Authentication-Results: mx.office; dmarc=fail header.from=example.org", ""},
		{"Authentication-Results: mx.office; spf=pass smtp.mailfrom=c6@example.org; dmarc=fail header.from=example.org", ""},
		{"Authentication-Results: mx.office; spf=softfail smtp.mailfrom=c7@example.org", ""},
		{"Authentication-Results: mx.office; spf=none smtp.mailfrom=c8@example.org; dmarc=none header.from=example.org", ""},
		{"Authentication-Results: mx.elsewhere; dmarc=pass header.from=example.org", ""},
		{"X-Any: x", ""},
	} {
		notes := o.takes(now, letterAt(n+1, now, c.line, took))
		if c.want == "" && len(notes) != 0 || c.want != "" && (len(notes) != 1 || notes[0].Kind != c.want || (len(notes[0].Code) == 24) != (c.want == answer.Receipt)) {
			t.Errorf("%s: %+v", c.line, notes)
		}
	}
}

// Without a named server nobody's word counts, and nobody is proven.
func TestWithoutANamedServerNobodyIsProven(t *testing.T) {
	t.Parallel()
	o := newReplying(t, models.MailAnswerReceipt)
	now := o.clock.Now()
	for n, line := range []string{"Authentication-Results: mx.office; dmarc=pass header.from=example.org", "X-Any: x"} {
		if notes := o.takes(now, letterAt(n+1, now, line, took)); len(notes) != 1 || notes[0].Kind != answer.Ack || notes[0].Code != "" {
			t.Errorf("%s: %+v", line, notes)
		}
	}
}

// After closing time the answer says where to turn; without the setting there is
// none.
func TestAnswersAfterClosingTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind  models.MailAnswer
		bound bool // to the round that closed
		want  int
	}{{models.MailAnswerReceipt, true, 1}, {models.MailAnswerAck, false, 1}, {models.MailAnswerOff, true, 0}} {
		kind, want := c.kind, c.want
		o := newReplying(t, kind)
		if c.bound {
			o.account.RoundID = o.round.ID
		}
		o.standing(t)
		o.clock.Add(400 * 24 * time.Hour)
		now := o.clock.Now()
		notes := o.takes(now, letterAt(1, now, "Authentication-Results: mx.office; dmarc=pass header.from=example.org"))
		if len(notes) != want || want == 1 && (notes[0].Kind != answer.Closed || notes[0].Code != "") {
			t.Errorf("%s: %+v", kind, notes)
		}
	}
}

func TestTheLanguageOfAnAnswer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"我反映红星村书记挪用低保款，请领导查一查。": "zh", "我反映紅星村書記挪用低保款，請領導查一查。": "zh-hant",
		"The village head took it.": "en", "红星村 ok": "zh", "": "zh", "123": "zh",
	} {
		if got := answerLanguage(text); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

// A parser that panics costs one mail its place among the tips, and nothing else:
// it is quarantined whole, and the sweep goes on.
func TestAPanicIsOneQuarantinedMail(t *testing.T) {
	t.Parallel()
	o := newReplying(t, models.MailAnswerAck)
	now := o.clock.Now()
	for n := range 5 {
		if _, err := o.user.Append("INBOX", literal{bytes.NewReader([]byte(letterAt(n, now)))}, &imap.AppendOptions{Time: now}); err != nil {
			t.Fatal(err)
		}
	}
	m := o.mailbox(o.account)
	m.read = func(raw []byte, lim parse.Limits) parse.Mail {
		if strings.Contains(string(raw), "village 2 ") {
			panic("a fault of ours")
		}
		return parse.Message(raw, lim)
	}
	r, err := m.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o.want(r.Total(), "seen 5 imported 4 quarantined 1")
	o.accounted(5)
	row := o.ledgerOf(t, 3)
	if row.Reason != whyPanic || row.Outcome != models.LedgerQuarantined {
		t.Fatalf("%+v", row)
	}
	if raw := o.opened(t, row.TipID, models.EnvelopeOpaque, o.round.Content); string(raw) != letterAt(2, now) {
		t.Errorf("%d bytes are kept", len(raw))
	}
}
