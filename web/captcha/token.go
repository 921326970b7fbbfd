package captcha

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// A token is version (1 byte: easy or hard), issue time (8, seconds), nonce (16) and an HMAC of
// those (32), in URL-safe base64.
const (
	easy     = 1
	hard     = 2
	bodySize = 1 + 8 + 16
	macSize  = sha256.Size
)

// skew is how far another process's clock may run ahead of ours.
const skew = time.Minute

type token struct {
	version byte
	issued  int64
	nonce   [16]byte
}

// length is the number of digits that a token asks for.
func (t token) length() int {
	if t.version == hard {
		return LengthHard
	}
	return Length
}

func (b *Box) seal(t token) string {
	raw := make([]byte, 0, bodySize+macSize)
	raw = append(raw, t.version)
	raw = binary.BigEndian.AppendUint64(raw, uint64(t.issued))
	raw = append(raw, t.nonce[:]...)
	return encode(append(raw, b.prove(raw)...))
}

func (b *Box) prove(body []byte) []byte {
	mac := hmac.New(sha256.New, b.proof)
	mac.Write(body)
	return mac.Sum(nil)
}

// open checks a token's proof before it believes anything in it.
func (b *Box) open(text string) (token, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) != bodySize+macSize || raw[0] != easy && raw[0] != hard {
		return token{}, fault("captcha.malformed")
	}
	if !hmac.Equal(raw[bodySize:], b.prove(raw[:bodySize])) {
		return token{}, fault("captcha.malformed")
	}
	t := token{version: raw[0], issued: int64(binary.BigEndian.Uint64(raw[1:9]))}
	copy(t.nonce[:], raw[9:bodySize])
	age := b.now().Sub(time.Unix(t.issued, 0))
	if age >= Life || age < -skew {
		return token{}, fault("captcha.expired")
	}
	return t, nil
}
