package backoffice

import (
	"context"
	"encoding/json"
	"io"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/open"
	"heed/models/store"
)

// sealed is a sealed part where it is kept: in its row or in its blob.
func (b *Backoffice) sealed(ctx context.Context, e models.Envelope) (io.ReadCloser, error) {
	return b.blobs.Envelope(ctx, e)
}

// readAll opens a sealed part that is text, and so short. bundle is its bundle's
// secret, if it is of one.
func readAll(sealed io.Reader, bundle []byte, key open.Identity) ([]byte, error) {
	r, err := open.BundledReader(sealed, bundle, key)
	if err != nil {
		return nil, models.Internal(err)
	}
	plain, err := io.ReadAll(r)
	return plain, internal(err)
}

func internal(err error) error {
	if err == nil {
		return nil
	}
	return models.Internal(err)
}

// openText opens what staff wrote, sealed to a round's content key.
func (b *Backoffice) openText(v *visit, keyID int64, sealed []byte, into any) error {
	return b.openJSON(v, models.Envelope{KeyID: keyID, Data: sealed}, into)
}

// sealer seals what staff write to the content key of a round.
type sealer struct {
	keyID int64
	to    seal.Recipient
}

func newSealer(tx *store.Tx, roundID int64) (sealer, error) {
	key, err := tx.RoundKey(roundID, models.KeyContent)
	if err != nil {
		return sealer{}, err
	}
	to, err := seal.ParseRecipient(key.Recipient)
	return sealer{key.ID, to}, internal(err)
}

func (s sealer) seal(text any) ([]byte, error) {
	plain, err := json.Marshal(text)
	if err != nil {
		return nil, models.Internal(err)
	}
	sealed, err := seal.Bytes(plain, s.to)
	return sealed, internal(err)
}
