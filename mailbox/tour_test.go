package mailbox

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// apart is an account whose replies lie in the folder before that of what they
// answer, and a Dovecot with them: the original and the second reply to it in Junk,
// the first reply, and one to a mail that never came, in INBOX with an ordinary mail.
func apart(t *testing.T) (Account, *testserver.DovecotServer) {
	t.Helper()
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", wrote("b@x", li, "second", answering("a@x")))
	server.Deliver("tips", "INBOX", wrote("o@x", li, "to what never came", answering("gone@x")))
	server.Deliver("tips", "INBOX", wrote("n@x", li, "something new"))
	server.Deliver("tips", "Junk", wrote("c@x", li, "third", answering("b@x")))
	server.Deliver("tips", "Junk", wrote("a@x", li, "first"))
	a := account(server)
	a.Folders = []string{"INBOX", "Junk"}
	return a, server
}

// joinedApart fails the test unless apart's mails are where they belong, each once.
func (o *office) joinedApart(t *testing.T, server *testserver.DovecotServer) {
	t.Helper()
	o.accounted(5)
	for _, row := range o.ledger() {
		if row.Folder == models.MailFolderKey("Junk") && row.UID == 2 && row.Outcome == models.LedgerTip {
			if got := o.said(t, row.TipID); got != "second | third" {
				t.Errorf("the tip's thread is %q", got)
			}
		}
	}
	if in, junk, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Junk"), inFolder(t, server, "Processed"); in+junk != 0 || out != 5 {
		t.Errorf("%d messages in INBOX, %d in Junk, %d processed", in, junk, out)
	}
	o.want(o.sweep(account(server), account2(server)), "")
	o.sound(t)
}

// account2 is the same user's Junk.
func account2(server *testserver.DovecotServer) Account {
	a := account(server)
	a.Name, a.Folders = "junk", []string{"Junk"}
	return a
}

// A reply joins what lies in a folder that is swept after its own, in the same
// sweep; one to what never came is a tip of its own. The figures of both folders
// are exact, and each is listed once.
func TestAReplyJoinsWhatLiesInALaterFolder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := newOffice(t, s)
		a, server := apart(t)
		r, err := o.mailbox(a).Sweep(t.Context())
		if err != nil || len(r.Rows) != 2 {
			t.Fatalf("%+v, %v", r.Rows, err)
		}
		o.want(r.Rows[0], "seen 3 imported 2 joined 1")
		o.want(r.Rows[1], "seen 2 imported 1 joined 1")
		for _, row := range r.Rows {
			if row.Ended.Before(row.Begun) || row.Done() != row.Seen {
				t.Errorf("%+v", row)
			}
		}
		o.joinedApart(t, server)
	})
}

// What waits between the folders is lost by nothing: whatever ends a sweep there,
// the next one joins it, and neither makes anything twice.
func TestASweepThatEndsBetweenTheFolders(t *testing.T) {
	for when, place := range map[string]string{ // what a sweep has asked for until then
		"before the second folder": "INBOX Junk",
		"in the second folder":     "INBOX Junk fetch",
		"after all folders":        "INBOX Junk fetch INBOX",
		"at the reply":             "INBOX Junk fetch INBOX fetch",
	} {
		for _, what := range []string{"cut", "stopped", "killed"} {
			databases := map[string]string{"sqlite": "sqlite://" + t.TempDir() + "/heed.db"}
			if when == "at the reply" { // where most is under way
				databases["postgres"] = storetest.PostgresURL(t)
			}
			for database, url := range databases {
				t.Run(what+" "+when+" on "+database, func(t *testing.T) {
					t.Parallel()
					clock := storetest.NewClock(time.Now())
					o := newOfficeAt(t, storetest.Open(t, url, clock.Now), clock.Now)
					a, server := apart(t)
					ctx, stop := context.WithCancel(t.Context())
					defer stop()
					p := newProxy(t, server.Addr(), reaching(place, func() verdict {
						switch what {
						case "cut":
							return cutLine
						case "stopped":
							stop()
						case "killed": // as far as the database hears
							clock.Add(2 * time.Minute)
							if err := takeFor(t.Context(), o, o.mailbox()); err != nil {
								t.Error(err)
							}
						}
						return letPass
					}))
					if r, err := o.mailbox(a.at(p.addr)).Sweep(ctx); err == nil {
						t.Errorf("it came to its end: %+v", r.Rows)
					}
					if in := inFolder(t, server, "INBOX"); in != 2 {
						t.Errorf("%d messages are in INBOX, and only two waited", in)
					}
					clock.Add(time.Hour)
					o.sweep(a)
					o.joinedApart(t, server)
				})
			}
		}
	}
}

// reaching does something at a place of a sweep of two folders and whenever it would
// go on from there: once what was asked for begins so.
func reaching(place string, do func() verdict) harm {
	chosen := regexp.MustCompile(`SELECT "?(INBOX|Junk)`)
	var mu sync.Mutex
	var asked []string
	done, how := false, letPass
	return func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		mu.Lock()
		defer mu.Unlock()
		if fromServer {
			return len(b), letPass
		}
		if m := chosen.FindSubmatch(b); m != nil {
			asked = append(asked, string(m[1]))
		} else if bytes.Contains(b, []byte("BODY.PEEK")) && len(asked) > 1 {
			asked = append(asked, "fetch")
		}
		if !strings.HasPrefix(strings.Join(asked, " "), place) {
			return len(b), letPass
		}
		if !done {
			done, how = true, do()
		}
		if how == cutLine {
			return 0, cutLine
		}
		return len(b), letPass
	}
}

// A folder is listed once, whatever is put off in it, and opened again only when
// something is: to settle that, and to move it.
func TestFoldersAreListedOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t))
	a, server := apart(t)
	command := regexp.MustCompile(`(SELECT|UID SEARCH) ?"?(INBOX|Junk)?`)
	var mu sync.Mutex
	var asked []string
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		mu.Lock()
		defer mu.Unlock()
		if m := command.FindSubmatch(b); !fromServer && m != nil {
			asked = append(asked, strings.TrimSpace(string(m[1])+" "+string(m[2])))
		}
		return len(b), letPass
	})
	const listed = "SELECT INBOX, UID SEARCH, SELECT Junk, UID SEARCH"
	for _, want := range []string{listed + ", SELECT INBOX, SELECT Junk, SELECT INBOX, SELECT Junk", listed} {
		asked = nil
		o.sweep(a.at(p.addr))
		if got := strings.Join(asked, ", "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A folder that can never be opened, or breaks every sweep, holds up a reply in
// another one for one sweep at the most.
func TestAFolderThatBreaksHoldsUpNoReply(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string // of the server, to who opens Junk
		first  string
		left   int // in INBOX
	}{
		"not there":       {"NO [NONEXISTENT] no such folder", "seen 3 imported 3", 0},
		"without numbers": {"OK [READ-WRITE] and no UIDVALIDITY", "seen 3 imported 1 failed 2", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, storetest.SQLite(t))
			a, server := apart(t)
			p := startProxy(t, &proxy{upstream: server.Addr(), answer: func(line string) string {
				if strings.HasPrefix(line, "SELECT") && strings.Contains(line, "Junk") {
					return c.answer
				}
				return ""
			}})
			r, err := o.mailbox(a.at(p.addr)).Sweep(t.Context())
			if err == nil {
				t.Error("the folder was opened")
			}
			o.want(r.Rows[0], c.first)
			if left := inFolder(t, server, "INBOX"); left != c.left {
				t.Errorf("%d messages are still in INBOX, not %d", left, c.left)
			}
			r, _ = o.mailbox(a.at(p.addr)).Sweep(t.Context()) // as before
			if in := inFolder(t, server, "INBOX"); in != 0 {
				t.Errorf("%+v, and %d messages are still in INBOX", r.Rows, in)
			}
			o.accounted(3)
			o.sound(t)
		})
	}
}

// A server that lets no message go out of one folder does not keep the others from
// being swept.
func TestAFolderThatKeepsItsMessagesIsPassedBy(t *testing.T) {
	t.Parallel()
	o := newOffice(t, storetest.SQLite(t))
	a, server := apart(t)
	in := ""
	p := startProxy(t, &proxy{upstream: server.Addr(), answer: func(line string) string {
		switch command, what, _ := strings.Cut(line, " "); {
		case command == "SELECT":
			in = strings.Trim(what, `"`)
		case in == "INBOX" && strings.HasPrefix(line, "UID MOVE"):
			return "NO [OVERQUOTA] full"
		}
		return ""
	}})
	r, err := o.mailbox(a.at(p.addr)).Sweep(t.Context())
	if keyOf(err) != keyMove || len(r.Rows) != 2 {
		t.Fatalf("%+v, %v", r.Rows, err)
	}
	o.want(r.Rows[0], "seen 3 imported 2 joined 1 unmoved 3")
	o.want(r.Rows[1], "seen 2 imported 1 joined 1")
	o.sweep(a)
	o.joinedApart(t, server)
}

// A worker that went back to another folder for a reply hears of what came into the
// one that it idles in meanwhile.
func TestWhatComesMeanwhileIsHeardOf(t *testing.T) {
	t.Parallel()
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	server.Deliver("tips", "INBOX", wrote("a@x", li, "first"))
	server.Deliver("tips", "Junk", wrote("b@x", li, "second", answering("a@x")))
	a := account(server)
	a.Folders = []string{"INBOX", "Junk"} // a worker ends with the first
	junk := 0
	p := newProxy(t, server.Addr(), func(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
		if !fromServer && bytes.Contains(b, []byte("SELECT")) && bytes.Contains(b, []byte("Junk")) {
			if junk++; junk == 2 {
				server.Deliver("tips", "INBOX", wrote("n@x", li, "something new"))
			}
		}
		return len(b), letPass
	})
	opts, reports := o.options(a.at(p.addr)), make(told, 10)
	opts.Progress, opts.After = reports, never
	opts.Schedule, _ = ParseSchedule("0 6 1 1 *") // once a year
	stop := start(t, opts)
	defer stop()
	o.want(reports.next(t).Total(), "seen 2 imported 1 joined 1")
	o.want(reports.next(t).Total(), "seen 1 imported 1")
	deliver(server, "INBOX", 0, 1)
	o.want(reports.next(t).Total(), "seen 1 imported 1")
	o.accounted(4)
}
