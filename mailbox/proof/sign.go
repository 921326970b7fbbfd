package proof

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"heed/models"
)

// signaturesMax is how many signatures of one mail are looked at, and
// verifiedMax how many of them are verified.
const (
	signaturesMax = 20
	verifiedMax   = 2
)

// signature is a DKIM-Signature with the tags that decide whether it is worth
// verifying.
type signature struct {
	field
	domain  string
	weak    bool
	expired bool
}

// verify checks the signatures of a mail that was received at an instant, those
// of the sender's domain first; ok is false when there is none.
func (k *Keys) verify(ctx context.Context, h header, sender string, at time.Time) (best models.AuthResult, ok bool) {
	all := h.signatures(sender, at)
	for _, s := range all[:min(len(all), verifiedMax)] {
		r := models.AuthResult{Method: "dkim", By: models.ByHeed, Aligned: aligned(s.domain, sender), Result: k.check(ctx, h, s)}
		if !ok || good(r) > good(best) {
			best, ok = r, true
		}
		if good(best) == 2 {
			break
		}
	}
	return best, ok
}

// signatures are those of the sender's domain, then the others.
func (h header) signatures(sender string, at time.Time) []signature {
	var own, others []signature
	for _, f := range h.fields {
		if f.name != "dkim-signature" || len(own)+len(others) == signaturesMax {
			continue
		}
		s := newSignature(f, at)
		if aligned(s.domain, sender) {
			own = append(own, s)
		} else {
			others = append(others, s)
		}
	}
	return append(own, others...)
}

func newSignature(f field, at time.Time) signature {
	s := signature{field: f}
	for tag := range strings.SplitSeq(f.text(), ";") {
		name, value, _ := strings.Cut(tag, "=")
		value = strings.Join(strings.Fields(value), "")
		switch strings.TrimSpace(name) {
		case "d":
			s.domain = domainOf(value)
		case "a":
			s.weak = s.weak || strings.EqualFold(value, "rsa-sha1")
		case "l": // whatever was added behind is not covered
			s.weak = true
		case "x":
			n, err := strconv.ParseInt(value, 10, 64)
			s.expired = err == nil && at.After(time.Unix(n, 0))
		}
	}
	return s
}

// check verifies one signature.
func (k *Keys) check(ctx context.Context, h header, s signature) string {
	switch {
	case s.weak:
		return Weak
	case s.expired:
		return Expired
	}
	// The library verifies the uppermost signature; one further down is put there.
	mail := io.MultiReader(bytes.NewReader(h.raw[s.begin:s.end]), bytes.NewReader(h.raw[:s.begin]), bytes.NewReader(h.raw[s.end:]))
	var lost bool
	found, err := dkim.VerifyWithOptions(mail, &dkim.VerifyOptions{MaxVerifications: 1, LookupTXT: func(name string) ([]string, error) {
		texts, err := k.text(ctx, name)
		var dns *net.DNSError
		lost = err != nil && (!errors.As(err, &dns) || !dns.IsNotFound)
		return texts, err
	}})
	if len(found) != 1 || err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return Unsure
	}
	return verdict(found[0].Err, lost)
}

// verdict is the library's answer in a word.
func verdict(err error, lost bool) string {
	switch {
	case err == nil:
		return Pass
	case lost || dkim.IsTempFail(err):
		return Unsure
	case strings.Contains(err.Error(), "expired"): // the library's clock goes by now, not by when the mail came
		return Expired
	case strings.Contains(err.Error(), "too short"):
		return Weak
	}
	return Fail
}
