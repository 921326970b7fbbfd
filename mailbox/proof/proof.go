// Package proof says what can be proven of who sent a mail, and what the
// machines on its way said of it.
//
// It guarantees:
//   - What a server stamped is believed of the server that was named alone, and
//     only where the sender cannot have written it: see header.trusted. Of two
//     words on one method the upper one holds.
//   - A signature that Heed verifies itself counts when it covers the whole body
//     and From, is not expired, is no rsa-sha1 and under no short key.
//   - Whatever the resolver does, at most KeyLimits.Spend is waited for it within
//     KeyLimits.Window, some minutes; a domain whose names failed three times in a
//     row is not asked any more in them, and nobody else's is on its account.
//   - Examine returns, whatever the bytes are. A result holds no domain and no
//     address.
//
// It proves a domain, never a person: whoever may send through a provider is of
// the provider's domain. It checks no ARC chain and no SPF record itself.
package proof

import (
	"context"
	"slices"
	"time"

	"heed/models"
)

// Examiner examines the mails of one account. The zero one believes nobody and
// asks nobody.
type Examiner struct {
	AuthServ string // whose Authentication-Results are believed; "" is nobody's
	Keys     *Keys  // nil: Heed verifies no signature
	Mark     Mark   // by which the office's own mail is told
}

// Finding is what is known of a mail.
type Finding struct {
	Auth     []models.AuthResult // spf, dkim, dmarc, arc; of each at most one
	Verified bool                // the domain in From is proven
	Spam     bool                // the receiving server marked it as spam
	Virus    bool                // the receiving server found a virus in it
	Ours     bool                // Heed itself sent it
}

// Denied says whether the named server says that a mail is not from whom it says:
// DMARC failed; or SPF did, and nothing else proves the sender, as it does of a
// mail that was forwarded.
func (f Finding) Denied() bool {
	return f.said("dmarc", Fail, false) || f.said("spf", Fail, false) && !f.Verified
}

// Vouched says whether the domain in From is proven, or the named server says that
// the mail came from where that domain sends (SPF).
func (f Finding) Vouched() bool { return f.Verified || f.said("spf", Pass, true) }

// said says whether the named server gave a result, of the sender's own domain
// if that is asked.
func (f Finding) said(method, result string, aligned bool) bool {
	return slices.ContainsFunc(f.Auth, func(r models.AuthResult) bool {
		return r.By == models.ByServer && r.Method == method && r.Result == result && (r.Aligned || !aligned)
	})
}

// Examine looks at a mail that was received at an instant. from is the address
// that is taken for its sender's.
func (e Examiner) Examine(ctx context.Context, raw []byte, from string, at time.Time) (f Finding) {
	h := read(raw)
	defer func() {
		if recover() != nil { // a fault of ours, or of a library, proves nothing
			f.Auth, f.Verified = nil, false
		}
	}()
	f.Ours = e.Mark.ours(h)
	f.Spam, f.Virus = h.spam(), h.virus()
	sender := ""
	if h.count("from") == 1 { // of two a reader may see the other one
		sender = domainOf(from)
	}
	f.Auth = h.stamped(e.AuthServ, sender)
	if !has(f.Auth, "dkim") && e.Keys != nil {
		if r, ok := e.Keys.verify(ctx, h, sender, at); ok {
			f.Auth = append(f.Auth, r)
		}
	}
	inOrder(f.Auth)
	f.Verified = sender != "" && proven(f.Auth)
	return f
}

// proven says whether the domain in From is proven: DMARC passed, or a signature
// of that domain.
func proven(all []models.AuthResult) bool {
	for _, r := range all {
		if r.Result == Pass && r.Aligned && (r.Method == "dmarc" || r.Method == "dkim") {
			return true
		}
	}
	return false
}

func has(all []models.AuthResult, method string) bool {
	for _, r := range all {
		if r.Method == method {
			return true
		}
	}
	return false
}
