package keyring

import (
	"context"
	"slices"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// OpenIdentity ends a request: read is given the key and the tip's sealed
// identity, and what it found may be shown only when OpenIdentity returns nil,
// for by then the opening is on record and the half erased. An error of read
// leaves the request as it was. Errors are those of GiveIdentityHalf.
func (k *Keyring) OpenIdentity(
	ctx context.Context, m models.Member, id open.Identity, openingID int64, read func(open.Identity, []models.Envelope) error,
) error {
	var key open.Identity
	var sealed []models.Envelope
	err := k.store.Read(ctx, func(tx *store.Tx) error {
		o, err := opening(tx, m, openingID)
		if err != nil {
			return err
		}
		if key, err = identityKey(tx, m, id, o); err != nil {
			return err
		}
		sealed, err = tx.IdentityEnvelopes(o.TipID)
		return err
	})
	if err != nil {
		return err
	}
	sealed = slices.DeleteFunc(sealed, func(e models.Envelope) bool { return e.Kind == models.EnvelopeOriginal })
	if err := read(key, sealed); err != nil {
		return err
	}
	return k.change(ctx, m, func(tx *store.Tx, m models.Member) error {
		return k.noteOpened(tx, m, openingID, "name", true)
	})
}

// IdentityMail opens the key for a raw mail of a tip, which names its sender too,
// and puts that on record: ord counts the tip's mails, of which more than one
// says that later ones joined it. The request goes on until OpenIdentity or its
// end, so that a download that broke off can be made again. A tip that did not
// come by mail is KindNotFound; other errors are those of OpenIdentity.
func (k *Keyring) IdentityMail(
	ctx context.Context, m models.Member, id open.Identity, openingID int64, ord int,
) (key open.Identity, mail models.Envelope, err error) {
	return k.identityPart(ctx, m, id, openingID, models.EnvelopeMail, ord)
}

// IdentityOriginal is IdentityMail for a file as it came, before what it tells of
// its maker was taken out of the copy.
func (k *Keyring) IdentityOriginal(
	ctx context.Context, m models.Member, id open.Identity, openingID int64, ord int,
) (key open.Identity, original models.Envelope, err error) {
	return k.identityPart(ctx, m, id, openingID, models.EnvelopeOriginal, ord)
}

func (k *Keyring) identityPart(
	ctx context.Context, m models.Member, id open.Identity, openingID int64, kind models.EnvelopeKind, ord int,
) (key open.Identity, part models.Envelope, err error) {
	err = k.change(ctx, m, func(tx *store.Tx, m models.Member) error {
		o, err := opening(tx, m, openingID)
		if err != nil {
			return err
		}
		if key, err = identityKey(tx, m, id, o); err != nil {
			return err
		}
		if part, err = partOf(tx, o.TipID, kind, ord); err != nil {
			return err
		}
		return k.noteOpened(tx, m, openingID, string(kind), false)
	})
	if err != nil {
		return open.Identity{}, models.Envelope{}, err
	}
	return key, part, nil
}

func (k *Keyring) noteOpened(tx *store.Tx, m models.Member, openingID int64, what string, ended bool) error {
	o, err := opening(tx, m, openingID)
	if err != nil {
		return err
	}
	tx.Audit(k.identityRow(o, m.ID, "identity.open", what))
	return tx.NoteOpened(o, m.ID, ended)
}

func partOf(tx *store.Tx, tipID int64, kind models.EnvelopeKind, ord int) (models.Envelope, error) {
	sealed, err := tx.IdentityEnvelopes(tipID)
	if err != nil {
		return models.Envelope{}, err
	}
	for _, e := range sealed {
		if e.Kind == kind && e.Ord == ord {
			return e, nil
		}
	}
	return models.Envelope{}, models.Fail(models.KindNotFound, "error.not_found")
}

// identityKey opens what the outer custodian left for the inner one.
func identityKey(tx *store.Tx, m models.Member, id open.Identity, o models.IdentityOpening) (open.Identity, error) {
	if o.State(tx.Now()) != models.OpeningReady {
		return open.Identity{}, models.Fail(models.KindConflict, "error.identity_over")
	}
	if m.ID != o.InnerID {
		return open.Identity{}, models.Fail(models.KindForbidden, "error.forbidden")
	}
	key, err := tx.Key(o.KeyID)
	if err != nil {
		return open.Identity{}, err
	}
	opened, err := open.OpenGrant(o.Half, id)
	if err != nil {
		return open.Identity{}, models.Wrap(models.KindInternal, "error.key_damaged", err)
	}
	if opened.Recipient().String() != key.Recipient {
		return open.Identity{}, models.Fail(models.KindInternal, "error.key_damaged")
	}
	return opened, nil
}
