package mailbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store/storetest"
)

// quirks is a small IMAP server that answers for some of its messages as bad
// servers do. The UID of a message is its place.
type quirks struct {
	t    *testing.T
	addr string

	mu    sync.Mutex
	moved map[int]bool
	told  bool // of the flags that somebody set

	sound    bool                    // no quirks in what it sends
	immobile bool                    // refuses to move
	wrap     func(net.Conn) net.Conn // nil for none
}

// The quirks, by UID.
const (
	plain      = iota + 1
	lateUID    // UID after the body
	flagsFirst // FLAGS that somebody just set, on a line of their own before the body
	refusesIt  // NO to a batch and to the message alone
	badDate    // an INTERNALDATE that nobody can read
	forgetsIt  // left out of batches
	cutsIt     // the line ends within the body
	nilBody    // NIL instead of a body
	lastQuirk
)

func newQuirks(t *testing.T) *quirks {
	t.Helper()
	q := &quirks{t: t, moved: map[int]bool{}}
	q.addr = listens(t, func(_ context.Context, conn net.Conn) {
		q.as(func() {
			if q.wrap != nil {
				conn = q.wrap(conn)
			}
		})
		q.serve(conn)
	})
	return q
}

var errHangUp = errors.New("the server hangs up")

// tell answers; when the client has hung up, the next read says so.
func tell(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func (q *quirks) serve(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewReader(conn)
	tell(conn, "* OK ready\r\n")
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		done, err := q.answer(conn, command)
		if err != nil {
			return
		}
		tell(conn, "%s %s\r\n", tag, done)
	}
}

// as changes what the server is like.
func (q *quirks) as(change func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	change()
}

func (q *quirks) answer(w io.Writer, command string) (string, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	words := strings.Fields(command)
	switch {
	case words[0] == "CAPABILITY":
		tell(w, "* CAPABILITY IMAP4rev1 MOVE UIDPLUS\r\n")
	case words[0] == "SELECT":
		tell(w, "* %d EXISTS\r\n* OK [UIDVALIDITY 9] numbers\r\n* FLAGS (\\Seen)\r\n", lastQuirk-1)
	case strings.HasPrefix(command, "UID SEARCH"):
		tell(w, "* SEARCH%s\r\n", q.listed(1, lastQuirk-1))
	case words[0] == "SEARCH":
		n, _ := strconv.Atoi(words[2])
		tell(w, "* SEARCH%s\r\n", q.listed(n, n))
	case strings.HasPrefix(command, "UID FETCH"):
		return q.fetchAll(w, set(words[2]), command)
	case words[0] == "FETCH":
		return q.fetchAll(w, set(words[1]), command)
	case words[0] == "CREATE":
		return "NO [ALREADYEXISTS] it is there", nil
	case strings.HasPrefix(command, "UID MOVE") && q.immobile:
		return "NO [OVERQUOTA] the mailbox is full", nil
	case strings.HasPrefix(command, "UID MOVE"):
		q.move(set(words[2]))
	}
	return "OK done", nil
}

func (q *quirks) listed(from, to int) (list string) {
	for n := from; n <= to; n++ {
		if !q.moved[n] {
			list += " " + strconv.Itoa(n)
		}
	}
	return list
}

func (q *quirks) move(uids []int) {
	for _, n := range uids {
		q.moved[n] = true
	}
}

// set reads "1:3,5".
func set(text string) (all []int) {
	for _, part := range strings.Split(text, ",") {
		from, to, ranged := strings.Cut(part, ":")
		low, _ := strconv.Atoi(from)
		high := low
		if ranged {
			high, _ = strconv.Atoi(to)
		}
		for n := low; n <= high; n++ {
			all = append(all, n)
		}
	}
	return all
}

func (q *quirks) fetchAll(w io.Writer, uids []int, command string) (string, error) {
	if !strings.Contains(command, "BODY") {
		for _, n := range uids {
			tell(w, "* %d FETCH (UID %d RFC822.SIZE %d)\r\n", n, n, len(mail(n)))
		}
		return "OK done", nil
	}
	if slices.Contains(uids, refusesIt) && !q.sound {
		return "NO cannot read message", nil
	}
	for _, n := range uids {
		if n == forgetsIt && len(uids) > 1 && !q.sound {
			continue
		}
		if err := q.fetchOne(w, n, strings.Contains(command, "INTERNALDATE")); err != nil {
			return "", err
		}
	}
	return "OK done", nil
}

func (q *quirks) fetchOne(w io.Writer, n int, dated bool) error {
	date := ""
	if dated {
		date = ` INTERNALDATE "02-Mar-2026 09:00:00 +0800"`
	}
	body := fmt.Sprintf("BODY[] {%d}\r\n%s", len(mail(n)), mail(n))
	quirk := n
	if q.sound {
		quirk = plain
	}
	switch quirk {
	case lateUID:
		tell(w, "* %d FETCH (%s%s UID %d)\r\n", n, body, date, n)
	case flagsFirst:
		if !q.told {
			q.told = true
			tell(w, "* %d FETCH (UID %d FLAGS (\\Seen))\r\n", n, n)
		}
		tell(w, "* %d FETCH (UID %d%s %s)\r\n", n, n, date, body)
	case badDate:
		if dated {
			date = " INTERNALDATE NIL"
		}
		tell(w, "* %d FETCH (UID %d%s %s)\r\n", n, n, date, body)
	case cutsIt:
		tell(w, "* %d FETCH (UID %d %s", n, n, body[:len(body)-20])
		return errHangUp
	case nilBody:
		tell(w, "* %d FETCH (UID %d BODY[] NIL)\r\n", n, n)
	default:
		tell(w, "* %d FETCH (UID %d%s %s)\r\n", n, n, date, body)
	}
	return nil
}

func (q *quirks) account() Account {
	return Account{Name: "office", Username: "tips", Password: NewSecret("x"), Folders: []string{"INBOX"}, Processed: "Processed"}.at(q.addr)
}

func TestBadServersLoseNoMail(t *testing.T) {
	q, clock := newQuirks(t), storetest.NewClock(time.Now())
	o := newOfficeAt(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now), clock.Now)
	a := q.account()
	got := o.sweep(a)
	o.want(got, fmt.Sprintf("seen %d imported %d failed 3", lastQuirk-1, lastQuirk-4))
	for uid, why := range map[uint32]string{refusesIt: "refused", cutsIt: "cut", nilBody: "not_sent"} {
		if row := o.ledgerOf(t, uid); row.Outcome != models.LedgerRetry || row.Reason != why || row.Tries != 1 {
			t.Errorf("message %d: %+v", uid, row)
		}
	}
	for uid := range uint32(lastQuirk) {
		failed := uid == refusesIt || uid == cutsIt || uid == nilBody
		q.as(func() {
			if uid > 0 && q.moved[int(uid)] == failed {
				t.Errorf("message %d: moved is %v", uid, !failed)
			}
		})
	}
	o.want(o.sweep(a), "seen 3 failed 3") // not yet due again
	q.as(func() { q.sound = true })
	clock.Add(time.Minute)
	o.want(o.sweep(a), "seen 3 imported 3")
	o.accounted(lastQuirk - 1)
}

func TestWhatCannotBeMovedIsMovedLater(t *testing.T) {
	q, o := newQuirks(t), newOffice(t, storetest.SQLite(t))
	q.as(func() { q.sound, q.immobile = true, true })
	r, err := o.mailbox(q.account()).Sweep(t.Context())
	if keyOf(err) != keyMove {
		t.Errorf("%v", err)
	}
	o.want(r.Total(), "seen 8 imported 8 unmoved 8")
	o.accounted(8)
	q.as(func() { q.immobile = false })
	o.want(o.sweep(q.account()), "")
	o.accounted(8)
	q.as(func() {
		if len(q.moved) != 8 {
			t.Errorf("moved %v", q.moved)
		}
	})
}

func TestAServerThatWantsNoProtocolNamed(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	config := &tls.Config{
		Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			if len(hello.SupportedProtos) > 0 {
				return nil, errors.New("no protocol is known here")
			}
			return nil, nil
		},
	}
	q, o := newQuirks(t), newOffice(t, storetest.SQLite(t))
	q.as(func() { q.sound, q.wrap = true, func(conn net.Conn) net.Conn { return tls.Server(conn, config) } })
	a := q.account()
	a.Security, a.RootCAs = TLS, x509.NewCertPool()
	a.RootCAs.AddCert(web.Certificate())
	o.want(o.sweep(a), "seen 8 imported 8")
}
