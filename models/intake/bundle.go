package intake

import (
	"crypto/sha256"
	"sync"

	"heed/models"
	"heed/models/seal"
)

// bundles are what the drafts of one batch share: one secret for each round key,
// sealed to it once, in place of one encapsulation an envelope.
type bundles struct {
	mu    sync.Mutex
	byKey map[int64]func() (bundle, error)
}

func newBundles() *bundles { return &bundles{byKey: map[int64]func() (bundle, error){}} }

type bundle struct {
	*seal.Bundle
	row *models.Bundle
}

// of is the batch's bundle for a round key, made by whoever asks first.
func (b *bundles) of(keyID int64, to seal.Recipient) (bundle, error) {
	b.mu.Lock()
	made := b.byKey[keyID]
	if made == nil {
		made = sync.OnceValues(func() (bundle, error) { return newBundle(keyID, to) })
		b.byKey[keyID] = made
	}
	b.mu.Unlock()
	return made()
}

func newBundle(keyID int64, to seal.Recipient) (bundle, error) {
	b, err := seal.NewBundle(to)
	if err != nil {
		return bundle{}, err
	}
	sum := sha256.Sum256(b.Sealed())
	return bundle{b, &models.Bundle{KeyID: keyID, Sealed: b.Sealed(), SHA256: sum[:]}}, nil
}

// sealed seals what stays in the row: under the batch's bundle, or to the key
// itself when the draft came alone.
func (b *bundles) sealed(plain []byte, keyID int64, to seal.Recipient) (data []byte, row *models.Bundle, err error) {
	if b == nil {
		data, err = seal.Bytes(plain, to)
		return data, nil, err
	}
	shared, err := b.of(keyID, to)
	if err != nil {
		return nil, nil, err
	}
	data, err = shared.Bytes(plain)
	return data, shared.row, err
}

// writer is sealed for a part that is written.
func (b *bundles) writer(keyID int64, to seal.Recipient) (begin sealer, row *models.Bundle, err error) {
	if b == nil {
		return sealTo(to), nil, nil
	}
	shared, err := b.of(keyID, to)
	if err != nil {
		return nil, nil, err
	}
	return shared.Writer, shared.row, nil
}
