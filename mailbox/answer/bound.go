package answer

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"heed/models/store"
)

// How many are answered within an hour, by all workers: whoever forges senders has
// the office write to strangers no faster, and to those of one domain's owner
// slower still.
const (
	hourMax   = 60
	domainMax = 30
)

// domainBytes are those in front of what is stored of somebody that are the same
// for all of a domain on a day.
const domainBytes = 8

// sender is what is stored of somebody who is answered on a day: their domain's
// HMAC, and theirs. What stands behind a + in front of the @ is one person's
// choice, and makes no other person.
func (s *Sender) sender(address string) []byte {
	zone := s.opts.Store.Calendar().Zone
	if zone == nil {
		zone = time.UTC
	}
	day, person := s.opts.Now().In(zone).Format(time.DateOnly), strings.ToLower(address)
	local, host := person[:max(0, strings.LastIndexByte(person, '@'))], domain(person)
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		person = local[:plus] + "@" + host
	}
	return append(s.sum(day, "domain", owner(host))[:domainBytes], s.sum(day, person)...)
}

func (s *Sender) sum(parts ...string) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(strings.Join(parts, " | ")))
	return h.Sum(nil)
}

// owner is what a domain belongs to, below a public suffix.
func owner(domain string) string {
	if above, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		return above
	}
	return domain
}

// full says whether so many were answered within the hour that somebody is not.
func full(tx *store.Tx, sender []byte) (bool, error) {
	rows, err := tx.MailAnswersSince(tx.Now().Add(-time.Hour))
	same := 0
	for _, r := range rows {
		if bytes.HasPrefix(r.Sender, sender[:domainBytes]) {
			same++
		}
	}
	return len(rows) >= hourMax || same >= domainMax, err
}
