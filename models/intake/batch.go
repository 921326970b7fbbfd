package intake

import "context"

// Batch is drafts that enter together, and their attachments: sealed under
// shared bundles and, when it is much, into one blob. Exactly one of Submit and
// Close ends it; Close after Submit does nothing.
type Batch struct {
	intake *Intake
	pack   *pack    // nil when there is too little for a blob of its own
	shared *bundles // nil for a draft that comes alone and needs no pack
}

// Batch begins one, of about so many bytes before sealing.
func (i *Intake) Batch(ctx context.Context, bytes int64) *Batch {
	b := &Batch{intake: i}
	if bytes >= packMin {
		b.pack, b.shared = &pack{ctx: ctx, blobs: i.opts.Blobs}, newBundles()
	}
	return b
}

// StageMail is Intake.StageMail for an attachment of one of the batch's mails.
func (b *Batch) StageMail(ctx context.Context, roundID int64, name, mediaType string, data []byte) (Staged, error) {
	return b.intake.stageMail(ctx, b, roundID, name, mediaType, data)
}

// Submit is Intake.SubmitBatch for the batch. When its blob cannot be made
// durable, none of the drafts is stored.
func (b *Batch) Submit(ctx context.Context, drafts []Draft) []Outcome {
	out := make([]Outcome, len(drafts))
	if len(drafts) > 1 && b.shared == nil {
		b.shared = newBundles()
	}
	entries := b.intake.sealAll(ctx, drafts, b, out)
	if len(entries) == 0 {
		b.pack.drop()
		return out
	}
	if err := b.pack.keep(); err != nil {
		for _, e := range entries {
			out[e.index].Err = err
		}
		return out
	}
	b.intake.commit(entries)
	for _, e := range entries {
		e.finish(&out[e.index])
	}
	return out
}

// Close drops what was staged and not submitted.
func (b *Batch) Close() { b.pack.drop() }

// weight is about how much there is to seal of a draft, its files apart.
func (d *Draft) weight() int64 {
	return int64(len(d.Text) + len(d.RawMail) + len(d.Opaque))
}
