package portal

import (
	"heed/models"
	"heed/web"
)

// What a sender says the report is about. Only conduct is for an inspection
// team (DOMAIN, the scope test); a claim of one's own has other bodies.
const (
	aboutConduct = "conduct"
	aboutClaim   = "claim"
	aboutBoth    = "both"
)

func abouts() []web.Choice {
	var all []web.Choice
	for _, about := range []string{aboutConduct, aboutBoth, aboutClaim} {
		key := "portal.report.about_" + about
		all = append(all, web.Choice{Value: about, Key: key, Hint: key + "_hint"})
	}
	return all
}

// about refuses a claim of the sender's own: it enters only when the sender says
// that it is about somebody's conduct as well.
func (e *entry) about(faults *models.FieldErrors) {
	switch e.Get("about") {
	case aboutConduct, aboutBoth:
	case aboutClaim:
		faults.Add("about", "portal.error.about_claim")
	default:
		faults.Add("about", "portal.error.about")
	}
}
