package backoffice

import (
	"context"
	"errors"
	"slices"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// bodyLimit is how large the form of a registration may be, in bytes.
func bodyLimit(l intake.Limits) int64 { return l.AllBytes + 2<<20 }

// newPage is the form for a call, a letter, a box or a visit.
type newPage struct {
	Page
	Form       form.Form
	Channels   []web.Choice
	Rounds     []web.Choice
	Units      []web.Choice
	Categories []web.Choice
	Limits     intake.Limits
}

// newPageDone shows the register number, and once the receipt.
type newPageDone struct {
	Page
	Tip    models.Tip
	Groups []string
	Text   string
}

func (b *Backoffice) newForm(v *visit) error { return b.showNew(v, nil, nil) }

func (b *Backoffice) showNew(v *visit, f form.Values, fault error) error {
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	if f == nil {
		f = form.Values{"received": {b.now().In(b.zone).Format(minuteForm)}, "receipt": {"1"}, "channel": {string(models.ChannelPhone)}}
	}
	page := newPage{Form: form.New(f, fault), Channels: staffChannels(), Categories: categories(), Limits: b.intake.Limits()}
	var err error
	if page.Page, err = b.page(v, "backoffice.new.title"); err != nil {
		return err
	}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rounds, open, err := visibleRounds(tx, v.me)
		if err != nil || len(rounds) == 0 {
			return err
		}
		for _, r := range rounds {
			page.Rounds = append(page.Rounds, web.Choice{Value: decimal(r.ID), Text: named(v.lang, r.Name, r.NameEn)})
		}
		round := pickRound(rounds, open, whole(f.Get("round")))
		if f.Get("round") == "" {
			f.Set("round", decimal(round.ID))
		}
		page.Units, err = unitChoices(tx, rounds, v)
		return err
	})
	if err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "new", page)
}

// unitChoices are the units of all rounds that the member may register to, each
// once.
func unitChoices(tx *store.Tx, rounds []models.Round, v *visit) ([]web.Choice, error) {
	var out []web.Choice
	for _, r := range rounds {
		units, err := tx.RoundUnits(r.ID)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			c := web.Choice{Value: decimal(u.ID), Text: named(v.lang, u.Name, u.NameEn)}
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

const minuteForm = "2006-01-02T15:04"

func staffChannels() []web.Choice {
	var out []web.Choice
	for _, c := range models.StaffChannels() {
		out = append(out, web.Choice{Value: string(c), Key: c.Key()})
	}
	return out
}

func categories() []web.Choice {
	var out []web.Choice
	for _, c := range models.Categories() {
		out = append(out, web.Choice{Value: string(c), Key: c.Key()})
	}
	return out
}

// newTip registers what somebody told by another way than the web, through the
// same door as every tip.
func (b *Backoffice) newTip(v *visit) error {
	var files []intake.Staged
	l := b.intake.Limits()
	f, err := b.site.ReadUpload(v.Ctx, form.Limits{
		Total: bodyLimit(l), Files: l.Files, File: l.FileBytes, Accepted: []string{"files"},
	}, func(f form.Values, one form.File) error {
		staged, err := b.intake.Stage(v.UserContext(), whole(f.Get("round")), one.Name, one.Type, one.Body)
		if err == nil {
			files = append(files, staged)
		}
		return err
	})
	var res intake.Result
	received := err == nil
	if received {
		res, err = b.submit(v, f, files)
	}
	if err != nil {
		if !received || neverStored(err) {
			b.intake.Discard(context.WithoutCancel(v.UserContext()), files)
		}
		if models.KindOf(err) == models.KindInternal {
			return err
		}
		return b.showNew(v, f, err)
	}
	if res.Receipt.IsZero() {
		return v.to("/tips/"+decimal(res.Tip.ID), "filed")
	}
	page := newPageDone{Tip: res.Tip, Text: res.Receipt.Text()}
	groups := res.Receipt.Groups()
	page.Groups = groups[:]
	if page.Page, err = b.page(v, "backoffice.new.done"); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "filed", page)
}

// neverStored says whether a refusal came before the database was asked. Any
// other may be a lost answer to a commit, and the tip names the files: the
// janitor knows.
func neverStored(err error) bool {
	kind := models.KindOf(err)
	return kind == models.KindInvalid || kind == models.KindTooLarge
}

func (b *Backoffice) submit(v *visit, f form.Values, files []intake.Staged) (intake.Result, error) {
	d := intake.Draft{
		Channel: models.Channel(f.Get("channel")), RoundID: whole(f.Get("round")), UnitID: whole(f.Get("unit")), UnitText: f.Get("unit_text"),
		Category: models.Category(f.Get("category")), Text: f.Get("text"), Name: f.Get("name"), Contact: f.Get("contact"),
		Urgent: f.Get("urgent") == "1", Receipt: f.Get("receipt") == "1", Lang: string(v.lang), Files: files, Actor: v.me.ID, Origin: "backoffice",
	}
	var faults models.FieldErrors
	at, err := time.ParseInLocation(minuteForm, f.Get("received"), b.zone)
	if err != nil || at.After(b.now().Add(time.Minute)) {
		faults.Add("received", "backoffice.error.received")
	}
	d.ReceivedAt = at
	if !slices.Contains(models.StaffChannels(), d.Channel) {
		faults.Add("channel", "backoffice.error.pick")
	}
	if err := b.mayRegister(v, d.RoundID); err != nil {
		faults.Add("round", "backoffice.error.pick")
	}
	if len(files) > 0 && len(faults) > 0 {
		faults.Add("files", "backoffice.error.files_again")
	}
	if err := faults.Err(); err != nil {
		return intake.Result{}, err
	}
	res, err := b.intake.Submit(v.UserContext(), d)
	if errors.As(err, &faults) && len(files) > 0 {
		faults.Add("files", "backoffice.error.files_again")
		err = faults
	}
	return res, err
}

// mayRegister wants a round in which the member reads tips.
func (b *Backoffice) mayRegister(v *visit, roundID int64) error {
	return b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rounds, _, err := visibleRounds(tx, v.me)
		if err == nil && !slices.ContainsFunc(rounds, func(r models.Round) bool { return r.ID == roundID }) {
			err = models.Fail(models.KindForbidden, "error.forbidden")
		}
		return err
	})
}
