package proof

import (
	"regexp"
	"strconv"
	"strings"
)

// spam says whether the receiving server took a mail for spam. A mark counts
// where that server writes (see trusted); those of Exchange, which stand
// anywhere, when the uppermost Received says that an Exchange took the mail: it
// removes any that came from outside. A level alone (X-Spam-Level) is no verdict.
func (h header) spam() bool {
	return len(h.stampsOf(func(f field) bool { return isSpamMark(f) })) > 0 || h.spamByExchange()
}

func isSpamMark(f field) bool {
	switch f.name {
	case "x-spam-flag", "x-spam", "x-spam-status":
		w := firstWord(f.text())
		return w == "yes" || w == "true"
	}
	return false
}

// sclSpam is from where on Exchange's level of confidence means spam.
const sclSpam = 5

var forefrontLevel = regexp.MustCompile(`(?:^|;)\s*SCL:(\d+)`)

func (h header) spamByExchange() bool {
	level, report := h.get("x-ms-exchange-organization-scl"), h.get("x-forefront-antispam-report")
	if level == "" && report == "" || !exchange.MatchString(h.get("received")) {
		return false
	}
	if m := forefrontLevel.FindStringSubmatch(report); level == "" && m != nil {
		level = m[1]
	}
	n, err := strconv.Atoi(level)
	return err == nil && n >= sclSpam
}

// virus says whether the receiving server found a virus in a mail.
func (h header) virus() bool {
	return len(h.stampsOf(func(f field) bool {
		switch f.name {
		case "x-virus-status":
			w := firstWord(f.text())
			return w == "yes" || w == "infected"
		case "x-virus-scanned", "x-virus-scan":
			return firstWord(f.text()) == "infected"
		case "x-amavis-alert":
			return strings.Contains(strings.ToLower(f.text()), "infected")
		}
		return false
	})) > 0
}

// firstWord is the first word in lower case.
func firstWord(s string) string {
	w := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return c <= ' ' || c == ',' || c == ';' || c == '(' })
	if len(w) == 0 {
		return ""
	}
	return w[0]
}
