package backoffice

import (
	"strings"

	"heed/models"
	"heed/web/form"
)

// The scope test (DOMAIN, Tip states): four questions that propose a code.
func scopeQuestions() []string { return []string{"round", "person", "conduct", "window"} }

// answers are those to the scope questions, in order: y, n, or ? for none.
type answers string

func readAnswers(f form.Values) answers {
	var a strings.Builder
	for _, q := range scopeQuestions() {
		switch f.Get("scope_" + q) {
		case "yes":
			a.WriteByte('y')
		case "no":
			a.WriteByte('n')
		default:
			a.WriteByte('?')
		}
	}
	return answers(a.String())
}

func (a answers) complete() bool { return !strings.Contains(string(a), "?") }

// code is the disposition that the first "no" proposes; "" within the scope.
func (a answers) code() models.Code {
	for i, code := range []models.Code{models.ToReferral, models.ToReferral, models.GuideOnly, models.KeepFile} {
		if i < len(a) && a[i] == 'n' {
			return code
		}
	}
	return ""
}

// suggested reads the code that the last screening proposed from a tip's log, or
// the one that its reporter has asked for since.
func suggested(log []models.Audit) models.Code {
	var code models.Code
	for _, a := range log {
		switch a.Action {
		case "message." + string(models.MessageWithdraw):
			code = models.Withdrawn
		case "message." + string(models.MessageProtect):
			code = models.Protect
		}
		if _, rest, ok := strings.Cut(a.Note, "scope:"); ok && len(rest) >= 4 {
			code = answers(rest[:4]).code()
		}
	}
	return code
}
