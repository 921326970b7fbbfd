package proof

import (
	"regexp"
	"strings"
)

// trusted are the fields that the receiving server wrote, by where they stand.
//
// Whoever handles a mail writes above what was there before (RFC 8601, 5), so
// that a sender's fields are all below the first Received of the server that
// took the mail from outside. Above that Received everything is trusted; a
// Received on top that tells of a hand-over within the house (LMTP, the machine
// itself, or no partner at all) is stepped over, for the one below is the
// house's too. Many servers stamp directly below their own Received: the
// unbroken run of stamps there is trusted as well when there is none above. A
// server that is named here has to remove forged stamps in its own name, as
// RFC 8601 demands; within what is trusted the uppermost word on a method holds.
func (h header) trusted() (above, below []field) {
	for i, f := range h.fields {
		if f.name != "received" || inHouse(f.text()) {
			continue
		}
		return h.fields[:i], run(h.fields[i+1:])
	}
	return nil, nil // no server took it: nobody but its author wrote this
}

// stamps are what servers write about a mail.
func isStamp(name string) bool {
	switch name {
	case "authentication-results", "arc-authentication-results", "arc-seal", "arc-message-signature", "received-spf", "x-received", "return-path", "delivered-to":
		return true
	}
	return strings.HasPrefix(name, "x-spam") || strings.HasPrefix(name, "x-virus") || strings.HasPrefix(name, "x-amavis") || strings.HasPrefix(name, "x-rspamd")
}

// run is the unbroken run of stamps that fields begin with.
func run(fields []field) []field {
	for i, f := range fields {
		if !isStamp(f.name) {
			return fields[:i]
		}
	}
	return fields
}

// The words of a Received. A partner chooses the name that it greets with, the
// sender's address, which Exim repeats, and what its name server calls it: so a
// word counts only at the place where the server itself writes it.
var (
	byWhom    = regexp.MustCompile(`(?i)\sby\s`)
	byLMTP    = regexp.MustCompile(`(?i)\sby\s+[^\s()<>"]+\s+(?:\([^()<>"]*\)\s+)?with\s+(?:UTF8)?LMTPS?A?(?:\s|;|$)`)
	fromSelf  = regexp.MustCompile(`(?i)^from\s+\S+\s+\((?:(\S+)\s+)?\[(?:127\.0\.0\.1|IPv6:::1|::1)\]\)`)
	fromWhere = regexp.MustCompile(`(?i)^from\s`)
	exchange  = regexp.MustCompile(`(?i)\swith\s+Microsoft\s+SMTP\s+Server(?:\s|;|$)`)
)

// inHouse says whether a Received tells of no partner outside.
func inHouse(received string) bool {
	return !fromWhere.MatchString(received) || isFromSelf(received) || isByLMTP(received)
}

// isByLMTP says whether the server took the mail by LMTP. It wrote one "by"; with
// a second one nobody can say which is the server's.
func isByLMTP(received string) bool {
	return len(byWhom.FindAllStringIndex(received, 2)) == 1 && byLMTP.MatchString(received)
}

// isFromSelf says whether the machine itself is the partner, by its address: what
// stands behind HELO is what a partner says of itself.
func isFromSelf(received string) bool {
	m := fromSelf.FindStringSubmatch(received)
	return m != nil && !strings.EqualFold(m[1], "helo") && !strings.EqualFold(m[1], "ehlo")
}

// stampsOf are the trusted fields of a name, the uppermost first: those above,
// and only when there is none those below.
func (h header) stampsOf(is func(field) bool) []field {
	for _, part := range [][]field{h.above, h.below} {
		var out []field
		for _, f := range part {
			if is(f) {
				out = append(out, f)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}
