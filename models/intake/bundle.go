package intake

import (
	"crypto/sha256"
	"io"
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
func (b *bundles) of(k key) (bundle, error) {
	b.mu.Lock()
	made := b.byKey[k.id]
	if made == nil {
		made = sync.OnceValues(func() (bundle, error) { return newBundle(k) })
		b.byKey[k.id] = made
	}
	b.mu.Unlock()
	return made()
}

func newBundle(k key) (bundle, error) {
	b, err := seal.NewBundle(k.to)
	if err != nil {
		return bundle{}, err
	}
	sum := sha256.Sum256(b.Sealed())
	return bundle{b, &models.Bundle{KeyID: k.id, Sealed: b.Sealed(), SHA256: sum[:]}}, nil
}

// sealed seals what stays in the row: under the batch's bundle, or to the key
// itself when the draft came alone.
func (b *bundles) sealed(plain []byte, k key) (data []byte, row *models.Bundle, err error) {
	if b == nil {
		data, err = seal.Bytes(plain, k.to)
		return data, nil, err
	}
	shared, err := b.of(k)
	if err != nil {
		return nil, nil, err
	}
	data, err = shared.Bytes(plain)
	return data, shared.row, err
}

// sealer begins an age file.
type sealer func(dst io.Writer) (io.WriteCloser, error)

// writer is sealed for a part that is written.
func (b *bundles) writer(k key) (begin sealer, row *models.Bundle, err error) {
	if b == nil {
		return func(dst io.Writer) (io.WriteCloser, error) { return seal.Writer(dst, k.to) }, nil, nil
	}
	shared, err := b.of(k)
	if err != nil {
		return nil, nil, err
	}
	return shared.Writer, shared.row, nil
}
