package backoffice

import (
	"slices"
	"time"

	"heed/models"
	"heed/models/store"
)

// queuePage is the queue, and at its right the tip that was picked.
type queuePage struct {
	Page
	Round   models.Round
	Rounds  []facet
	Rows    []row
	Total   int64
	Groups  []facetGroup
	Picked  []facet // filters in force; each link takes its filter away
	First   string
	Prev    string
	Next    string
	Back    string // this page without a tip
	Bulk    bool   // some rows can be registered together
	Overdue facet
	Mine    facet
	Tip     *tipView
}

// row is one tip as the queue shows it: clear facts only.
type row struct {
	models.Tip
	URL       string
	Unit      string
	Assignee  string
	Due       time.Time
	Tone      string
	Here      bool
	Countable bool // can be registered together with others
}

// queue lists the round's tips within the member's scope.
func (b *Backoffice) queue(v *visit) error {
	if _, err := b.store.MarkOverdue(v.UserContext()); err != nil {
		return err
	}
	page, err := b.queuePage(v)
	if err != nil {
		return err
	}
	if id := v.query("tip"); id != 0 {
		if page.Tip, err = b.openTip(v, id); err != nil {
			return err
		}
		page.Tip.Back = v.OriginalURL()
		page.Title = page.Tip.Number
	}
	return b.site.Render(v.Ctx, 200, "queue", page)
}

func (b *Backoffice) queuePage(v *visit) (queuePage, error) {
	var q queuePage
	var err error
	if q.Page, err = b.page(v, "backoffice.queue.title"); err != nil {
		return q, err
	}
	q.Back = withQuery(withQuery(v.OriginalURL(), "tip", ""), "done", "")
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rounds, err := visibleRounds(tx, v.me)
		if err != nil || len(rounds) == 0 {
			return err
		}
		q.Round = pickRound(tx, rounds, v.query("round"))
		found, err := tx.Queue(v.me.Scope(), v.filter(q.Round.ID))
		if err != nil {
			return err
		}
		names, err := readNames(tx, q.Round.ID, q.Lang)
		if err != nil {
			return err
		}
		q.Mine.N = found.Facets.Mine
		q.Rounds = roundFacets(q, rounds)
		q.fill(v, found, names)
		return nil
	})
	return q, err
}

// filter reads the queue's filters from the query; a value that is none picks
// nothing out.
func (v *visit) filter(roundID int64) store.QueueFilter {
	f := store.QueueFilter{
		RoundID: roundID, UnitID: v.query("unit"), Overdue: v.Query("overdue") == "1",
		After: v.Query("after"), Before: v.Query("before"), Limit: 50,
	}
	if s := models.TipState(v.Query("state")); s.Valid() {
		f.State = s
	}
	if c := models.Channel(v.Query("channel")); c.Valid() {
		f.Channel = c
	}
	if c := models.Category(v.Query("category")); c.Valid() {
		f.Category = c
	}
	if v.Query("mine") == "1" {
		f.AssigneeID = v.me.ID
	}
	return f
}

// visibleRounds are the rounds in which the member reads tips, newest first.
func visibleRounds(tx *store.Tx, me models.Member) ([]models.Round, error) {
	rounds, err := tx.Rounds()
	if err != nil {
		return nil, err
	}
	scope := me.Scope()
	if scope.All {
		return rounds, nil
	}
	of, err := tx.TeamRounds()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rounds, func(r models.Round) bool {
		return !slices.ContainsFunc(scope.Teams, func(team int64) bool { return of[team] == r.ID })
	}), nil
}

// pickRound is the round that was asked for, else the one that takes tips now,
// else the newest.
func pickRound(tx *store.Tx, rounds []models.Round, id int64) models.Round {
	if id == 0 {
		if open, err := tx.OpenRound(); err == nil {
			id = open.ID
		}
	}
	for _, r := range rounds {
		if r.ID == id {
			return r
		}
	}
	return rounds[0]
}

func (q *queuePage) fill(v *visit, found store.QueuePage, n names) {
	base := q.Back
	for _, t := range found.Tips {
		r := row{Tip: t, URL: withQuery(base, "tip", decimal(t.ID)), Unit: n.unit(t.UnitID), Assignee: n.staff[t.AssigneeID], Tone: tone(t)}
		r.Due = dueTime(t.DueOn)
		r.Here = v.query("tip") == t.ID
		r.Countable = t.State.Can(models.EventRegister) && models.MayTake(models.EventRegister, v.me.RolesFor(t.TeamID))
		q.Bulk = q.Bulk || r.Countable
		q.Rows = append(q.Rows, r)
	}
	q.Total = found.Total
	first := withQuery(withQuery(base, "after", ""), "before", "")
	if v.Query("after") != "" || v.Query("before") != "" {
		q.First = first
	}
	if found.Next != "" {
		q.Next = withQuery(first, "after", found.Next)
	}
	if found.Prev != "" {
		q.Prev = withQuery(first, "before", found.Prev)
	}
	q.facets(v, found.Facets, n, first)
}

// tone is the colour of a tip's state: done, waiting for others, or open.
func tone(t models.Tip) string {
	switch t.State {
	case models.StateClosed, models.StateFedBack, models.StateArchived, models.StateApproved:
		return "done"
	case models.StateAwaitingReporter, models.StateDecisionProposed:
		return "wait"
	case models.StateReceived, models.StateQuarantined, models.StateReopened:
		return "open"
	default:
		return "neutral"
	}
}

// dueTime is an instant of a due date, noon in Shanghai, to write the day by.
func dueTime(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return t.Add(4 * time.Hour)
}
