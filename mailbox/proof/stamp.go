package proof

import (
	"slices"
	"strings"

	"github.com/emersion/go-msgauth/authres"

	"heed/models"
)

// The results of a method, as people need them.
const (
	Pass    = "pass"
	Fail    = "fail"
	None    = "none"    // the sender's domain does not use it, or takes no side
	Unsure  = "error"   // it could not be told
	Weak    = "weak"    // a signature of a kind that proves nothing
	Expired = "expired" // a signature that may not be checked any more
)

// methods are those that are shown, in their order.
func methods() []string { return []string{"spf", "dkim", "dmarc", "arc"} }

func inOrder(all []models.AuthResult) {
	order := methods()
	slices.SortFunc(all, func(a, b models.AuthResult) int { return slices.Index(order, a.Method) - slices.Index(order, b.Method) })
}

// stamped is what the named server says of a mail from a domain. What of it
// cannot be read is passed over.
func (h header) stamped(server, sender string) (out []models.AuthResult) {
	if server == "" {
		return nil
	}
	mine := h.stampsOf(func(f field) bool {
		return f.name == "authentication-results" && strings.EqualFold(servedBy(f.text()), server)
	})
	for _, f := range mine {
		var fresh []models.AuthResult
		for _, s := range statements(f.text())[1:] {
			if r, ok := statement(s, sender); ok && !has(out, r.Method) {
				fresh = best(fresh, r)
			}
		}
		out = append(out, fresh...)
	}
	return out
}

// best keeps one result of a method: one mail may bear several signatures, of
// which that of the sender's domain matters.
func best(all []models.AuthResult, r models.AuthResult) []models.AuthResult {
	for i, known := range all {
		if known.Method != r.Method {
			continue
		}
		if good(r) > good(known) {
			all[i] = r
		}
		return all
	}
	return append(all, r)
}

func good(r models.AuthResult) int {
	switch {
	case r.Result == Pass && r.Aligned:
		return 2
	case r.Result == Pass:
		return 1
	}
	return 0
}

// servedBy is the authserv-id of a field.
func servedBy(value string) string {
	words := strings.Fields(statements(value)[0])
	if len(words) == 0 || len(words) > 1 && words[1] != "1" {
		return ""
	}
	return strings.Trim(words[0], `"`)
}

// statements splits a field at its semicolons, without comments; there is always
// a first one.
func statements(value string) []string {
	var b strings.Builder
	var out []string
	depth, quoted := 0, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == '\\' && i+1 < len(value):
			i++
		case depth == 0 && c == '"':
			quoted = !quoted
		case !quoted && c == '(':
			depth++
		case !quoted && c == ')' && depth > 0:
			depth--
			b.WriteByte(' ')
		case depth > 0:
		case !quoted && c == ';':
			out = append(out, b.String())
			b.Reset()
		case quoted && (c == ' ' || c == ';' || c == '='):
			b.WriteByte('_') // a reason, which nobody reads
		default:
			b.WriteByte(c)
		}
	}
	return append(out, b.String())
}

// statement reads one result.
func statement(s, sender string) (models.AuthResult, bool) {
	_, found, err := authres.Parse("x;" + tight(s))
	if err != nil || len(found) != 1 {
		return models.AuthResult{}, false
	}
	r := models.AuthResult{By: models.ByServer}
	domains := []string{}
	switch v := found[0].(type) {
	case *authres.SPFResult:
		r.Method, r.Result, domains = "spf", plain(v.Value), []string{v.From}
	case *authres.DKIMResult:
		r.Method, r.Result, domains = "dkim", plain(v.Value), []string{v.Domain, v.Identifier}
	case *authres.DMARCResult:
		r.Method, r.Result, domains = "dmarc", plain(v.Value), []string{v.From}
	case *authres.ARCResult:
		r.Method, r.Result = "arc", plain(v.Value)
	default:
		return r, false
	}
	r.Aligned = slices.ContainsFunc(domains, func(d string) bool { return aligned(domainOf(d), sender) })
	return r, true
}

// tight takes the spaces around = and the version of a method away, which the
// library does not.
func tight(s string) string {
	words := strings.Fields(strings.ReplaceAll(s, "=", " = "))
	out := strings.ReplaceAll(strings.Join(words, " "), " = ", "=")
	method, rest, _ := strings.Cut(out, "=")
	method, _, _ = strings.Cut(method, "/")
	if rest == "" {
		return "" // no result
	}
	return strings.TrimSpace(method) + "=" + rest
}

func plain(v authres.ResultValue) string {
	switch v {
	case authres.ResultPass:
		return Pass
	case authres.ResultFail, authres.ResultHardFail, authres.ResultSoftFail, authres.ResultPolicy:
		return Fail
	case authres.ResultNone, authres.ResultNeutral:
		return None
	}
	return Unsure
}
