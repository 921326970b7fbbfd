package mailbox

import (
	"bytes"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
)

// instead replaces the first place that a pattern finds on the given connection;
// done tells whether it did.
func instead(conn int, pattern, with string) (edit func(int, []byte) []byte, done *atomic.Bool) {
	done = &atomic.Bool{}
	find := regexp.MustCompile(pattern)
	return func(n int, b []byte) []byte {
		at := find.FindSubmatchIndex(b)
		if n != conn || at == nil || done.Swap(true) {
			return b
		}
		return bytes.Join([][]byte{b[:at[0]], find.Expand(nil, []byte(with), b, at), b[at[1]:]}, nil)
	}, done
}

// A server says once, in the midst of a sweep, what it should not. After the next
// sweep each message is one tip, byte for byte as it was sent.
func TestWhatAServerShouldNotSay(t *testing.T) {
	for _, c := range []struct {
		name, pattern, with string
		conn                int
		until               int // so many messages come before the last sweep
	}{
		{name: "a line of garbage", pattern: `\* 1 FETCH`, with: "\x00\xff(((nonsense\r\n* 1 FETCH"},
		{name: "a word nobody knows", pattern: `\* 1 FETCH`, with: "* XYZZY 5\r\n* 1 FETCH"},
		{name: "a message gone while it fetches", pattern: `\* 1 FETCH`, with: "* 3 EXPUNGE\r\n* 1 FETCH"},
		{name: "a message gone that never was", pattern: `\* 1 FETCH`, with: "* 4000000000 EXPUNGE\r\n* 1 FETCH"},
		{name: "number 0 gone", pattern: `\* 1 FETCH`, with: "* 0 EXPUNGE\r\n* 1 FETCH"},
		{name: "more messages", pattern: `\* 1 FETCH`, with: "* 4000000000 EXISTS\r\n* 1 FETCH"},
		{name: "flags of another", pattern: `\* 1 FETCH`, with: "* 2 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH"},
		{name: "flags of one that never was", pattern: `\* 1 FETCH`, with: "* 77 FETCH (FLAGS (\\Seen) UID 77)\r\n* 1 FETCH"},
		{name: "an answer twice", pattern: `(?s)\* 2 FETCH .*?Road \d+\.\r\n.*?\)\r\n`, with: "${0}${0}"},
		{name: "the end of an answer twice", pattern: `(\w+ OK [^\r]*FETCH[^\r]*\r\n)`, with: "${0}${0}"},
		{name: "BYE", pattern: `\* 2 FETCH`, with: "* BYE going down\r\n* 2 FETCH"},
		{name: "BYE before it lists", pattern: `\* (E?SEARCH)`, with: "* BYE going down\r\n* ${1}"},
		{name: "NO to a fetch", pattern: `(\w+) OK [^\r]*FETCH[^\r]*\r\n`, with: "${1} NO not all of them\r\n"},
		{name: "BAD to a fetch", pattern: `(\w+) OK [^\r]*FETCH[^\r]*\r\n`, with: "${1} BAD what\r\n"},
		{name: "a body of less than it is", pattern: `\{\d+\}\r\n(From: c@x.cn\r\nSubject: 1)`, with: "{20}\r\n${1}"},
		{name: "a body of a little more", pattern: `\{\d+\}\r\n(From: c@x.cn\r\nSubject: 1)`, with: "{42}\r\n${1}"},
		{name: "a body of much more", pattern: `\{\d+\}\r\n(From: c@x.cn\r\nSubject: 1)`, with: "{200}\r\n${1}"},
		{name: "a body of less than nothing", pattern: `\{\d+\}\r\n(From: c@x.cn\r\nSubject: 1)`, with: "{-5}\r\n${1}"},
		{name: "a body of 4 GB", pattern: `\{\d+\}\r\n(From: c@x.cn\r\nSubject: 1)`, with: "{4294967295}\r\n${1}"},
		{name: "a body of more than there is", pattern: `\{\d+\}\r\n(From: c@x.cn\r\nSubject: 1)`, with: "{99999999999999999999}\r\n${1}"},
		{name: "NIL for a body", pattern: `(?s)\{\d+\}\r\nFrom: c@x.cn\r\nSubject: 1.*?Road 1\.\r\n`, with: "NIL"},
		{name: "UID 0", pattern: `UID 2([ )])`, with: "UID 0${1}"},
		{name: "a UID too large", pattern: `UID 2([ )])`, with: "UID 99999999999${1}"},
		{name: "a list that names one that is not there", pattern: `(SEARCH.*ALL 1:3|SEARCH 1 2 3)`, with: "${1},77", until: 77},
		{name: "a list of four thousand million", pattern: `ALL 1:3`, with: "ALL 1:4294967295"},
		{name: "a list without an end", pattern: `ALL 1:3`, with: "ALL 1:*"},
		{name: "another UIDVALIDITY when it is asked again", pattern: `UIDVALIDITY (\d+)`, with: "UIDVALIDITY 9${1}", conn: 2},
		{name: "UIDVALIDITY 0", pattern: `UIDVALIDITY (\d+)`, with: "UIDVALIDITY 0"},
		{name: "moves to four thousand million", pattern: `COPYUID (\d+) \S+ \S+\]`, with: "COPYUID ${1} 1:4294967295 1:4294967295]"},
		{name: "moves to nowhere", pattern: `COPYUID (\d+) \S+ \S+\]`, with: "COPYUID 0 1 1]"},
		{name: "moves to nonsense", pattern: `COPYUID (\d+) \S+ \S+\]`, with: "COPYUID ${1} x y]"},
		{name: "NO to a move that it made", pattern: `(\w+) OK [^\r]*MOVE[^\r]*\r\n`, with: "${1} NO or so\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDialogue(t)
			d.o.limits.Silence = 300 * time.Millisecond
			d.deliver()
			if c.conn == 0 {
				c.conn = 1
			}
			edit, done := instead(c.conn, c.pattern, c.with)
			p := &proxy{upstream: d.addr, edit: edit}
			if c.conn == 2 {
				p.harm = func(conn int, fromServer bool, _ int64, b []byte) (int, verdict) {
					if at := bytes.Index(b, []byte("Road 1")); conn == 1 && fromServer && at >= 0 {
						return at, cutLine
					}
					return len(b), letPass
				}
			}
			startProxy(t, p)
			_, first := d.o.mailbox(d.account(p.addr)).Sweep(t.Context())
			if !done.Load() {
				t.Fatal("the server never came to say it")
			}
			for d.sent < c.until {
				d.deliver()
			}
			if _, err := d.o.mailbox(d.account(d.addr)).Sweep(t.Context()); err != nil {
				t.Errorf("%v, after %v", err, first)
			}
			d.o.exactly(d.raws())
		})
	}
}

func (d *dialogue) raws() (all [][]byte) {
	for n := range d.sent {
		all = append(all, short(n))
	}
	return all
}

// exactly holds what was delivered, each different from the others, against what
// is sealed: byte for byte one tip each, one row each, and no other row but those
// of duplicates.
func (o *office) exactly(delivered [][]byte) {
	o.t.Helper()
	sealed := map[string]int{}
	counts := map[models.LedgerOutcome]int{}
	for _, row := range o.ledger() {
		counts[row.Outcome]++
		switch row.Outcome { //nolint:exhaustive // the others hold nothing
		case models.LedgerTip:
			sealed[string(o.opened(o.t, row.TipID, models.EnvelopeMail, o.round.Identity))]++
		case models.LedgerQuarantined:
			sealed[string(o.quarantined(row.TipID))]++
		}
	}
	for n, raw := range delivered {
		if sealed[string(raw)] != 1 {
			o.t.Errorf("message %d is %d tips, byte for byte: %.60q", n, sealed[string(raw)], raw)
		}
		delete(sealed, string(raw))
	}
	for raw, n := range sealed {
		o.t.Errorf("%d tips of what nobody sent: %.200q", n, raw)
	}
	if counts[models.LedgerRetry] > 0 || counts[models.LedgerVanished] > 0 ||
		counts[models.LedgerTip]+counts[models.LedgerQuarantined] != len(delivered) {
		o.t.Errorf("%d delivered: %v", len(delivered), counts)
	}
}

// quarantined is the raw mail of a tip that could not be read, or was read and
// refused; of an empty one there is nothing to seal.
func (o *office) quarantined(tip int64) []byte {
	o.t.Helper()
	for _, e := range o.envelopes(o.t, tip) {
		switch e.Kind { //nolint:exhaustive // the others are no raw mail
		case models.EnvelopeOpaque:
			return o.opened(o.t, tip, models.EnvelopeOpaque, o.round.Content)
		case models.EnvelopeMail:
			return o.opened(o.t, tip, models.EnvelopeMail, o.round.Identity)
		}
	}
	return nil
}
