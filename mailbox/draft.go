package mailbox

import (
	"bytes"
	"context"
	"time"
	"unicode"

	"heed/mailbox/parse"
	"heed/models"
	"heed/models/intake"
)

// nameMax is how many characters of a sender's name are kept beside the raw
// mail, which has all of them.
const nameMax = 100

// draft makes of an item what intake takes. Attachments are sealed here; when
// one cannot be, the whole letter is quarantined instead.
func (p *pass) draft(ctx context.Context, i item) (intake.Draft, error) {
	if i.outcome == models.LedgerQuarantined {
		return p.opaqueDraft(i, i.why), nil
	}
	files, err := p.stage(ctx, i.mail.Attachments)
	switch {
	case models.KindOf(err) == models.KindTooLarge:
		return p.opaqueDraft(i, "attachment_too_large"), nil
	case err != nil:
		return intake.Draft{}, err
	}
	d := p.baseDraft(i, models.LedgerTip, "")
	d.Subject, d.Text, d.Files, d.RawMail = i.mail.Subject, i.mail.Text, files, i.raw
	d.Lang = language(i.mail.Subject + i.mail.Text)
	if len(i.mail.From) > 0 {
		d.Name, d.Sender = cut(i.mail.From[0].Name, nameMax), i.mail.From[0].Addr
	}
	for _, r := range i.mail.Reasons {
		d.Reasons = append(d.Reasons, string(r))
	}
	if i.mail.Auto == parse.Spam {
		d.Reasons = append(d.Reasons, string(parse.Spam))
	}
	return d, nil
}

// opaqueDraft is a letter sealed whole, for a person to look at.
func (p *pass) opaqueDraft(i item, why string) intake.Draft {
	d := p.baseDraft(i, models.LedgerQuarantined, why)
	d.Quarantine, d.Reasons = why, []string{why}
	if len(i.raw) > 0 { // of nothing there is nothing to seal
		d.Opaque = i.raw
	}
	return d
}

func (p *pass) baseDraft(i item, outcome models.LedgerOutcome, why string) intake.Draft {
	row := p.row(i.uid, outcome, why)
	row.Digest = i.id
	return intake.Draft{
		Channel: models.ChannelMail, RoundID: p.bureau.round.ID, TeamID: p.bureau.teamID,
		ReceivedAt: p.received(i.date), Begun: p.received(i.date), Ledger: &row, Origin: "mailbox",
	}
}

// received is when the server had a letter, but not later than now, whatever
// its clock says.
func (p *pass) received(at time.Time) time.Time {
	now := p.m.opts.Now().UTC()
	if at.IsZero() || at.After(now) {
		return now
	}
	return at.UTC()
}

// stage seals attachments; an empty one has nothing to seal.
func (p *pass) stage(ctx context.Context, all []parse.Attachment) ([]intake.Staged, error) {
	var files []intake.Staged
	for _, a := range all {
		if len(a.Data) == 0 {
			continue
		}
		f, err := p.m.opts.Intake.Stage(ctx, p.bureau.round.ID, a.Name, a.Type, bytes.NewReader(a.Data))
		if err != nil {
			p.m.opts.Intake.Discard(context.WithoutCancel(ctx), files)
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
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

// cut is the first n characters of s.
func cut(s string, n int) string {
	for at := range s {
		if n == 0 {
			return s[:at]
		}
		n--
	}
	return s
}
