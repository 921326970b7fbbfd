package mailbox

import (
	"context"
	"slices"
	"unicode"

	"heed/mailbox/answer"
	"heed/models"
	"heed/models/intake"
)

// draft makes of an item what intake takes. Attachments are sealed here; one
// that is too large is left to the raw mail, and the tip says so.
func (p *pass) draft(ctx context.Context, with *intake.Batch, i item) (intake.Draft, error) {
	if i.mail.Opaque {
		return p.opaqueDraft(i, i.why), nil
	}
	d := p.readDraft(i, i.outcome, i.why)
	files, all, err := p.stage(ctx, with, i)
	if err != nil {
		return intake.Draft{}, err
	}
	d.Files = files
	if !all {
		note(&d, whyAttachment)
	}
	return d, nil
}

// readDraft is a letter that was understood: its text for those who read the
// tip, and the letter as it came, header included, for the custodians of
// identities alone. The header names the sender, so that no envelope of its own
// has to.
func (p *pass) readDraft(i item, outcome models.LedgerOutcome, why string) intake.Draft {
	d := p.baseDraft(i, outcome, why)
	d.Subject, d.Text, d.RawMail = i.mail.Subject, i.mail.Text, i.raw
	d.Lang = language(i.mail.Subject + i.mail.Text)
	d.Receipt = outcome == models.LedgerTip && p.answerTo(i) == answer.Receipt
	if len(i.mail.From) > 0 {
		d.Sender = i.mail.From[0].Addr
	}
	for _, r := range i.mail.Reasons {
		d.Reasons = append(d.Reasons, string(r))
	}
	return d
}

// opaqueDraft is a letter that nobody could read, sealed whole, for a person to
// look at.
func (p *pass) opaqueDraft(i item, why string) intake.Draft {
	d := p.baseDraft(i, models.LedgerQuarantined, why)
	if len(i.raw) > 0 { // of nothing there is nothing to seal
		d.Opaque = i.raw
	}
	return d
}

// refusedDraft is a letter that intake would not take as it was: what was
// understood of it, without its attachments.
func (p *pass) refusedDraft(i item) intake.Draft {
	if i.mail.Opaque {
		return p.opaqueDraft(i, whyRefused)
	}
	return p.readDraft(i, models.LedgerQuarantined, whyRefused)
}

func (p *pass) baseDraft(i item, outcome models.LedgerOutcome, why string) intake.Draft {
	row := p.rowOf(i, outcome, why)
	d := intake.Draft{
		Channel: models.ChannelMail, RoundID: i.desk.roundID, TeamID: i.desk.teamID,
		ReceivedAt: i.at, Begun: i.at, Ledger: &row, Lease: p.link.lease, Origin: "mailbox", Reasons: i.marks(), Mail: i.mailNote(),
	}
	if outcome == models.LedgerSetAside {
		d.Aside = why
	}
	if outcome == models.LedgerQuarantined {
		d.Quarantine = why
		note(&d, why)
	}
	return d
}

// note adds a code for who reads the tip, and to its row if that has none.
func note(d *intake.Draft, why string) {
	if !slices.Contains(d.Reasons, why) {
		d.Reasons = append(d.Reasons, why)
	}
	if d.Ledger.Reason == "" {
		d.Ledger.Reason = why
	}
}

// stage seals attachments; an empty one has nothing to seal. all is false when
// one was too large for it.
func (p *pass) stage(ctx context.Context, with *intake.Batch, i item) (files []intake.Staged, all bool, err error) {
	all = true
	for _, a := range i.mail.Attachments {
		if len(a.Data) == 0 {
			continue
		}
		f, err := with.StageMail(ctx, i.desk.roundID, a.Name, a.Type, a.Data)
		switch {
		case models.KindOf(err) == models.KindTooLarge:
			all = false
		case err != nil:
			p.m.opts.Intake.Discard(context.WithoutCancel(ctx), files)
			return nil, false, err
		default:
			files = append(files, f)
		}
	}
	return files, all, nil
}

// language is en for a text in Latin letters alone, else zh.
func language(text string) string {
	latin := false
	for _, c := range text {
		if unicode.Is(unicode.Han, c) {
			return "zh"
		}
		latin = latin || unicode.Is(unicode.Latin, c)
	}
	if latin {
		return "en"
	}
	return "zh"
}
