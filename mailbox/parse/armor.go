package parse

import "strings"

// armorBegin and armorEnd open and close what PGP puts into a text (RFC 9580).
const (
	armorBegin = "-----BEGIN PGP "
	armorEnd   = "-----END PGP "
)

// unarmor takes signatures, keys and encrypted blocks out of a text and keeps
// each as an attachment; what was signed is the text. Nothing is verified and
// nothing is decrypted. A block that does not end stays in the text.
func (r *reader) unarmor(s string) string {
	if !strings.Contains(s, armorBegin) {
		return s
	}
	a := armor{reader: r}
	for len(s) > 0 {
		s = a.next(s)
	}
	return a.out.String()
}

type armor struct {
	*reader
	out     strings.Builder
	signed  bool // inside a signed text: hyphens are escaped
	endless bool // no block ends from here on
}

// next takes a line, or a block, off the text.
func (a *armor) next(s string) string {
	line, rest := cutTextLine(s)
	switch {
	case !strings.HasPrefix(line, armorBegin):
		if a.signed {
			line = strings.TrimPrefix(line, "- ")
		}
		a.out.WriteString(line)
		return rest
	case strings.HasPrefix(line, armorBegin+"SIGNED MESSAGE-----"):
		a.signed = true
		return skipArmorHead(rest)
	}
	size := a.blockSize(s)
	if size == 0 || a.parts <= 0 {
		a.out.WriteString(line)
		return rest
	}
	a.block(line, s[:size])
	return s[size:]
}

// cutTextLine returns the first line with its end, and what follows.
func cutTextLine(s string) (line, rest string) {
	at := strings.IndexByte(s, '\n') + 1
	if at == 0 {
		at = len(s)
	}
	return s[:at], s[at:]
}

// maxArmorHead is how many lines may stand between the mark of a signed text
// and the blank line before it.
const maxArmorHead = 20

func skipArmorHead(s string) string {
	rest := s
	for range maxArmorHead {
		var line string
		line, rest = cutTextLine(rest)
		if strings.TrimSpace(line) == "" {
			return rest
		}
		if !strings.Contains(line, ": ") {
			return s
		}
	}
	return s
}

// blockSize returns where the block that s begins with ends; 0 when it does not.
func (a *armor) blockSize(s string) int {
	if a.endless {
		return 0
	}
	at := strings.Index(s, "\n"+armorEnd)
	if at < 0 {
		a.endless = true
		return 0
	}
	last, _ := cutTextLine(s[at+1:])
	return at + 1 + len(last)
}

// block keeps one block.
func (a *armor) block(first, whole string) {
	p := part{kind: "application/pgp-keys", name: "key.asc", place: "attachment"}
	switch {
	case strings.HasPrefix(first, armorBegin+"SIGNATURE-----"):
		p.kind, p.name, a.signed = "application/pgp-signature", "signature.asc", false
	case strings.HasPrefix(first, armorBegin+"MESSAGE"):
		p.kind, p.name = "application/pgp-encrypted", "message.asc"
	}
	a.parts--
	a.attach(p, []byte(whole))
}
