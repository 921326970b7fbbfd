package portal

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/web"
)

// statusPage tells a reporter where the report stands, in plain words. It names
// no member of staff, no internal step and no register number.
type statusPage struct {
	web.Page
	Told   string // message key
	Body   string // message key of the body to turn to
	Done   bool
	Steps  []statusStep
	Parcel string
}

// statusStep is a step that concerns the reporter.
type statusStep struct {
	Key  string
	Date time.Time
}

func (p *Portal) showStatus(c *fiber.Ctx, r receipt.Receipt, found record) error {
	parcel, err := p.parcels.seal(receiptParcel, slip{r.Text()})
	if err != nil {
		return err
	}
	page := newStatusPage(p.site.Page(c, "portal.status.title"), found)
	page.Parcel = parcel
	return p.site.Render(c, fiber.StatusOK, "status", page)
}

func newStatusPage(page web.Page, found record) statusPage {
	s := statusPage{Page: page, Told: found.tip.State.ToldKey(), Body: "portal.status.body", Done: found.tip.State.Done(), Steps: steps(found)}
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
