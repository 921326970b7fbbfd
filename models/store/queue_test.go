package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

// manyTips fills an office with tips of every kind, some late, in both teams.
// The seed is fixed, so that a failure comes again.
func manyTips(t *testing.T, o *office, n int) []models.Tip {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	states := []models.TipState{models.StateReceived, models.StateRegistered, models.StateReviewing, models.StateClosed}
	in := make([]store.NewTip, n)
	for i := range in {
		in[i] = o.newTip()
		tip := &in[i].Tip
		tip.TeamID = o.round.Teams[dice.IntN(2)].ID
		tip.UnitID = []int64{0, o.round.Units[0].ID, o.round.Units[1].ID}[dice.IntN(3)]
		tip.Channel = []models.Channel{models.ChannelWeb, models.ChannelPhone}[dice.IntN(2)]
		tip.Category = []models.Category{models.CategoryGifts, models.CategoryAbuse}[dice.IntN(2)]
	}
	o.do(t, func(tx *store.Tx) error {
		tips, err := tx.InsertTips(in)
		if err != nil {
			return err
		}
		for _, tip := range tips {
			for _, event := range wayTo(states[dice.IntN(len(states))]) {
				if _, err := tx.MoveTip(tip.ID, event, o.step()); err != nil {
					return err
				}
			}
			if dice.IntN(4) == 0 {
				if _, err := tx.AddMessage(o.message(tip.ID, models.MessageFact)); err != nil {
					return err
				}
			}
			if dice.IntN(3) == 0 {
				claim := store.Step{Action: "tip.claim", Change: func(t *models.Tip) { t.AssigneeID = o.who["member"].ID }}
				if _, err := tx.ChangeTip(tip.ID, claim); err != nil {
					return err
				}
			}
		}
		return nil
	})
	o.clock.Add(3 * 24 * time.Hour) // those that were not registered are late
	if _, err := o.MarkOverdue(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out []models.Tip
	for id := int64(1); id <= int64(n); id++ {
		out = append(out, o.reload(t, id))
	}
	return out
}

// filters are all combinations of the filters' values and of none.
func filters(o *office) (out []store.QueueFilter) {
	for _, state := range []models.TipState{"", models.StateReceived, models.StateReviewing, models.StateArchived} {
		for _, unit := range []int64{0, o.round.Units[0].ID} {
			for _, channel := range []models.Channel{"", models.ChannelPhone} {
				for _, category := range []models.Category{"", models.CategoryAbuse} {
					for _, late := range []bool{false, true} {
						for _, assignee := range []int64{0, o.who["member"].ID} {
							for _, unread := range []bool{false, true} {
								out = append(out, store.QueueFilter{
									RoundID: o.round.ID, State: state, UnitID: unit, Channel: channel, Category: category, Overdue: late,
									AssigneeID: assignee, Unread: unread,
								})
							}
						}
					}
				}
			}
		}
	}
	return out
}

func match(f store.QueueFilter, tip models.Tip) bool {
	return (f.State == "" || f.State == tip.State) && (f.UnitID == 0 || f.UnitID == tip.UnitID) &&
		(f.Channel == "" || f.Channel == tip.Channel) && (f.Category == "" || f.Category == tip.Category) &&
		(!f.Overdue || tip.Overdue) && (f.AssigneeID == 0 || f.AssigneeID == tip.AssigneeID) && (!f.Unread || tip.Unread > 0)
}

// wantFacets counts by going through the tips: each facet with its own filter
// left out, none by assignee.
func wantFacets(f store.QueueFilter, tips []models.Tip) store.Facets {
	out := store.Facets{
		State: map[models.TipState]int64{}, Unit: map[int64]int64{},
		Channel: map[models.Channel]int64{}, Category: map[models.Category]int64{},
	}
	without := func(drop func(*store.QueueFilter)) store.QueueFilter {
		g := f
		drop(&g)
		return g
	}
	unread := without(func(g *store.QueueFilter) { g.Unread = true })
	f.AssigneeID = 0
	for _, tip := range tips {
		if match(unread, tip) {
			out.Unread++
		}
		if match(without(func(g *store.QueueFilter) { g.State = "" }), tip) {
			out.State[tip.State]++
		}
		if match(without(func(g *store.QueueFilter) { g.UnitID = 0 }), tip) {
			out.Unit[tip.UnitID]++
		}
		if match(without(func(g *store.QueueFilter) { g.Channel = "" }), tip) {
			out.Channel[tip.Channel]++
		}
		if match(without(func(g *store.QueueFilter) { g.Category = "" }), tip) {
			out.Category[tip.Category]++
		}
		if match(without(func(g *store.QueueFilter) { g.Overdue = true }), tip) {
			out.Overdue++
		}
	}
	return out
}

// TestQueueAgainstGoingThroughAll compares pages, totals and facets of every
// filter with a look at every tip, for a reader of all, of one team, and for
// one who is recused from a unit and from single tips.
func TestQueueAgainstGoingThroughAll(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tips := manyTips(t, o, 90)
		recused := o.who["member2"]
		o.do(t, func(tx *store.Tx) error {
			for _, r := range []models.Recusal{{UnitID: o.round.Units[1].ID}, {TipID: 3}, {TipID: 4}, {TipID: 5}} {
				r.StaffID = recused.ID
				if err := tx.Recuse(r, o.who["director"].ID); err != nil {
					return err
				}
			}
			return nil
		})
		for name, c := range map[string]struct {
			scope models.Scope
			sees  func(models.Tip) bool
		}{
			"all":      {o.who["clerk"].Scope(), func(models.Tip) bool { return true }},
			"one team": {o.who["member"].Scope(), func(t models.Tip) bool { return t.TeamID == o.round.Teams[0].ID }},
			"recused": {recused.Scope(), func(t models.Tip) bool {
				return t.TeamID == o.round.Teams[0].ID && t.UnitID != o.round.Units[1].ID && (t.ID < 3 || t.ID > 5)
			}},
			"recused, of all": {models.Scope{StaffID: recused.ID, All: true}, func(t models.Tip) bool {
				return t.UnitID != o.round.Units[1].ID && (t.ID < 3 || t.ID > 5)
			}},
			"nobody": {o.who["leader"].Scope(), func(models.Tip) bool { return false }},
		} {
			seen := slices.DeleteFunc(slices.Clone(tips), func(t models.Tip) bool { return !c.sees(t) })
			for _, f := range filters(o) {
				compareQueue(t, o, fmt.Sprintf("%s %+v", name, f), c.scope, f, seen)
			}
		}
	})
}

func compareQueue(t *testing.T, o *office, what string, scope models.Scope, f store.QueueFilter, seen []models.Tip) {
	t.Helper()
	var want []int64
	for _, tip := range seen {
		if match(f, tip) {
			want = append(want, tip.ID)
		}
	}
	slices.Reverse(want)
	o.look(t, func(tx *store.Tx) error {
		f.Limit = 200
		page, err := tx.Queue(scope, f)
		if got := idsOf(page.Tips); !slices.Equal(got, want) || page.Total != int64(len(want)) {
			t.Errorf("%s: %v, total %d; want %v", what, got, page.Total, want)
		}
		if wanted := wantFacets(f, seen); !sameFacets(page.Facets, wanted) {
			t.Errorf("%s: facets %+v, want %+v", what, page.Facets, wanted)
		}
		if page.Next != "" || page.Prev != "" {
			t.Errorf("%s: cursors %q and %q on the only page", what, page.Next, page.Prev)
		}
		return err
	})
}

func sameFacets(a, b store.Facets) bool {
	return maps.Equal(a.State, b.State) && maps.Equal(a.Unit, b.Unit) && maps.Equal(a.Channel, b.Channel) &&
		maps.Equal(a.Category, b.Category) && a.Overdue == b.Overdue && a.Unread == b.Unread
}

func idsOf(tips []models.Tip) (out []int64) {
	for _, tip := range tips {
		out = append(out, tip.ID)
	}
	return out
}

// TestPagesForthAndBack walks all pages by Next and back by Prev, for page sizes
// that do and do not divide the rows.
func TestPagesForthAndBack(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tips := manyTips(t, o, 40)
		for _, f := range []store.QueueFilter{{}, {Channel: models.ChannelPhone}, {Overdue: true}, {Unread: true}, {State: models.StateArchived}} {
			for _, limit := range []int{1, 5, 7, 40} {
				f.RoundID, f.Limit = o.round.ID, limit
				var want []int64
				for _, tip := range tips {
					if match(f, tip) {
						want = append(want, tip.ID)
					}
				}
				slices.Reverse(want)
				walk(t, o, f, slices.Collect(slices.Chunk(want, limit)))
			}
		}
	})
}

func walk(t *testing.T, o *office, f store.QueueFilter, want [][]int64) {
	t.Helper()
	page := queue(t, o, f)
	for i := range want {
		if got := idsOf(page.Tips); !slices.Equal(got, want[i]) || (page.Prev == "") != (i == 0) || (page.Next == "") != (i == len(want)-1) {
			t.Fatalf("%+v, page %d: %v (%q, %q), want %v", f, i, got, page.Prev, page.Next, want[i])
		}
		f.After = page.Next
		if page.Next != "" {
			page = queue(t, o, f)
		}
	}
	f.After = ""
	for i := len(want) - 2; i >= 0; i-- {
		f.Before = page.Prev
		page = queue(t, o, f)
		if got := idsOf(page.Tips); !slices.Equal(got, want[i]) || (page.Prev == "") != (i == 0) || page.Next == "" {
			t.Fatalf("%+v, back on page %d: %v (%q, %q), want %v", f, i, got, page.Prev, page.Next, want[i])
		}
	}
}

// TestRowsAreTheTips holds what a list shows of a tip against the tip.
func TestRowsAreTheTips(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		manyTips(t, o, 30)
		rows := queue(t, o, store.QueueFilter{RoundID: o.round.ID}).Tips
		if len(rows) != 30 {
			t.Fatalf("%d rows", len(rows))
		}
		for _, got := range rows {
			want := o.reload(t, got.ID)
			if !got.ReceivedAt.Equal(want.ReceivedAt) {
				t.Errorf("%d was received %v, not %v", got.ID, got.ReceivedAt, want.ReceivedAt)
			}
			got.ReceivedAt = want.ReceivedAt
			want.ChangedAt, want.Clock, want.TriageDue, want.Named = got.ChangedAt, "", "", false
			want.Bytes, want.Lang, want.Reason, want.Body = 0, "", "", ""
			if got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
	})
}

func queue(t *testing.T, o *office, f store.QueueFilter) (page store.QueuePage) {
	t.Helper()
	o.look(t, func(tx *store.Tx) (err error) {
		page, err = tx.Queue(models.Scope{All: true}, f)
		return err
	})
	return page
}

func TestACursorThatIsNoneShowsTheFirstPage(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for range 3 {
			o.tip(t)
		}
		for _, f := range []store.QueueFilter{{Before: "x"}, {After: "x"}, {Before: "1 OR 1=1"}, {Limit: -1}} {
			f.RoundID, f.Limit = o.round.ID, max(f.Limit, 2)
			if got := idsOf(queue(t, o, f).Tips); !slices.Equal(got, []int64{3, 2}) {
				t.Errorf("%+v: %v", f, got)
			}
		}
		for limit, want := range map[int]int{0: 3, -1: 3, 1000: 3, 2: 2} {
			if got := len(queue(t, o, store.QueueFilter{RoundID: o.round.ID, Limit: limit}).Tips); got != want {
				t.Errorf("limit %s: %d rows", strconv.Itoa(limit), got)
			}
		}
	})
}

func TestTheQueueShowsOneRound(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.tip(t)
		for _, round := range []int64{0, o.round.ID + 1} {
			if page := queue(t, o, store.QueueFilter{RoundID: round}); len(page.Tips) != 0 || page.Total != 0 {
				t.Errorf("round %d: %+v", round, page)
			}
		}
	})
}
