package mailbox

import (
	"context"
	"runtime/debug"

	"heed/models"
	"heed/models/intake"
)

// sound is draft for a letter that may be nobody's fault but its own: one that no
// draft can be made of becomes a quarantined one without attachments, so that it
// stops nobody behind it. An error is never the letter's.
func (p *pass) sound(ctx context.Context, with *intake.Batch, i item) (intake.Draft, item, error) {
	d, err := p.tried(ctx, with, i)
	if err == nil || ctx.Err() != nil || lost(err) || models.KindOf(err) == models.KindUnavailable {
		return d, i, err
	}
	p.m.opts.Logger.Warn("a mail is quarantined: its attachments could not be sealed", "account", p.mail.Account)
	i.outcome, i.why = models.LedgerQuarantined, whyRefused
	return p.refusedDraft(i), i, nil
}

func (p *pass) tried(ctx context.Context, with *intake.Batch, i item) (_ intake.Draft, err error) {
	defer p.caught(&err)
	return p.draft(ctx, with, i)
}

// caught makes an error of a panic, deferred around the work on one letter. It logs
// where it was, never what it was about.
func (p *pass) caught(err *error) {
	if recover() == nil {
		return
	}
	p.m.opts.Logger.Error("a panic while a mail was taken in", "account", p.mail.Account, "stack", string(debug.Stack()))
	*err = models.Fail(models.KindInternal, "error.internal")
}
