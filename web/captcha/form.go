package captcha

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// FormID names the form that a token was given out with, the same in every
// process, and does not use the token up. It tells nothing of the token. A token
// that is not ours is captcha.malformed, one past its time captcha.expired.
func (b *Box) FormID(text string) (string, error) {
	t, err := b.open(text)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, b.notes)
	mac.Write([]byte("form id"))
	mac.Write(t.nonce[:])
	return hex.EncodeToString(mac.Sum(nil)[:16]), nil
}
