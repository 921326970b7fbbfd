package open

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// bundleWorkMax bounds what opening a file of a bundle may cost: package seal
// uses the least work factor.
const bundleWorkMax = 1

// bundleSecretMax is more than a bundle's secret and its line feed take.
const bundleSecretMax = 64

// BundledReader is Reader for a file that may belong to a bundle: bundle is the
// sealed secret of that bundle (seal.Bundle), and empty for a file that is sealed
// to an identity itself. Errors are those of Reader; a file and a secret that do
// not belong together are ErrNoMatch.
func BundledReader(src io.Reader, bundle []byte, ids ...Identity) (io.Reader, error) {
	if len(bundle) == 0 {
		return Reader(src, ids...)
	}
	r, err := Reader(bytes.NewReader(bundle), ids...)
	if err != nil {
		return nil, err
	}
	secret, err := io.ReadAll(io.LimitReader(r, bundleSecretMax))
	if err != nil {
		return nil, err
	}
	key, err := age.NewScryptIdentity(strings.TrimSuffix(string(secret), "\n"))
	if err != nil {
		return nil, fmt.Errorf("%w: the bundle holds no secret", ErrDamaged)
	}
	key.SetMaxWorkFactor(bundleWorkMax)
	return decrypt(src, key)
}

// BundledBytes is Bytes for a file that may belong to a bundle.
func BundledBytes(sealed, bundle []byte, ids ...Identity) ([]byte, error) {
	r, err := BundledReader(bytes.NewReader(sealed), bundle, ids...)
	if err != nil {
		return nil, err
	}
	var plain bytes.Buffer
	plain.Grow(len(sealed))
	if _, err := plain.ReadFrom(r); err != nil {
		return nil, err
	}
	return plain.Bytes(), nil
}
