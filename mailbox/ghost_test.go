package mailbox

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// haunted is a server that lists messages which it does not have, above those that
// it has, and counts the commands that it is given.
type haunted struct {
	ghosts string // " 9001 9002"

	mu       sync.Mutex
	commands int
	listing  bool // it was asked last to list the folder
}

func (h *haunted) listen(_ int, fromServer bool, _ int64, b []byte) (int, verdict) {
	if !fromServer {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.commands += bytes.Count(b, []byte("\r\n"))
		h.listing = bytes.Contains(b, []byte("UID SEARCH"))
	}
	return len(b), letPass
}

func (h *haunted) haunt(_ int, b []byte) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := bytes.Index(b, []byte("* SEARCH"))
	if !h.listing || at < 0 {
		return b
	}
	end := at + bytes.Index(b[at:], []byte("\r\n"))
	return bytes.Join([][]byte{b[:end], []byte(h.ghosts), b[end:]}, nil)
}

// asked is how many commands it was given since it was asked this last.
func (h *haunted) asked() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.commands
	h.commands = 0
	return n
}

// A message that is listed for ever and is not there costs one command a sweep, and
// one more for 200 of them together; it holds up nobody, and has one row.
func TestAMessageThatIsListedAndNeverThere(t *testing.T) {
	for _, ghosts := range []int{1, 250} {
		t.Run(fmt.Sprint(ghosts), func(t *testing.T) {
			t.Parallel()
			o, server := newOffice(t, inMemory(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
			h := &haunted{}
			p := startProxy(t, &proxy{upstream: server.Addr(), harm: h.listen, edit: h.haunt})
			o.want(o.sweep(account(server).at(p.addr)), "")
			empty := h.asked()
			for n := range ghosts {
				h.ghosts += fmt.Sprint(" ", 9001+n)
			}
			fetches := ghosts/o.limits.BatchMails + 2 // the first is of few
			const sweeps, each = 4, 5
			for k := range sweeps {
				o.want(o.sweep(account(server).at(p.addr)), fmt.Sprintf("seen %d vanished %[1]d", ghosts))
				if n := h.asked(); n > empty+fetches+ghosts {
					t.Errorf("%d commands, and %d without ghosts", n, empty)
				}
				deliver(server, "INBOX", k*each, (k+1)*each)
				o.want(o.sweep(account(server).at(p.addr)), fmt.Sprintf("seen %d imported %d vanished %d", ghosts+each, each, ghosts))
				if n := h.asked(); n > empty+fetches+ghosts+3 { // it moves, and perhaps makes the processed folder, and moves again
					t.Errorf("%d commands for %d mails, and %d without any", n, each, empty)
				}
				o.accounted((k + 1) * each)
			}
			if rows := len(o.ledger()); rows != sweeps*each+ghosts {
				t.Errorf("%d rows", rows)
			}
			if in, out := inFolder(t, server, "INBOX"), inFolder(t, server, "Processed"); in != 0 || out != sweeps*each {
				t.Errorf("%d messages in INBOX, %d processed", in, out)
			}
		})
	}
}

// One that is there and is not to be had is left alone until it is due again: till
// then it costs no command. It is asked for ever more rarely.
func TestAMessageThatIsListedAndNeverSent(t *testing.T) {
	t.Parallel()
	q, clock := newQuirks(t), storetest.NewClock(time.Now())
	o := newOfficeAt(t, inMemoryAt(t, clock.Now), clock.Now)
	h := &haunted{}
	a := q.account().at(startProxy(t, &proxy{upstream: q.addr, harm: h.listen}).addr)
	o.want(o.sweep(a), "seen 8 imported 5 failed 3")
	h.asked()
	o.want(o.sweep(a), "seen 3 failed 3")
	idle, tried := h.asked(), 0
	for range 12 * 12 {
		clock.Add(5 * time.Minute)
		o.want(o.sweep(a), "seen 3 failed 3")
		if n := h.asked(); n > idle {
			tried++
			if n > idle+60 {
				t.Errorf("%d commands for three messages, and %d without", n, idle)
			}
		}
	}
	if tried < 12 || tried > 16 { // after 1, 5 and 15 minutes, and then once an hour
		t.Errorf("tried %d times in half a day", tried)
	}
	var left []string
	for _, row := range o.ledger() {
		if row.Outcome == models.LedgerRetry {
			left = append(left, row.Reason)
		}
	}
	if strings.Join(left, " ") != "refused cut not_sent" {
		t.Errorf("left are %v", left)
	}
}
