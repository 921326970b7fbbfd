package mailbox

import (
	"bytes"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"heed/models"
)

// meddle sweeps, and has something done when the nth command that has one of the
// words is about to reach the server, or each of them.
func (o *office) meddle(t *testing.T, s shared, words string, nth int32, does func()) (Row, error) {
	t.Helper()
	var seen atomic.Int32
	p := newProxy(t, s.addr, func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		for word := range strings.SplitSeq(words, ",") {
			if !fromServer && bytes.Contains(b, []byte(word)) && (seen.Add(1) == nth || nth == each) {
				does()
			}
		}
		return len(b), letPass
	})
	r, err := o.mailbox(s.account(p.addr)).Sweep(t.Context())
	if seen.Load() < max(nth, 1) {
		t.Fatal("the sweep never came so far")
	}
	if n := p.lines(); n > 4 {
		t.Errorf("%d connections for one sweep", n)
	}
	return r.Total(), err
}

const each = 0

// whenGone are places in a sweep of 10 messages in batches of 4, as the nth command
// that has a word.
var whenGone = map[string]struct {
	words string
	nth   int32
}{
	"before it lists":             {"UID SEARCH", 1},
	"before it fetches":           {"BODY.PEEK", 1},
	"in the midst of its fetches": {"BODY.PEEK", 3},
	"before it moves":             {"UID MOVE,UID COPY", 1},
	"before it takes out":         {"UID STORE", 1}, // where it copies
}

// The folder that is swept is deleted or renamed under the sweep: the report says
// that it is not there, other folders are swept, and once it is there again
// each of its messages is one tip.
func TestTheSweptFolderGoesUnderTheSweep(t *testing.T) {
	for kind, open := range sharedKinds() {
		for when, at := range whenGone {
			if at.words == "UID STORE" && kind != "Dovecot without MOVE" {
				continue
			}
			for _, renamed := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %s, renamed %v", kind, when, renamed), func(t *testing.T) {
					t.Parallel()
					o, s := newOffice(t, inMemory(t)), open(t)
					o.limits.BatchMails = 4
					s.fill()
					_, err := o.meddle(t, s, at.words, at.nth, func() {
						if renamed {
							s.rename("Tips", "Elsewhere")
						} else {
							s.delete("Tips")
						}
					})
					if key := keyOf(err); key != "" && key != keyFolder && key != keyCut || key == "" && err != nil {
						t.Errorf("the report: %v", err)
					}
					o.saysGone(t, s)
					before := len(o.settledRows())
					if renamed {
						s.rename("Elsewhere", "Tips")
						before = 0
					} else { // out of a backup, all of it
						s.create("Tips")
						for n := range inTips {
							s.deliver("Tips", n)
						}
					}
					o.allThere(t, s, inBoth+max(before-inInbox, 0))
				})
			}
		}
	}
}

// saysGone sweeps while the folder is not there: that is said in words, with its
// name, on the page too, and the other folder is swept.
func (o *office) saysGone(t *testing.T, s shared) {
	t.Helper()
	r, err := o.mailbox(s.account(s.addr)).Sweep(t.Context())
	if keyOf(err) != keyFolder || len(r.Rows) != 2 || r.Rows[1].Err != nil || keyOf(r.Rows[0].Err) != keyFolder {
		t.Fatalf("%+v, %v", r.Rows, err)
	}
	rows, reports := o.board()
	for _, row := range rows {
		if gone := row.Folder == "Tips"; gone != (row.Error == keyFolder) || gone && row.Args["folder"] != "Tips" {
			t.Errorf("%+v", row)
		}
	}
	if last := reports[0]; last.Folder == "Tips" && last.Error != keyFolder {
		t.Errorf("%+v", last)
	}
	if left := s.count("INBOX"); left != 0 {
		t.Errorf("%d messages left in the other folder", left)
	}
}

// settledRows are those of messages that are something now.
func (o *office) settledRows() (rows []models.Ledger) {
	for _, row := range o.ledger() {
		if !row.Outcome.GivesWay() {
			rows = append(rows, row)
		}
	}
	return rows
}

// allThere sweeps twice, and each message that there ever was is one tip and lies in
// the processed folder.
func (o *office) allThere(t *testing.T, s shared, rows int) {
	t.Helper()
	o.sweep(s.account(s.addr))
	o.accounted(rows)
	o.want(o.sweep(s.account(s.addr)), "")
	tips := map[int64]bool{}
	for _, row := range o.settledRows() {
		tips[row.TipID] = true
		if row.MovedAt == nil {
			t.Errorf("message %d of %s is still to be moved", row.UID, row.Folder)
		}
	}
	if len(tips) != inBoth || tips[0] {
		t.Errorf("%d tips of %d mails", len(tips), inBoth)
	}
	if in := s.count("Tips") + s.count("INBOX"); in != 0 {
		t.Errorf("%d messages left", in)
	}
	o.sound(t)
}

// The folder for recorded mail goes under the sweep, before either folder's messages
// are moved into it: it is made again, and the sweep comes to its end.
func TestTheProcessedFolderGoesUnderTheSweep(t *testing.T) {
	for kind, open := range sharedKinds() {
		for when, at := range map[string]struct {
			words string
			nth   int32
			there int // of the messages in the folder, when it goes
		}{
			"before it fetches":        {"BODY.PEEK", 1, 0},
			"before it moves":          {"UID MOVE,UID COPY", 1, 0},
			"before it moves the rest": {"SELECT INBOX,SELECT \"INBOX", 1, inTips},
		} {
			for _, renamed := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, %s, renamed %v", kind, when, renamed), func(t *testing.T) {
					t.Parallel()
					o, s := newOffice(t, inMemory(t)), open(t)
					s.fill()
					got, err := o.meddle(t, s, at.words, at.nth, func() {
						if renamed {
							s.rename("Processed", "Elsewhere")
						} else {
							s.delete("Processed")
						}
					})
					if err != nil {
						t.Errorf("the report: %v", err)
					}
					o.want(got, "seen 13 imported 13")
					o.allThere(t, s, inBoth)
					if out := s.count("Processed"); out != inBoth-at.there {
						t.Errorf("%d processed, want %d", out, inBoth-at.there)
					}
					if renamed && s.count("Elsewhere") != at.there {
						t.Errorf("%d in the folder that was renamed", s.count("Elsewhere"))
					}
				})
			}
		}
	}
}

// It goes again and again: what is recorded stays where it is, the report says that
// it is not moved, and the next sweep moves it.
func TestTheProcessedFolderGoesEachTime(t *testing.T) {
	for kind, open := range sharedKinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			o, s := newOffice(t, inMemory(t)), open(t)
			s.fill()
			got, err := o.meddle(t, s, "UID MOVE,UID COPY", each, s.forget)
			if keyOf(err) != keyMove {
				t.Errorf("the report: %v", err)
			}
			o.want(got, "seen 13 imported 13 unmoved 13")
			if rows, _ := o.board(); rows[0].Error != keyMove || rows[0].Args["processed"] != "Processed" {
				t.Errorf("%+v", rows[0])
			}
			o.allThere(t, s, inBoth)
			if out := s.count("Processed"); out != inBoth {
				t.Errorf("%d processed", out)
			}
		})
	}
}

// The answer to a copy is lost, and the folder with the copies is gone when they are
// looked for: the messages leave the folder all the same, and no tip comes twice.
func TestTheProcessedFolderGoesWithTheAnswerToACopy(t *testing.T) {
	for _, renamed := range []bool{true, false} {
		t.Run(fmt.Sprint("renamed ", renamed), func(t *testing.T) {
			t.Parallel()
			o, s := newOffice(t, inMemory(t)), sharedDovecot(t, "IMAP4rev1 UIDPLUS")
			s.fill()
			var asked, once atomic.Bool
			p := newProxy(t, s.addr, func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
				if !fromServer && bytes.Contains(b, []byte("UID COPY")) {
					asked.Store(true)
				}
				if !fromServer || !asked.Load() || once.Swap(true) {
					return len(b), letPass
				}
				if renamed {
					s.rename("Processed", "Elsewhere")
				} else {
					s.delete("Processed")
				}
				return 0, cutLine
			})
			o.want(o.sweep(s.account(p.addr)), "seen 13 imported 13")
			o.allThere(t, s, inBoth)
			if out := s.count("Processed"); out != inBoth {
				t.Errorf("%d processed", out)
			}
			if renamed && s.count("Elsewhere") != inTips {
				t.Errorf("%d in the folder that was renamed", s.count("Elsewhere"))
			}
		})
	}
}
