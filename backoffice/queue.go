package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web"
)

// queuePage is the queue, and at its right the tip that was picked.
type queuePage struct {
	Page
	Round   models.Round
	Rounds  []facet
	Rows    *web.Markup // nil for none
	Filters *web.Markup // all but the rounds
	Total   int64
	Picked  []facet // filters in force; each link takes its filter away
	First   string
	Prev    string
	Next    string
	Back    string // this page without a tip
	Bulk    bool   // some rows can be registered together
	Overdue facet
	Mine    facet
	New     facet
	Tip     *tipView

	LateAsides int64    // mail that was put aside and that nobody has settled in time; LateMax or more is told as that
	LateMail   []string // mailboxes that were not read in time, for those who look after them
}

// queue lists the round's tips within the member's scope.
func (b *Backoffice) queue(v *visit) error {
	page, late, err := b.queuePage(v)
	for late && err == nil {
		if _, err = b.store.MarkOverdue(v.UserContext()); err == nil {
			page, late, err = b.queuePage(v)
		}
	}
	if err != nil {
		return err
	}
	if id := v.query("tip"); id != 0 {
		if err := v.unlock(); err != nil {
			return err
		}
		if page.Tip, err = b.readTip(v, id); err != nil {
			return err
		}
		if err := b.readAlike(v, page.Tip); err != nil {
			return err
		}
		page.Tip.Back = v.OriginalURL()
		page.Title = page.Tip.Number
	}
	return b.site.Render(v.Ctx, 200, "queue", page)
}

// queuePage reads the page in one snapshot; late says that tips are to be
// flagged first, and nothing was read.
func (b *Backoffice) queuePage(v *visit) (q queuePage, late bool, err error) {
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		if late, err = tx.AnyLate(); err != nil || late {
			return err
		}
		if q.Page, err = b.pageIn(tx, v, "backoffice.queue.title"); err != nil {
			return err
		}
		if v.me.HasAny(mailReaders()...) {
			if q.LateMail, err = tx.LateMail(); err != nil {
				return err
			}
		}
		if q.LateAsides, err = tx.LateAsides(v.me.Scope()); err != nil {
			return err
		}
		back := newAddress(v.OriginalURL()).with("tip", "").with("done", "")
		q.Back = back.String()
		rounds, open, err := visibleRounds(tx, v.me)
		if err != nil || len(rounds) == 0 {
			return err
		}
		q.Round = pickRound(rounds, open, v.query("round"))
		q.Rounds = roundFacets(q, rounds)
		found, err := tx.Queue(v.me.Scope(), v.filter(q.Round.ID))
		if err != nil {
			return err
		}
		names, err := readRowNames(tx, q.Round.ID, q.Lang)
		if err != nil {
			return err
		}
		q.fill(v, found, names, back)
		return nil
	})
	return q, late, err
}

// filter reads the queue's filters from the query; a value that is none picks
// nothing out.
func (v *visit) filter(roundID int64) store.QueueFilter {
	f := store.QueueFilter{
		RoundID: roundID, UnitID: v.query("unit"), Overdue: v.Query("overdue") == "1", Unread: v.Query("new") == "1",
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

// visibleRounds are the rounds in which the member reads tips, newest first, and
// the one that takes tips now, whether it is among them or not.
func visibleRounds(tx *store.Tx, me models.Member) (rounds []models.Round, open int64, err error) {
	d, err := tx.Directory()
	if err != nil {
		return nil, 0, err
	}
	open = models.OpenRound(d.Rounds, tx.Now()).ID
	scope := me.Scope()
	for _, r := range d.Rounds {
		reads := func(t models.Team) bool { return slices.Contains(scope.Teams, t.ID) }
		if scope.All || slices.ContainsFunc(d.Teams[r.ID], reads) {
			rounds = append(rounds, r)
		}
	}
	return rounds, open, nil
}

// pickRound is the round that was asked for, else the one that takes tips now,
// else the newest.
func pickRound(rounds []models.Round, open, id int64) models.Round {
	if id == 0 {
		id = open
	}
	for _, r := range rounds {
		if r.ID == id {
			return r
		}
	}
	return rounds[0]
}

func (q *queuePage) fill(v *visit, found store.QueuePage, n names, back address) {
	first := back.with("after", "").with("before", "")
	if v.Query("after") != "" || v.Query("before") != "" {
		q.First = first.String()
	}
	if found.Next != "" {
		q.Next = first.link("after", found.Next)
	}
	if found.Prev != "" {
		q.Prev = first.link("before", found.Prev)
	}
	q.Total = found.Total
	q.facets(v, found.Facets, n, first)
	q.rows(v, found.Tips, n, back)
}

func (q *queuePage) rows(v *visit, tips []models.Tip, n names, back address) {
	picked := v.query("tip")
	rows := make([]row, len(tips))
	for i, t := range tips {
		rows[i] = row{Tip: t, URL: back.link("tip", decimal(t.ID)), Unit: n.unit(t.UnitID), Assignee: n.staff[t.AssigneeID], Here: t.ID == picked}
		rows[i].Countable = t.State.Can(models.EventRegister) && models.MayTake(models.EventRegister, v.me.RolesFor(t.TeamID))
		q.Bulk = q.Bulk || rows[i].Countable
	}
	if len(rows) == 0 {
		return
	}
	q.Rows = &web.Markup{}
	q.Rows.Grow(800 * len(rows))
	w := rowWriter{Page: q.Page.Page, Markup: q.Rows, zone: v.zone, bulk: q.Bulk && picked == 0}
	for _, r := range rows {
		w.row(r)
	}
}
