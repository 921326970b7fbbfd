package backoffice

import (
	"context"
	"crypto/rand"
	"encoding/json"

	"heed/models"
	"heed/models/quote"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// tipPage is a tip by itself.
type tipPage struct {
	Page
	Tip *tipView
}

// tipView is an opened tip.
type tipView struct {
	models.Tip
	CSRF      string
	Back      string // where a step returns to
	RoundName string
	UnitName  string
	TeamName  string
	Assignee  string
	Tone      string
	Locked    bool // the member was granted no key that opens it
	Text      models.TextEnvelope
	Files     []attached
	Opaque    bool
	Reasons   []string // message keys of what the mail parser noticed
	Trail     []trailRow
	Decisions []decisionView
	Recused   []string
	Thread    thread
	Alike     alike
	Can       steps
	People    []web.Choice
	Teams     []web.Choice

	listed    bool // an attachment was listed
	envelopes []models.Envelope
	names     names
}

// Said is the reporter's text; of a mail, what it quotes stands apart.
func (t *tipView) Said() []quote.Part { return saidIn(t.Text.Text, t.Channel == models.ChannelMail) }

func saidIn(text string, mail bool) []quote.Part {
	if !mail {
		return []quote.Part{{Text: text}}
	}
	return quote.Split(text)
}

func (b *Backoffice) tip(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	return b.showTip(v, id, nil, nil)
}

// showTip shows a tip by itself; f and fault are a message to its reporter that
// was refused.
func (b *Backoffice) showTip(v *visit, id int64, f form.Values, fault error) error {
	t, err := b.readTip(v, id)
	if err != nil {
		return err
	}
	if err := b.readAlike(v, t); err != nil {
		return err
	}
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
		t.Thread.Form, t.Thread.Once = form.New(f, fault), f.Get("once")
	}
	page := tipPage{Tip: t}
	if page.Page, err = b.page(v, "backoffice.tip.title", "number", t.Number); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "tip", page)
}

// openTip notes in the audit log that the member reads the tip, and only then
// unseals what the reporter wrote, in memory.
func (b *Backoffice) openTip(v *visit, id int64) (*tipView, error) {
	t := &tipView{CSRF: b.site.Page(v.Ctx, "backoffice.tip.title").CSRF, Back: "/tips/" + decimal(id), Thread: thread{Once: rand.Text()}}
	err := b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		if err := t.read(tx, v, id); err != nil {
			return err
		}
		tx.NoteRead(id, v.me.ID)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return t, b.unseal(v, t)
}

// read loads a tip of the member's scope with all that is known in clear.
func (t *tipView) read(tx *store.Tx, v *visit, id int64) error {
	var err error
	if t.Tip, err = tx.Tip(v.me.Scope(), id); err != nil {
		return err
	}
	round, err := tx.Round(t.RoundID)
	if err != nil {
		return err
	}
	if t.names, err = readNames(tx, t.RoundID, v.lang); err != nil {
		return err
	}
	t.RoundName = named(t.names.lang, round.Name, round.NameEn)
	t.UnitName, t.TeamName, t.Assignee = t.names.unit(t.UnitID), t.names.team(t.TeamID), t.names.staff[t.AssigneeID]
	t.Tone = tone(t.Tip)
	if t.envelopes, err = tx.Envelopes(id); err != nil {
		return err
	}
	log, err := tx.AuditOf(id)
	if err != nil {
		return err
	}
	t.Trail = trail(log, t.names)
	if err := t.readPeople(tx); err != nil {
		return err
	}
	if err := t.readThread(tx, v.me); err != nil {
		return err
	}
	if t.Decisions, err = readDecisions(tx, v.me.Scope(), id, t.names); err != nil {
		return err
	}
	t.Can, err = readSteps(tx, v.me, t.Tip)
	return err
}

// readPeople lists who may be given the tip, less who is recused from it.
func (t *tipView) readPeople(tx *store.Tx) error {
	recusals, err := tx.RecusalsOfTip(t.Tip)
	if err != nil {
		return err
	}
	out := map[string]bool{}
	for _, r := range recusals {
		out[decimal(r.StaffID)] = true
		t.Recused = append(t.Recused, t.names.staff[r.StaffID])
	}
	for _, c := range t.names.handlerChoices() {
		if !out[c.Value] {
			t.People = append(t.People, c)
		}
	}
	t.Teams = t.names.teamChoices()
	return nil
}

// unseal opens the reporter's text and what staff wrote of it.
func (b *Backoffice) unseal(v *visit, t *tipView) error {
	_, t.Opaque = t.find(models.EnvelopeOpaque, 0)
	if err := b.unsealText(v, t); err != nil || t.Locked {
		return err
	}
	for _, f := range t.Text.Files {
		t.Files = append(t.Files, t.attach(f))
	}
	for i := range t.Decisions {
		if err := b.openDecision(v, &t.Decisions[i]); err != nil {
			return err
		}
	}
	return b.unsealThread(v, t)
}

// unsealText opens the reporter's text. Without a grant the tip shows as locked.
func (b *Backoffice) unsealText(v *visit, t *tipView) error {
	e, ok := t.find(models.EnvelopeText, 0)
	if !ok {
		return nil
	}
	err := b.openJSON(v, e, &t.Text)
	if models.KindOf(err) == models.KindForbidden {
		t.Locked = true
		return nil
	}
	t.Reasons = reasonKeys(t.Text.Reasons)
	return err
}

// openJSON opens a sealed part with the member's grant of its key.
func (b *Backoffice) openJSON(v *visit, e models.Envelope, into any) error {
	key, err := b.keys.ContentKey(v.UserContext(), v.me, v.id, e.KeyID)
	if err != nil {
		return err
	}
	plain, err := b.openEnvelope(v.UserContext(), e, key)
	if err != nil {
		return err
	}
	return internal(json.Unmarshal(plain, into))
}

func (b *Backoffice) openEnvelope(ctx context.Context, e models.Envelope, key open.Identity) ([]byte, error) {
	sealed, err := b.sealed(ctx, e)
	if err != nil {
		return nil, err
	}
	defer func() { _ = sealed.Close() }()
	return readAll(sealed, e.BundleSecret(), key)
}
