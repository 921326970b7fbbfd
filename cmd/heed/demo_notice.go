package main

import (
	"context"
	"time"

	"heed/models"
	"heed/models/store"
)

// demoNotice is the notice of the demo's round, in each language.
type demoNotice struct {
	Phone, Mailbox string
	Years          int // matters of so many years are in scope
	Texts          []struct {
		Lang, Body, Hours, Address, Boxes, Visit, Beyond string

		VisitHours string `json:"visit_hours"`
	}
}

// announceDemo publishes the notice as the office would.
func (m *machine) announceDemo(ctx context.Context, d demoRound, round models.Round, officer models.Member) error {
	n := models.Notice{
		RoundID: round.ID, Published: true, Phone: d.Notice.Phone, Mailbox: d.Notice.Mailbox,
		Since: d.today.AddDate(-d.Notice.Years, 0, 0).Format(time.DateOnly),
	}
	for _, t := range d.Notice.Texts {
		n.Texts = append(n.Texts, models.NoticeText{
			Lang: t.Lang, Body: t.Body, Hours: t.Hours, Address: t.Address, Boxes: t.Boxes, Visit: t.Visit, VisitHours: t.VisitHours, Beyond: t.Beyond,
		})
	}
	return m.Store.Write(ctx, func(tx *store.Tx) error { return tx.SaveNotice(n, officer.ID) })
}
