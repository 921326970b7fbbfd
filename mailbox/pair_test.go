package mailbox

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// lockstep has two sweeps meet: before either goes on with its n-th file it waits
// until the other has come as far, or has ended. A file is looked at after it is
// known that nobody has its mail yet, and before the mail is stored: so both know
// that, and both store.
type lockstep struct {
	mu    sync.Mutex
	moved *sync.Cond
	at    [2]int
}

type sideKey struct{}

func newLockstep() *lockstep {
	l := &lockstep{}
	l.moved = sync.NewCond(&l.mu)
	return l
}

// scan is an intake's virus scanner. Whose file it is told tells the context.
func (l *lockstep) scan(ctx context.Context, _ io.Reader) models.Scan {
	if side, known := ctx.Value(sideKey{}).(int); known {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.at[side]++
		l.moved.Broadcast()
		for here := l.at[side]; l.at[1-side] < here; {
			l.moved.Wait()
		}
	}
	return models.Scan{Missed: models.MissedAway}
}

func (l *lockstep) end(side int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at[side] = math.MaxInt
	l.moved.Broadcast()
}

// scanning is the same office with an intake of its own that has a scanner, as
// another process would have.
func (o *office) scanning(scan func(context.Context, io.Reader) models.Scan) *office {
	other := *o
	other.intake = intake.New(intake.Options{Store: o.store, Blobs: o.blobs, Now: o.now, Logger: slog.New(slog.DiscardHandler), Scan: scan})
	o.t.Cleanup(other.intake.Close)
	return &other
}

// everyKind are mails of every outcome, one of them twice. Each has a file, or lies
// in one batch with a mail that has, or answers with a text that becomes one.
func everyKind() (raws [][]byte) {
	for n := range 8 {
		raws = append(raws, withFile(n, 10+n))
	}
	return append(raws, withFile(3, 13), []byte(autoReply), []byte("\r\n\r\n"), wrote("a@x", li, "first"),
		wrote("b@x", li, strings.Repeat("second ", 10_000), answering("a@x")))
}

const everyOutcome = "imported 9 joined 1 duplicate %d quarantined 1 set_aside %d"

// pair are two mailboxes of one server that have the same mail, in another order.
func pair(t *testing.T, server *testserver.DovecotServer) [2]Account {
	t.Helper()
	both := [2]Account{account(server), account(server)}
	both[1].Name, both[1].Username = "hall", "hall"
	raws := everyKind()
	for side := range both {
		for _, raw := range raws {
			server.Deliver(both[side].Username, "INBOX", raw)
		}
		slices.Reverse(raws)
	}
	return both
}

// oneTipEach holds that of each mail there is one tip, or one message, or one thing
// set aside, which the rows of both accounts name.
func (o *office) oneTipEach(t *testing.T, server *testserver.DovecotServer) {
	t.Helper()
	all := len(everyKind())
	o.accountedIn(2*all, "office", "hall")
	named := map[string]map[string]int{} // digest → what it became → rows
	for _, row := range o.ledger("office", "hall") {
		if named[string(row.Digest)] == nil {
			named[string(row.Digest)] = map[string]int{}
		}
		named[string(row.Digest)][fmt.Sprintf("tip %d aside %d", row.TipID, row.AsideID)]++
	}
	for _, became := range named {
		for what, rows := range became {
			if len(became) != 1 || what == "tip 0 aside 0" || rows != 2 && rows != 4 {
				t.Errorf("the rows of one mail: %v", became)
			}
		}
	}
	if len(named) != all-1 {
		t.Errorf("%d mails, want %d", len(named), all-1)
	}
	for _, user := range []string{"tips", "hall"} {
		if in, out := inFolderOf(t, server, user, "INBOX"), inFolderOf(t, server, user, "Processed"); in != 0 || out != all {
			t.Errorf("%s: %d messages in INBOX, %d processed", user, in, out)
		}
	}
	o.sound(t)
}

func TestTheSameMailInTwoAccountsIsOneTip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		both := pair(t, server)
		o.want(o.sweep(both[0]), "seen 13 "+fmt.Sprintf(everyOutcome, 1, 1))
		o.want(o.sweep(both[1]), "seen 13 duplicate 12 set_aside 1")
		o.oneTipEach(t, server)
		o.want(o.sweep(both[:]...), "")
	})
}

// Two workers, of one process and of two, have read the same mail before either has
// stored it.
func TestTheSameMailInTwoAccountsSweptAtOnceIsOneTip(t *testing.T) {
	for name, processes := range map[string]int{"in one process": 1, "in two": 2} {
		t.Run(name, func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, s *store.Store) {
				o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
				both, meet := pair(t, server), newLockstep()
				workers := [2]*office{o.scanning(meet.scan)}
				workers[1] = workers[0]
				if processes == 2 {
					workers[1] = o.scanning(meet.scan)
				}
				var all sync.WaitGroup
				var reports [2]Report
				for side, a := range both {
					all.Go(func() {
						defer meet.end(side)
						var err error
						if reports[side], err = workers[side].mailbox(a).Sweep(context.WithValue(t.Context(), sideKey{}, side)); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				total := Report{Rows: slices.Concat(reports[0].Rows, reports[1].Rows)}.Total()
				o.want(total, "seen 26 "+fmt.Sprintf(everyOutcome, 13, 2))
				o.oneTipEach(t, server)
				o.want(o.sweep(both[:]...), "")
			})
		})
	}
}

// What is sent to two teams, or to a team and the standing round, is the tip of
// whose account was swept first. The others have a row that says so, and can neither
// find nor open it; of what was sent to them alone it is the other way round.
func TestTheSameMailForTwoTeamsIsOneTeams(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		standing := o.standing(t)
		first, second, third := account(server), account(server), account(server)
		first.RoundID, first.Team = o.round.ID, "G1"
		second.Name, second.Username, second.RoundID, second.Team = "hall", "hall", o.round.ID, "G2"
		third.Name, third.Username, third.Round = "standing", "standing", standingRound
		for n, user := range []string{"tips", "hall", "standing"} {
			for k := range 3 {
				server.Deliver(user, "INBOX", mail(k))
			}
			server.Deliver(user, "INBOX", mail(100+n))
		}
		server.Deliver("hall", "INBOX", []byte("From: c0@example.org\r\nIn-Reply-To: <0@example.org>\r\n\r\nAnd more.\r\n"))
		r, err := o.mailbox(first, second, third).Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range []string{"seen 4 imported 4", "seen 5 imported 1 joined 1 duplicate 3", "seen 4 imported 1 duplicate 3"} {
			o.want(r.Rows[n], want)
		}
		theirs := map[int64]int64{} // tip → team
		for _, row := range o.ledger("office", "hall", "standing") {
			tip := o.tip(t, row.TipID)
			theirs[tip.ID] = tip.TeamID
			holder := o.round
			if tip.RoundID == standing.ID {
				holder = standing
			}
			if row.Outcome == models.LedgerTip && !strings.Contains(string(o.opened(t, tip.ID, models.EnvelopeText, holder.Content)), "road money") {
				t.Errorf("tip %d does not say what was written", tip.ID)
			}
		}
		if len(theirs) != 6 {
			t.Errorf("tips %v", theirs)
		}
		o.readBy(t, o.round, o.round.Teams[0].ID, 4, theirs)
		o.readBy(t, o.round, o.round.Teams[1].ID, 1, theirs)
		o.readBy(t, standing, o.teamsOf(t, standing)[0].ID, 1, theirs)
		o.unopened(t, standing.Content, o.round.ID)
		o.unopened(t, o.round.Content, standing.ID)
		o.sound(t)
	})
}

func (o *office) teamsOf(t *testing.T, r storetest.Round) (teams []models.Team) {
	t.Helper()
	if err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		teams, err = tx.Teams(r.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return teams
}

// readBy holds that a member of one team alone finds so many tips, and can open
// those and no others.
func (o *office) readBy(t *testing.T, r storetest.Round, team int64, tips int, theirs map[int64]int64) {
	t.Helper()
	scope := models.Scope{StaffID: 7, Teams: []int64{team}}
	if err := o.store.Read(t.Context(), func(tx *store.Tx) error {
		queue, err := tx.Queue(scope, store.QueueFilter{RoundID: r.ID})
		if int(queue.Total) != tips {
			t.Errorf("team %d finds %d tips, want %d", team, queue.Total, tips)
		}
		for id, of := range theirs {
			if _, err := tx.Tip(scope, id); (err == nil) != (of == team) {
				t.Errorf("team %d and tip %d of team %d: %v", team, id, of, err)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// unopened holds that a key opens nothing of a round's tips.
func (o *office) unopened(t *testing.T, key open.Identity, round int64) {
	t.Helper()
	for _, row := range o.ledger("office", "hall", "standing") {
		if o.tip(t, row.TipID).RoundID != round {
			continue
		}
		for _, e := range o.envelopes(t, row.TipID) {
			if _, err := open.BundledBytes(o.sealed(t, e), e.BundleSecret(), key); err == nil {
				t.Errorf("another round's key opens the %s of tip %d", e.Kind, row.TipID)
			}
		}
	}
}
