package mailbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"strconv"
	"time"
)

// letter is a message as the server has it.
type letter struct {
	uid  uint32
	size int64     // as the server says, where it was asked
	date time.Time // when the server received it; zero when it does not say
	raw  []byte    // byte-exact
	over bool      // larger than the limit: raw is its beginning, or not there yet
}

// digest names the bytes of a letter under the instance's secret, so that a
// stolen database does not tell who sent a message that somebody else has too.
func (l letter) digest(secret []byte) []byte {
	h := hmac.New(sha256.New, secret)
	if l.over { // of a beginning, the whole length is part of the name
		h.Write([]byte("over " + strconv.FormatInt(l.size, 10) + " "))
	}
	h.Write(l.raw)
	return h.Sum(nil)
}
