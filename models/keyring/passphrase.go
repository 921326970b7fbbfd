package keyring

import (
	"context"
	"errors"
	"unicode/utf8"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"

	"golang.org/x/text/unicode/norm"
)

// The length of a passphrase, in characters.
const (
	MinPassphrase = 12
	MaxPassphrase = 256
)

// CheckPassphrase says as FieldErrors of the field whether a passphrase is too
// short or too long to be taken. It asks for no kinds of characters.
func CheckPassphrase(field, passphrase string) error {
	var faults models.FieldErrors
	switch n := utf8.RuneCountInString(norm.NFC.String(passphrase)); {
	case n < MinPassphrase:
		faults.Addf(field, "error.passphrase_short", map[string]any{"n": MinPassphrase})
	case n > MaxPassphrase:
		faults.Addf(field, "error.passphrase_long", map[string]any{"n": MaxPassphrase})
	}
	return faults.Err()
}

// ChangePassphrase puts the member's key under another passphrase and ends
// their other sessions; keep is the one they change it in. Grants and second
// factor stay, because the key does. Faults name the fields current and
// passphrase.
func (k *Keyring) ChangePassphrase(
	ctx context.Context, m models.Member, keep open.SessionSecret, current, passphrase string,
) error {
	if err := CheckPassphrase("passphrase", passphrase); err != nil {
		return err
	}
	with, err := k.signInMember(ctx, m.Login)
	if err != nil {
		return err
	}
	id, err := k.passphrases.Unwrap(ctx, with.Wrapped, current)
	if errors.Is(err, open.ErrPassphrase) {
		var faults models.FieldErrors
		faults.Add("current", "error.passphrase_wrong")
		return faults
	}
	if err != nil {
		return models.Internal(err)
	}
	wrapped, err := k.passphrases.Wrap(ctx, id, passphrase)
	if err != nil {
		return models.Internal(err)
	}
	return k.change(ctx, with, func(tx *store.Tx, _ models.Member) error {
		if err := tx.SetWrapped(m.ID, wrapped); err != nil {
			return err
		}
		tx.Audit(k.row(m.ID, "staff.passphrase", staffObject(m.ID)))
		return tx.DeleteSessions(m.ID, keep.ID())
	})
}
