package portal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"heed/models"
)

// purpose says what a parcel holds; one made for one purpose opens for no other.
type purpose string

const (
	filesParcel   purpose = "files"   // files received with a form that had a fault
	receiptParcel purpose = "receipt" // the receipt of the page that shows it
)

// life is how long a parcel of each purpose can be opened. The janitor of blobs
// must be more patient than that with files no tip names.
func (p purpose) life() time.Duration {
	if p == filesParcel {
		return 2 * time.Hour
	}
	return 24 * time.Hour
}

// parcels seal what a page must give back to us in a hidden field: the visitor
// can neither read nor change it, and we keep nothing.
type parcels struct {
	aead cipher.AEAD
	now  func() time.Time
}

type parcel struct {
	Until time.Time       `json:"until"`
	Thing json.RawMessage `json:"thing"`
}

func newParcels(secret []byte, now func() time.Time) (*parcels, error) {
	if len(secret) < 32 {
		return nil, errors.New("portal: the secret is shorter than 32 bytes")
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "heed portal parcel v1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &parcels{aead: aead, now: now}, err
}

func (p *parcels) seal(why purpose, thing any) (string, error) {
	raw, err := json.Marshal(thing)
	if err != nil {
		return "", models.Internal(err)
	}
	raw, err = json.Marshal(parcel{Until: p.now().Add(why.life()), Thing: raw})
	if err != nil {
		return "", models.Internal(err)
	}
	return base64.RawURLEncoding.EncodeToString(p.aead.Seal(nil, nil, raw, []byte(why))), nil
}

// open gives the thing back. A parcel that is not ours, or past its time, is
// KindGone.
func (p *parcels) open(why purpose, text string, thing any) error {
	gone := models.Fail(models.KindGone, "portal.error.parcel")
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return gone
	}
	raw, err := p.aead.Open(nil, nil, sealed, []byte(why))
	if err != nil {
		return gone
	}
	var box parcel
	if err := json.Unmarshal(raw, &box); err != nil || !p.now().Before(box.Until) {
		return gone
	}
	if err := json.Unmarshal(box.Thing, thing); err != nil {
		return models.Internal(err)
	}
	return nil
}
