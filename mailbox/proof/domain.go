package proof

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// domainOf is the domain of an address, or of a domain itself, in one spelling.
func domainOf(addr string) string {
	if at := strings.LastIndexByte(addr, '@'); at >= 0 {
		addr = addr[at+1:]
	}
	d := strings.ToLower(strings.TrimSuffix(strings.Trim(addr, ` "<>`), "."))
	if isASCII(d) {
		return d
	}
	if ascii, err := idna.Lookup.ToASCII(d); err == nil {
		return ascii
	}
	return d
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// aligned says whether two domains have one owner (RFC 7489, 3.1, relaxed): they
// are the same below a public suffix.
func aligned(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	x, errX := publicsuffix.EffectiveTLDPlusOne(a)
	y, errY := publicsuffix.EffectiveTLDPlusOne(b)
	return errX == nil && errY == nil && x == y
}
