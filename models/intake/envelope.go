package intake

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"runtime"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/models/store"

	"golang.org/x/sync/errgroup"
)

// sealAll prepares every draft for the commit, on all cores. What fails says
// so in out and is left out of the answer.
func (i *Intake) sealAll(ctx context.Context, drafts []Draft, b *Batch, out []Outcome) []*entry {
	entries := make([]*entry, len(drafts))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	work := func(k int) {
		entries[k], out[k].Err = i.sealDraft(ctx, drafts[k], b)
		if entries[k] != nil {
			entries[k].index = k
		}
	}
	if len(drafts) == 1 {
		work(0)
	} else {
		for k := range drafts {
			g.Go(func() error { work(k); return nil })
		}
		_ = g.Wait() // each draft carries its own error
	}
	kept := entries[:0]
	for _, e := range entries {
		if e != nil {
			kept = append(kept, e)
		}
	}
	return kept
}

// sealDraft checks one draft and seals it to its round's keys.
func (i *Intake) sealDraft(ctx context.Context, d Draft, b *Batch) (*entry, error) {
	d.tidy()
	desk, err := i.Desk(ctx, d.RoundID)
	if err != nil {
		return nil, err
	}
	if err := d.check(i.opts.Limits, desk); err != nil {
		return nil, err
	}
	if err := i.inTime(d, desk); err != nil {
		return nil, err
	}
	e := &entry{result: make(chan error, 1)}
	e.tip = store.NewTip{Tip: i.clearPart(d, desk), Ledger: d.Ledger, Lease: d.Lease, Actor: d.Actor, Origin: d.Origin}
	e.putAside(d)
	if e.tip.Envelopes, err = i.envelopes(ctx, d, desk, b); err != nil {
		return nil, err
	}
	if d.Receipt {
		err = e.makeReceipt()
	}
	return e, err
}

// inTime refuses what the public sends after closing time, unless it was begun
// before (DOMAIN rule 8). What staff register is never late.
func (i *Intake) inTime(d Draft, desk *Desk) error {
	if d.Actor != 0 || desk.Round.Accepts(i.opts.Now()) || (!d.Begun.IsZero() && desk.Round.Accepts(d.Begun)) {
		return nil
	}
	return models.Fail(models.KindGone, "error.round_closed")
}

// clearPart is what the queue may show.
func (i *Intake) clearPart(d Draft, desk *Desk) models.Tip {
	t := models.Tip{
		RoundID: desk.Round.ID, TeamID: d.TeamID, UnitID: d.UnitID, Channel: d.Channel, Category: d.Category,
		ReceivedAt: d.ReceivedAt.UTC(), Named: d.named(), Urgent: d.Urgent, Files: len(d.Files), Lang: d.Lang, Reason: d.Quarantine,
	}
	if !desk.hasTeam(t.TeamID) {
		t.TeamID = desk.team(d.UnitID)
	}
	if d.ReceivedAt.IsZero() {
		t.ReceivedAt = i.opts.Now().UTC()
	}
	for _, f := range d.Files {
		t.Bytes += f.Size
	}
	return t
}

func (d *Draft) named() bool { return d.identityApart() || d.RawMail != nil }

// identityApart says whether the identity needs an envelope of its own: the
// header of a mail that is kept whole names its sender already.
func (d *Draft) identityApart() bool {
	return d.Name != "" || d.Contact != "" || (d.Sender != "" && d.RawMail == nil)
}

func (e *entry) makeReceipt() error {
	r, err := receipt.New()
	if err != nil {
		return err
	}
	reply, err := r.Recipient()
	if err != nil {
		return err
	}
	hash := r.LookupHash()
	e.receipt = r
	e.tip.Receipt = &models.ReceiptRow{Hash: hash[:], Recipient: reply.String()}
	return nil
}

// envelopes seals every part of a draft.
func (i *Intake) envelopes(ctx context.Context, d Draft, desk *Desk, b *Batch) ([]models.Envelope, error) {
	var out []models.Envelope
	add := func(kind models.EnvelopeKind, plain []byte, to key) error {
		e, err := i.envelope(ctx, b, kind, plain, to)
		out = append(out, e)
		return err
	}
	text, err := json.Marshal(d.textEnvelope())
	if err != nil {
		return nil, err
	}
	if err := add(models.EnvelopeText, text, desk.content); err != nil {
		return nil, err
	}
	if d.identityApart() {
		who, err := json.Marshal(models.IdentityEnvelope{Version: 1, Name: d.Name, Contact: d.Contact, Mail: d.Sender})
		if err != nil {
			return nil, err
		}
		if err := add(models.EnvelopeIdentity, who, desk.identity); err != nil {
			return nil, err
		}
	}
	if d.RawMail != nil {
		if err := add(models.EnvelopeMail, d.RawMail, desk.identity); err != nil {
			return nil, err
		}
	}
	if d.Opaque != nil {
		if err := add(models.EnvelopeOpaque, d.Opaque, desk.content); err != nil {
			return nil, err
		}
	}
	return append(out, fileEnvelopes(d.Files)...), nil
}

// rowMax is how large a part is sealed in one go at the most, to stay in its row.
const rowMax = inlineMax / 2

// envelope seals one part under the batch's bundle, and into its pack, if it has
// one. Without, what stays in the row is sealed in one go; the rest streams like an
// attachment.
func (i *Intake) envelope(ctx context.Context, b *Batch, kind models.EnvelopeKind, plain []byte, to key) (models.Envelope, error) {
	if len(plain) <= rowMax && b.pack == nil {
		sealed, bundle, err := b.shared.sealed(plain, to)
		sum := sha256.Sum256(sealed)
		return models.Envelope{
			Kind: kind, KeyID: to.id, Size: int64(len(sealed)), SHA256: sum[:], Data: sealed, Bundle: bundle,
		}, err
	}
	s, err := i.seal(ctx, b, to, place{most: inlineMax, about: len(plain), atHand: true}, func(w io.Writer) error {
		_, err := w.Write(plain)
		return err
	})
	return s.envelope(kind, 0), err
}

func (s Sealed) envelope(kind models.EnvelopeKind, ord int) models.Envelope {
	return models.Envelope{
		Kind: kind, Ord: ord, KeyID: s.KeyID, Size: s.SealedSize, SHA256: s.SealedSHA256, Data: s.Data, Blob: s.Blob, BlobAt: s.BlobAt, Bundle: s.bundle,
	}
}

// fileEnvelopes are the copies that staff work with and, of those that cleaning
// changed, the files as they came, under the same ord.
func fileEnvelopes(files []Staged) []models.Envelope {
	var out []models.Envelope
	for ord, f := range files {
		out = append(out, f.envelope(models.EnvelopeFile, ord))
		if f.Original != nil {
			out = append(out, f.Original.envelope(models.EnvelopeOriginal, ord))
		}
	}
	return out
}

// note is what the sealed text says of an attachment.
func (f Staged) note(ord int) models.FileNote {
	n := models.FileNote{
		Ord: ord, Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256, Cleaning: f.Cleaning, Removed: f.Removed, Scan: f.Scan,
	}
	if f.Original != nil {
		n.Original = f.CameSHA256
	}
	return n
}

func (d *Draft) textEnvelope() models.TextEnvelope {
	t := models.TextEnvelope{Version: 1, Subject: d.Subject, Text: d.Text, Unit: d.UnitText, Reasons: d.Reasons, Mail: d.Mail}
	for ord, f := range d.Files {
		t.Files = append(t.Files, f.note(ord))
	}
	return t
}
