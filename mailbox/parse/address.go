package parse

import (
	"bytes"
	"strings"
)

// Address is one sender as the header names it. Nothing in it is verified.
type Address struct {
	Name string // display name, one line; may be empty
	Addr string // local@domain, the domain in lower case; empty when unreadable
}

// maxAddr is the longest mailbox that mail can carry (RFC 5321, 4.5.3.1).
const maxAddr = 254

// from returns the senders: those of From, or of what comes closest.
func (r *reader) from(h header, hint string) []Address {
	all := r.addresses(h.get("from"), hint)
	for _, name := range []string{"sender", "reply-to", "return-path"} {
		if len(all) > 0 && hasMailbox(all) {
			return all
		}
		r.note(FromMissing)
		if other := r.addresses(h.get(name), hint); hasMailbox(other) {
			return append(all, other...)
		}
	}
	return all
}

func hasMailbox(all []Address) bool {
	for _, a := range all {
		if a.Addr != "" {
			return true
		}
	}
	return false
}

// addresses reads a list of addresses, groups included.
func (r *reader) addresses(value []byte, hint string) []Address {
	var all []Address
	for range 4 * r.lim.Addresses {
		if len(value) == 0 {
			break
		}
		var one []byte
		one, value = cutAddress(value)
		a, ok := r.address(one, hint)
		switch {
		case !ok:
			continue
		case len(all) >= r.lim.Addresses:
			r.note(AddressTruncated)
			return all
		case a.Addr == "":
			r.note(AddressDamaged)
		}
		all = append(all, a)
	}
	return all
}

// cutAddress cuts at the next comma or semicolon that is outside quotes,
// brackets, comments and encoded words.
func cutAddress(b []byte) (one, rest []byte) {
	quoted, depth := false, 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case c == '=' && i+1 < len(b) && b[i+1] == '?':
			i += wordSize(b[i:]) - 1
		case (c == ',' || c == ';') && depth == 0:
			return b[:i], b[i+1:]
		}
	}
	if quoted || depth > 0 {
		return cutRough(b)
	}
	return b, nil
}

// cutRough cuts at the first comma when a quote or a comment never closes.
func cutRough(b []byte) (one, rest []byte) {
	one, rest, _ = bytes.Cut(b, []byte(","))
	return one, rest
}

func wordSize(b []byte) int {
	if w, ok := wordAt(b); ok && w.closed {
		return w.size
	}
	return 1
}

// address reads one address. ok is false when there is nothing in it.
func (r *reader) address(b []byte, hint string) (a Address, ok bool) {
	name, mailbox := splitAddress(dropGroup(bytes.TrimSpace(b)))
	a.Name = cutText(r.displayName(name, hint), 500)
	a.Addr = mailboxOf(string(mailbox))
	if a.Addr == "" && len(bytes.TrimSpace(mailbox)) > 0 && a.Name == "" {
		a.Name = cutText(r.line(mailbox, hint), 500)
	}
	if a.Addr == "" {
		a = rescue(a)
	}
	return a, a != Address{}
}

// rescue reads a name that is "name <address>" once it is decoded.
func rescue(a Address) Address {
	name, rest, ok := strings.Cut(a.Name, "<")
	addr := mailboxOf(strings.TrimRight(strings.TrimSpace(rest), ">"))
	if !ok {
		name, addr = "", mailboxOf(a.Name)
	}
	if addr == "" {
		return a
	}
	return Address{Name: strings.Trim(name, "\" "), Addr: addr}
}

// dropGroup takes the name of a group off its first address.
func dropGroup(b []byte) []byte {
	head, rest, ok := bytes.Cut(b, []byte(":"))
	if !ok || bytes.ContainsAny(head, `"<@(=`) {
		return b
	}
	return bytes.TrimSpace(rest)
}

// splitAddress tells the display name from the mailbox.
func splitAddress(b []byte) (name, mailbox []byte) {
	open := bytes.LastIndexByte(b, '<')
	if open >= 0 {
		mailbox, _, _ = bytes.Cut(b[open+1:], []byte(">"))
		return b[:open], mailbox
	}
	if before, comment, ok := bytes.Cut(b, []byte("(")); ok && bytes.IndexByte(before, '@') > 0 {
		return bytes.TrimSuffix(bytes.TrimSpace(comment), []byte(")")), before
	}
	if bytes.IndexByte(b, '@') > 0 && !bytes.Contains(b, []byte("=?")) {
		return nil, b
	}
	return b, nil
}

// displayName decodes a name, in quotes or not.
func (r *reader) displayName(b []byte, hint string) string {
	b = bytes.TrimSpace(b)
	if len(b) > 0 && b[0] == '"' {
		b = unquote(b)
	}
	name := r.line(b, hint)
	return strings.Trim(name, "\"' ")
}

// mailboxOf checks and cleans local@domain; "" when it is none.
func mailboxOf(s string) string {
	s = strings.TrimSpace(cleanLine(strings.ToValidUTF8(s, "")))
	if n := len("mailto:"); len(s) > n && strings.EqualFold(s[:n], "mailto:") {
		s = s[n:]
	}
	s = strings.Trim(s, "<>'\" ")
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || len(s) > maxAddr {
		return ""
	}
	local, domain := s[:at], strings.ToLower(s[at+1:])
	if strings.ContainsAny(local, "\x00<>") || strings.ContainsAny(domain, " @<>()\"',;:") {
		return ""
	}
	return strings.ReplaceAll(local, " ", "") + "@" + strings.TrimSuffix(domain, ".")
}
