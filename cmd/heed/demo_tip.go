package main

import (
	"context"
	"encoding/json"
	"fmt"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal"
	"heed/models/store"
)

// demoTip is one fictional tip and how far the office has got with it.
type demoTip struct {
	ID, Channel, Unit, Category, Text, Name, Contact string
	Urgent                                           bool
	DaysAgo                                          int    `json:"days_ago"`
	Upto                                             string // received, assigned, reviewing, awaiting, proposed, closed, delivered
	Code                                             models.Code
	Body                                             models.BodyID
	Original                                         string
	Question                                         string // to the reporter, who has not answered
	Added                                            string // by the reporter, and not read yet
	Finding                                          *demoFinding
	Clue                                             *demoClue
}

type demoFinding struct{ Title, Class, Facts, Basis, Evidence string }

type demoClue struct {
	Summary        string
	Items, Persons int
}

// loadDemoTips submits the tips through the one door and walks each on.
func (m *machine) loadDemoTips(ctx context.Context, d demoRound, round models.Round, people map[string]models.Member) error {
	desk, err := m.Intake.Desk(ctx, round.ID)
	if err != nil {
		return err
	}
	units := map[string]int64{}
	for i, u := range d.Units {
		units[u.ID] = desk.Units[i].ID
	}
	drafts := make([]intake.Draft, len(d.Tips))
	for i, t := range d.Tips {
		drafts[i] = t.draft(d, round, units, people["clerk"].ID)
	}
	w := demoWalk{people: people, units: units, ids: map[string]int64{}}
	for i, out := range m.Intake.SubmitBatch(ctx, drafts) {
		if out.Err != nil {
			return fmt.Errorf("demo tip %s: %w", d.Tips[i].ID, out.Err)
		}
		w.ids[d.Tips[i].ID] = out.Tip.ID
	}
	return m.Store.Write(ctx, func(tx *store.Tx) error {
		if w.key, err = tx.RoundKey(round.ID, models.KeyContent); err != nil {
			return err
		}
		for _, t := range d.Tips {
			if err := w.walk(tx, t); err != nil {
				return fmt.Errorf("demo tip %s: %w", t.ID, err)
			}
			if err := w.talk(tx, t); err != nil {
				return fmt.Errorf("dialogue of demo tip %s: %w", t.ID, err)
			}
		}
		return nil
	})
}

func (t demoTip) draft(d demoRound, round models.Round, units map[string]int64, clerk int64) intake.Draft {
	out := intake.Draft{
		Channel: models.Channel(t.Channel), RoundID: round.ID, UnitID: units[t.Unit], Category: models.Category(t.Category),
		Text: t.Text, Name: t.Name, Contact: t.Contact, Urgent: t.Urgent, ReceivedAt: d.today.AddDate(0, 0, -t.DaysAgo), Origin: "portal",
	}
	out.Receipt = out.Channel == models.ChannelWeb
	if !out.Receipt {
		out.Actor, out.Origin = clerk, "backoffice"
	}
	return out
}

// demoBasis is the rule that every demo decision rests on, one of the codes of
// the staff site.
const demoBasis = "inspection_rules"

// demoWalk takes tips along the transition table in the names of the demo's
// people, by the very functions that the staff site calls.
type demoWalk struct {
	people map[string]models.Member
	units  map[string]int64
	ids    map[string]int64
	key    models.RoundKey
}

func (w demoWalk) walk(tx *store.Tx, t demoTip) error {
	clerk, member := w.people["clerk"].ID, w.people["member"].ID
	steps := []struct {
		event models.TipEvent
		actor int64
	}{
		{models.EventRegister, clerk}, {models.EventScreen, clerk}, {models.EventAssign, clerk}, {models.EventReview, member},
	}
	many := map[string]int{"received": 0, "assigned": 3, "reviewing": 4, "awaiting": 4, "proposed": 4, "closed": 4, "delivered": 4}
	for _, s := range steps[:many[t.Upto]] {
		step := store.Step{Actor: s.actor, Origin: "backoffice"}
		if s.event == models.EventReview {
			step.Change = func(tip *models.Tip) { tip.AssigneeID = member }
		}
		if _, err := tx.MoveTip(w.ids[t.ID], s.event, step); err != nil {
			return err
		}
	}
	if t.Code == "" {
		return nil
	}
	return w.decide(tx, t)
}

// decide proposes the disposition and, when the tip is further, has it approved
// by the people of its approval steps.
func (w demoWalk) decide(tx *store.Tx, t demoTip) error {
	p, err := w.proposal(t)
	if err != nil {
		return err
	}
	d, err := tx.Propose(p)
	if err != nil || t.Upto == "proposed" {
		return err
	}
	rule, err := models.FindDisposition(t.Code)
	if err != nil {
		return err
	}
	for _, roles := range rule.Approvers {
		if d, err = tx.Approve(d.ID, w.approver(roles)); err != nil {
			return err
		}
	}
	if t.Upto != "delivered" {
		return nil
	}
	for _, event := range []models.HandoffEvent{models.HandoffSeal, models.HandoffDeliver} {
		if _, err := tx.MoveHandoff(d.HandoffID, event, w.people["officer"], store.HandoffText{}); err != nil {
			return err
		}
	}
	return nil
}

func (w demoWalk) approver(roles []models.Role) models.Member {
	for _, login := range []string{"clerk", "head", "deputy", "officer", "leader", "secrecy", "director"} {
		if p := w.people[login]; p.HasAny(roles...) {
			return p
		}
	}
	return models.Member{}
}

func (w demoWalk) proposal(t demoTip) (store.Proposal, error) {
	p := store.Proposal{
		TipID: w.ids[t.ID], Code: t.Code, Body: t.Body, Basis: demoBasis, OriginalID: w.ids[t.Original], KeyID: w.key.ID, By: w.people["member"].ID,
	}
	var err error
	if p.Sealed, err = w.seal(models.DecisionText{Version: 1, Reason: "（演示）依据受理范围和核对情况提出。"}); err != nil {
		return p, err
	}
	if t.Finding != nil {
		f := &models.Finding{Class: t.Finding.Class, Source: "tip", Title: t.Finding.Title, UnitID: w.units[t.Unit], KeyID: w.key.ID}
		f.Sealed, err = w.seal(models.Worksheet{Version: 1, Facts: t.Finding.Facts, Basis: t.Finding.Basis, Evidence: t.Finding.Evidence})
		p.Finding = f
	}
	if t.Clue != nil {
		h := &models.Handoff{Recipient: t.Body, Items: t.Clue.Items, Persons: t.Clue.Persons, KeyID: w.key.ID}
		h.Sealed, err = w.seal(models.ClueText{Version: 1, Summary: t.Clue.Summary})
		p.Handoff = h
	}
	return p, err
}

func (w demoWalk) seal(v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	to, err := seal.ParseRecipient(w.key.Recipient)
	if err != nil {
		return nil, err
	}
	return seal.Bytes(plain, to)
}
