package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// proposePage asks for the outcome of a tip: first which, then what it needs.
type proposePage struct {
	Page
	Tip      *tipView
	Form     form.Form
	Rule     models.Disposition
	Codes    []codeChoice
	Bodies   []web.Choice
	Bases    []web.Choice
	Classes  []web.Choice
	Sources  []web.Choice
	Units    []web.Choice
	Passages map[string]string // by field: what an outward text shares with the tip
}

// codeChoice is one disposition to pick.
type codeChoice struct {
	models.Disposition
	Suggested bool
	Roles     [][]models.Role
	URL       string
}

func (b *Backoffice) proposeForm(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	return b.showPropose(v, id, models.Code(v.Query("code")), nil, nil, nil)
}

func (b *Backoffice) showPropose(
	v *visit, id int64, code models.Code, f form.Values, passages map[string]string, fault error,
) error {
	t, err := b.readTip(v, id)
	if err != nil {
		return err
	}
	if !t.Can.Propose {
		return models.Fail(models.KindConflict, "backoffice.error.propose")
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	page := proposePage{Tip: t, Passages: passages}
	if page.Page, err = b.page(v, "backoffice.propose.title", "number", t.Number); err != nil {
		return err
	}
	if page.Rule, err = models.FindDisposition(code); err != nil {
		if page.Codes, err = b.codes(v, t); err != nil {
			return err
		}
		return b.site.Render(v.Ctx, status, "outcome", page)
	}
	if f == nil {
		f = form.Values{"source": {"tip"}, "unit": {decimal(t.UnitID)}, "items": {"1"}, "persons": {"1"}, "original": {v.Query("original")}}
	}
	page.Form = form.New(f, fault)
	page.Bodies, page.Bases, page.Classes, page.Sources, page.Units = bodies(), bases(), classes(), sources(), t.names.unitChoices()
	return b.site.Render(v.Ctx, status, "propose", page)
}

// codes are the dispositions that fit the tip's state, the one that screening
// proposed marked.
func (b *Backoffice) codes(v *visit, t *tipView) ([]codeChoice, error) {
	var hint models.Code
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		log, err := tx.AuditOf(t.ID)
		hint = suggested(log)
		return err
	})
	var out []codeChoice
	for _, d := range models.Dispositions() {
		if t.State == models.StateDuplicate && !d.Duplicate {
			continue
		}
		out = append(out, codeChoice{
			Disposition: d, Suggested: d.Code == hint, Roles: d.Approvers, URL: "/tips/" + decimal(t.ID) + "/propose?code=" + string(d.Code),
		})
	}
	return out, err
}

// propose checks and seals what was written and puts it before those who
// approve. A review that is left to begin begins with it.
func (b *Backoffice) propose(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	f, err := b.site.ReadForm(v.Ctx)
	code := models.Code(f.Get("code"))
	if err != nil {
		return err
	}
	d := draft{code: code, by: v.me.ID, Values: f}
	err = d.check()
	if err == nil {
		err = b.compare(v, id, &d)
	}
	if err == nil {
		err = b.store.Write(v.UserContext(), func(tx *store.Tx) error { return d.store(tx, v.me, id) })
	}
	if models.KindOf(err) == models.KindInvalid {
		return b.showPropose(v, id, code, f, d.passages, err)
	}
	if err != nil {
		return err
	}
	return v.to(b.still(v, id, f.Get("back")), "proposed")
}

// compare refuses an outward text that repeats the reporter's words (DOMAIN
// rule 3). The passage is shown at its field and is in no error.
func (b *Backoffice) compare(v *visit, id int64, d *draft) error {
	if len(d.outward()) == 0 {
		return nil
	}
	t, err := b.openTip(v, id)
	if err != nil {
		return err
	}
	if t.Locked {
		return models.Fail(models.KindForbidden, "error.no_key")
	}
	var faults models.FieldErrors
	d.passages = map[string]string{}
	for _, field := range d.outward() {
		if passage := models.Overlap(d.Get(field), t.words()); passage != "" {
			d.passages[field] = passage
			faults.Addf(field, "backoffice.error.overlap", map[string]any{"n": models.OverlapLimit})
		}
	}
	return faults.Err()
}

func bodies() []web.Choice {
	var out []web.Choice
	for _, id := range models.Bodies() {
		out = append(out, web.Choice{Value: string(id), Key: id.Key()})
	}
	return out
}

// basisCodes are the rules that a decision may rest on. A basis is a code,
// because it stands in clear.
func basisCodes() []string {
	return []string{"inspection_rules", "petition_22", "petition_23", "petition_25", "accusation_rules", "office_rules"}
}

func bases() []web.Choice   { return keyed("backoffice.basis.", basisCodes()) }
func classes() []web.Choice { return keyed("class.", models.Classes()) }
func sources() []web.Choice { return keyed("finding_source.", models.FindingSources()) }

func keyed(prefix string, values []string) []web.Choice {
	var out []web.Choice
	for _, value := range values {
		out = append(out, web.Choice{Value: value, Key: prefix + value})
	}
	return out
}

func listed(values []string, value string) bool { return slices.Contains(values, value) }
