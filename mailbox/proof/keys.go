package proof

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"
)

// LookupTXT asks for the text records of a name, as net.Resolver does.
type LookupTXT func(ctx context.Context, name string) ([]string, error)

// KeyLimits bound what the resolver costs.
type KeyLimits struct {
	Wait     time.Duration // for one answer
	Spend    time.Duration // for all of them within Window
	Names    int           // asked for, and kept, within Window
	Failures int           // of one domain in a row, after which it is not asked any more
	Window   time.Duration // after which all is forgotten
}

// DefaultKeyLimits are 2 seconds an answer, 10 for all of 1,000 within five minutes.
func DefaultKeyLimits() KeyLimits {
	return KeyLimits{Wait: 2 * time.Second, Spend: 10 * time.Second, Names: 1000, Failures: 3, Window: 5 * time.Minute}
}

// Keys are the public keys of signing domains, asked for once. Its methods may
// be called from any goroutine.
type Keys struct {
	lookup LookupTXT
	limits KeyLimits
	now    func() time.Time

	mu       sync.Mutex
	began    time.Time
	known    map[string]answer
	spent    time.Duration
	failures map[string]int // of a domain, in a row
}

type answer struct {
	texts []string
	err   error
}

// NewKeys makes an empty store of keys; limits are DefaultKeyLimits when zero.
func NewKeys(lookup LookupTXT, now func() time.Time, limits KeyLimits) *Keys {
	if limits == (KeyLimits{}) {
		limits = DefaultKeyLimits()
	}
	return &Keys{lookup: lookup, limits: limits, now: now}
}

// errNotAsked is the answer when the resolver is not to be asked any more. It is
// temporary: the key may be there.
var errNotAsked error = &net.DNSError{Err: "not asked", IsTemporary: true}

// text is the answer for a name, from memory if it was asked for before: that
// there is none is an answer too.
func (k *Keys) text(ctx context.Context, name string) ([]string, error) {
	if a, done := k.recall(name); done {
		return a.texts, a.err
	}
	begin := k.now()
	ctx, cancel := context.WithTimeout(ctx, k.limits.Wait)
	defer cancel()
	texts, err := k.lookup(ctx, name)
	k.keep(name, answer{texts, err}, k.now().Sub(begin))
	return texts, err
}

// recall is what is known, or that nobody is to be asked.
func (k *Keys) recall(name string) (a answer, done bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.now(); k.known == nil || now.Sub(k.began).Abs() >= k.limits.Window {
		k.began, k.known, k.spent, k.failures = now, map[string]answer{}, 0, map[string]int{}
	}
	if a, done = k.known[name]; done {
		return a, true
	}
	if k.failures[owner(name)] >= k.limits.Failures || k.spent >= k.limits.Spend || len(k.known) >= k.limits.Names {
		return answer{err: errNotAsked}, true
	}
	return answer{}, false
}

func (k *Keys) keep(name string, a answer, took time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.spent += took
	k.failures[owner(name)]++
	var dns *net.DNSError
	if a.err == nil || errors.As(a.err, &dns) && dns.IsNotFound {
		delete(k.failures, owner(name))
	}
	k.known[name] = a
}

// owner is the domain whose owner answers for the name of a key: anybody can let
// their own names fail, and that must not count against others.
func owner(name string) string {
	if _, domain, ok := strings.Cut(name, "._domainkey."); ok {
		name = domain
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(domainOf(name)); err == nil {
		return domain
	}
	return name
}
