package mailbox

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// lostAt are the places at which the line is lost while a server without MOVE is
// asked to copy and take out.
func lostAt() map[string]func(fromServer bool, b []byte, asked *atomic.Bool) bool {
	before := func(word string) func(bool, []byte, *atomic.Bool) bool {
		return func(fromServer bool, b []byte, _ *atomic.Bool) bool {
			return !fromServer && bytes.Contains(b, []byte(word))
		}
	}
	after := func(word string) func(bool, []byte, *atomic.Bool) bool {
		return func(fromServer bool, b []byte, asked *atomic.Bool) bool {
			if !fromServer && bytes.Contains(b, []byte(word)) {
				asked.Store(true)
			}
			return fromServer && asked.Load()
		}
	}
	return map[string]func(bool, []byte, *atomic.Bool) bool{
		"before the copy": before("UID COPY"), "before the answer to the copy": after("UID COPY"),
		"before the mark": before("UID STORE"), "before the answer to the mark": after("UID STORE"),
		"before the expunge": before("UID EXPUNGE"), "before the answer to the expunge": after("UID EXPUNGE"),
	}
}

// Wherever the line is lost or the worker killed while a server copies, each
// message has one copy in the processed folder, in this sweep and in all after it.
func TestNoMessageIsCopiedTwice(t *testing.T) {
	for _, capabilities := range []string{"IMAP4rev1 UIDPLUS", "IMAP4rev1"} {
		for name, at := range lostAt() {
			for _, killed := range []bool{false, true} {
				if strings.Contains(name, "expunge") && !strings.Contains(capabilities, "UIDPLUS") {
					continue
				}
				t.Run(capabilities+" "+name+map[bool]string{true: ", and killed"}[killed], func(t *testing.T) {
					t.Parallel()
					o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: capabilities})
					deliver(server, "INBOX", 0, 4)
					server.Deliver("tips", "INBOX", mail(3)) // a duplicate has a copy of its own
					o.lose(server, at, killed)
					for range 3 {
						o.sweep(account(server))
						o.accounted(5)
						left := map[bool]int{true: 0, false: 5}[strings.Contains(capabilities, "UIDPLUS")]
						if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != left || out != 5 {
							t.Errorf("%d messages in INBOX, %d copies processed", in, out)
						}
					}
					if s := o.reconciled(account(server)); s.Broken() || s.Unsure > 0 || s.Found != 5 {
						t.Errorf("%+v", s)
					}
				})
			}
		}
	}
}

// lose sweeps over a line that is lost once; when the worker is killed there, it
// gets no further.
func (o *office) lose(server *testserver.DovecotServer, at func(bool, []byte, *atomic.Bool) bool, killed bool) {
	ctx, stop := context.WithCancel(o.t.Context())
	defer stop()
	var asked, once atomic.Bool
	p := newProxy(o.t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !once.Load() && at(fromServer, b, &asked) {
			once.Store(true)
			if killed {
				stop()
			}
			return 0, cutLine
		}
		return len(b), letPass
	})
	_, err := o.mailbox(account(server).at(p.addr)).Sweep(ctx)
	if !once.Load() || (err != nil) != killed {
		o.t.Errorf("the sweep ended with %v", err)
	}
}

// A server that copies and lets nothing be marked has one copy, not one a sweep.
func TestAFolderThatNothingCanBeTakenOutOf(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: "IMAP4rev1 UIDPLUS"})
		p := startProxy(t, &proxy{upstream: server.Addr(), answer: func(line string) string {
			if strings.HasPrefix(line, "UID STORE") {
				return "NO [NOPERM] read-only"
			}
			return ""
		}})
		deliver(server, "INBOX", 0, 5)
		for range 3 {
			if _, err := o.mailbox(account(server).at(p.addr)).Sweep(t.Context()); keyOf(err) != keyMove {
				t.Errorf("%v", err)
			}
			o.accounted(5)
			if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 5 || out != 5 {
				t.Errorf("%d messages in INBOX, %d copies processed", in, out)
			}
		}
		o.want(o.sweep(account(server)), "")
		if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != 5 {
			t.Errorf("%d messages in INBOX, %d copies processed", in, out)
		}
	})
}

// What others have marked to be deleted is theirs: it is swept, moved or copied
// like any other, and nothing besides is expunged.
func TestWhatOthersMarkedIsNotExpunged(t *testing.T) {
	for _, capabilities := range []string{"IMAP4rev1 UIDPLUS", "IMAP4rev1"} {
		t.Run(capabilities, func(t *testing.T) {
			o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: capabilities})
			deliver(server, "INBOX", 0, 4)
			p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
				if !fromServer && bytes.Contains(b, []byte("UID STORE")) { // what came after the sweep had listed
					deliver(server, "INBOX", 4, 6)
					say(t, server.Addr(), "SELECT INBOX", `STORE 5:6 +FLAGS (\Deleted)`)
				}
				return len(b), letPass
			})
			o.want(o.sweep(account(server).at(p.addr)), "seen 4 imported 4")
			o.want(o.sweep(account(server)), "seen 2 imported 2")
			o.accounted(6)
			if out := inFolder(t, server, "Processed"); out != 6 {
				t.Errorf("%d copies processed", out)
			}
		})
	}
}

// A processed folder that cannot be made, a quota that is full and one message
// that a server will not move leave the messages where they are, recorded.
func TestWhatCannotLeaveStaysAndIsRecorded(t *testing.T) {
	for name, c := range map[string]struct {
		capabilities, refuses, with string
		kept                        int
	}{
		"no processed folder, no MOVE": {"IMAP4rev1 UIDPLUS", "STATUS,CREATE", "NO [CANNOT] not here", 5},
		"no processed folder":          {"", "UID MOVE,CREATE", "NO [TRYCREATE] not here", 5},
		"quota":                        {"", "UID MOVE", "NO [OVERQUOTA] full", 5},
		"quota, no MOVE":               {"IMAP4rev1 UIDPLUS", "UID COPY", "NO [OVERQUOTA] full", 5},
		"one message":                  {"", "UID MOVE 1:5;UID MOVE 1:2;UID MOVE 2;UID MOVE 2:", "NO not this one", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{Capabilities: c.capabilities})
			deliver(server, "INBOX", 0, 5)
			p := startProxy(t, &proxy{upstream: server.Addr(), answer: func(line string) string {
				for _, word := range strings.FieldsFunc(c.refuses, func(r rune) bool { return r == ',' || r == ';' }) {
					if strings.HasPrefix(line, word) && (c.kept == 5 || line == word+" Processed" || line == word+` "Processed"`) {
						return c.with
					}
				}
				return ""
			}})
			r, err := o.mailbox(account(server).at(p.addr)).Sweep(t.Context())
			if keyOf(err) != keyMove || r.Total().Imported != 5 || r.Total().Unmoved != c.kept {
				t.Errorf("%+v, %v", r.Total(), err)
			}
			o.accounted(5)
			if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != c.kept || in+out != 5 {
				t.Errorf("%d messages in INBOX, %d processed", in, out)
			}
			o.want(o.sweep(account(server)), "")
			o.accounted(5)
			if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != 5 {
				t.Errorf("%d messages in INBOX, %d processed", in, out)
			}
		})
	}
}
