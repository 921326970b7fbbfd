package proof

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// MarkField is the field by which Heed tells its own mail, wherever it comes
// back from.
const MarkField = "X-Heed"

// Mark makes and knows the office's own mark. The zero one knows none.
type Mark struct{ key []byte }

// NewMark makes the mark of an instance.
func NewMark(secret []byte) Mark {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("heed mail mark"))
	return Mark{h.Sum(nil)}
}

// Value is a value for MarkField, another one each time: it tells nobody but this
// office anything.
func (m Mark) Value() string {
	nonce := rand.Text()
	return "1 " + nonce + " " + m.sum(nonce)
}

func (m Mark) sum(nonce string) string {
	h := hmac.New(sha256.New, m.key)
	h.Write([]byte(nonce))
	return hex.EncodeToString(h.Sum(nil))
}

// ours says whether a mail bears the mark, at whatever place: nobody else can
// make it.
func (m Mark) ours(h header) bool {
	if m.key == nil {
		return false
	}
	for _, f := range h.fields {
		if f.name != "x-heed" {
			continue
		}
		w := strings.Fields(f.text())
		if len(w) == 3 && w[0] == "1" && hmac.Equal([]byte(w[2]), []byte(m.sum(w[1]))) {
			return true
		}
	}
	return false
}
