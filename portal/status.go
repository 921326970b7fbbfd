package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/receipt"
	"heed/web"
	"heed/web/form"
)

// statusPage tells a reporter where the report stands, in plain words, what the
// office asks and says, and takes an answer. It names no member of staff, no
// internal step and no register number.
type statusPage struct {
	web.Page
	Told       string // message key
	Body       string // message key of the body to turn to
	Done       bool
	Asked      bool // a question waits for an answer
	Steps      []statusStep
	Thread     []said
	Withdrawn  bool // the reporter asked for it
	Sent       string
	Form       form.Form
	Kept       []keptFile
	KeptParcel string // the kept files, sealed
	Limits     intake.Limits
	Parcel     string // the receipt, sealed
	Once       string
}

// statusStep is a step that concerns the reporter.
type statusStep struct {
	Key  string
	Date time.Time
}

// talkPath is where the page of a report is sent from and to: in another
// language it is asked for there, with everything typed.
const talkPath = "/status/message"

func (p *Portal) showStatus(c *fiber.Ctx, r receipt.Receipt, found record, f talkForm) error {
	status, title := fiber.StatusOK, "portal.status.title"
	if f.err != nil {
		status, title = p.site.Note(c, f.err), "portal.status.title_fault"
	}
	page := newStatusPage(p.site.PageFor(p.site.LangOf(c), talkPath, c.Query("text") == "large", title), found)
	page.Thread, page.Form, page.Sent, page.Once, page.Kept = p.thread(c, r, found), f.form, f.sent, f.name(), keptFiles(f.kept)
	page.Limits = p.intake.Limits()
	question := false
	for _, one := range page.Thread {
		page.Withdrawn, question = page.Withdrawn || one.Withdraw, question || one.Question
	}
	if page.Asked && !question { // the office waits for more without having put a question here
		page.Asked, page.Told = false, "portal.status.unasked"
	}
	var err error
	if page.Parcel, err = p.parcels.seal(receiptParcel, slip{Receipt: r.Text()}); err != nil {
		return err
	}
	if page.KeptParcel, err = p.keep(f.kept); err != nil {
		return err
	}
	return p.site.Render(c, status, "status", page)
}

func newStatusPage(page web.Page, found record) statusPage {
	s := statusPage{Page: page, Told: found.tip.State.ToldKey(), Body: "portal.status.body", Done: found.tip.State.Done(), Steps: steps(found)}
	s.Asked = found.tip.State == models.StateAwaitingReporter
	if s.Done && found.tip.Code != "" {
		s.Told = found.tip.Code.ToldKey()
	}
	if found.tip.Body != "" {
		s.Body = found.tip.Body.Key()
	}
	return s
}

// steps are the dates that a reporter may know: the report came, it was
// registered, a question was put, it has its outcome, it was taken up again. What
// staff propose to each other is not among them.
func steps(found record) []statusStep {
	all := []statusStep{{"portal.step.received", found.tip.ReceivedAt}}
	for _, a := range found.audit {
		if key := stepKey(models.TipState(a.To)); key != "" && a.From != a.To {
			all = append(all, statusStep{key, a.At})
		}
	}
	return all
}

func stepKey(to models.TipState) string {
	switch to {
	case models.StateRegistered:
		return "portal.step.registered"
	case models.StateAwaitingReporter:
		return "portal.step.asked"
	case models.StateClosed:
		return "portal.step.closed"
	case models.StateReopened:
		return "portal.step.reopened"
	default:
		return ""
	}
}
