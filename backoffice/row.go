package backoffice

import (
	"time"

	"heed/models"
	"heed/web"
)

// row is one tip as the queue shows it: clear facts only.
type row struct {
	models.Tip
	URL       string
	Unit      string
	Assignee  string
	Here      bool
	Countable bool // can be registered together with others
}

// rowWriter writes the rows of a page. They are most of the page, so no template
// does.
type rowWriter struct {
	web.Page
	*web.Markup
	zone *time.Location
	bulk bool // with a box to tick
}

func (w rowWriter) row(r row) {
	w.Raw(`
  <li class="tiprow`)
	w.RawIf(r.Overdue, " late")
	w.RawIf(r.Here, " here")
	w.Raw(`">`)
	if w.bulk {
		w.pick(r)
	}
	w.Raw(`
    <a class="item" href="`)
	w.Link(r.URL)
	w.RawIf(r.Here, `" aria-current="true`)
	w.Raw(`">`)
	w.facts(r)
	w.state(r)
	w.Raw(`
    </a>
  </li>`)
}

func (w rowWriter) pick(r row) {
	w.Raw(`<span class="pick">`)
	if r.Countable {
		w.Raw(`<input type="checkbox" form="bulk" name="id" value="`)
		w.Text(decimal(r.ID))
		w.Raw(`" aria-label="`)
		w.Text(w.T("backoffice.queue.select", "number", r.Number))
		w.Raw(`">`)
	}
	w.Raw(`</span>`)
}

// facts are what came in.
func (w rowWriter) facts(r row) {
	w.Raw(`
      <span class="c-no">`)
	w.Text(r.Number)
	w.Raw(`</span>
      <span class="c-unit">`)
	w.unit(r)
	w.Raw(`</span>
      <span class="c-cat">`)
	w.Text(w.T(r.Category.Key()))
	w.Raw(`</span>
      <span class="c-meta">`)
	if r.Urgent {
		w.Raw(`<b class="late">`)
		w.Text(w.T("backoffice.queue.urgent"))
		w.Raw(`</b> · `)
	}
	if r.Unread > 0 {
		w.Raw(`<b class="new">`)
		w.Text(w.T("backoffice.queue.new", "n", r.Unread))
		w.Raw(`</b> · `)
	}
	w.Text(w.T(r.Channel.Key()))
	w.Raw(` · `)
	w.Text(w.Day(r.ReceivedAt.In(w.zone)))
	if r.Files != 0 {
		w.Raw(` · `)
		w.Text(w.T("backoffice.queue.files", "n", r.Files))
	}
	w.Raw(`</span>`)
}

func (w rowWriter) unit(r row) {
	if r.Unit != "" {
		w.Text(r.Unit)
		return
	}
	w.Raw(`<i>`)
	w.Text(w.T("backoffice.queue.no_unit"))
	w.Raw(`</i>`)
}

// state is where it stands, until when, and with whom.
func (w rowWriter) state(r row) {
	w.Raw(`
      <span class="c-state"><span class="chip `)
	w.Text(tone(r.Tip))
	w.Raw(`">`)
	w.Text(w.T(r.State.Key()))
	w.Raw(`</span></span>
      <span class="c-due">`)
	w.due(r)
	w.Raw(`</span>
      <span class="c-who">`)
	w.Text(r.Assignee)
	w.Raw(`</span>`)
}

func (w rowWriter) due(r row) {
	switch {
	case r.DueOn == "" && r.Code != "":
		w.Text(w.T(r.Code.Key()))
	case r.DueOn != "":
		if r.Overdue {
			w.Raw(`<b class="late">`)
			w.Text(w.T("backoffice.queue.overdue"))
			w.Raw(`</b> `)
		}
		w.Raw(`<time datetime="`)
		w.Text(r.DueOn)
		w.Raw(`">`)
		w.Text(w.Day(dueTime(r.DueOn).In(w.zone)))
		w.Raw(`</time>`)
	}
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
