package clam

import (
	"strings"
	"unicode"

	"heed/models"
)

// answer is what the daemon said of a file.
type answer []byte

// read turns the words of clamd(8) into what they mean. What the daemon only
// reports because it could not look is no virus.
func (a answer) read(scan *models.Scan) error {
	text := strings.TrimSpace(string(a))
	said, found := strings.CutSuffix(strings.TrimPrefix(text, "stream: "), " FOUND")
	switch {
	case text == "stream: OK":
		scan.Missed = ""
	case found && strings.HasPrefix(said, "Heuristics.Limits.Exceeded"):
		scan.Missed = models.MissedLarge
	case found && strings.HasPrefix(said, "Heuristics.Encrypted"):
		scan.Missed = models.MissedLocked
	case found && said != "":
		scan.Missed, scan.Virus = "", plain(said)
	case strings.Contains(text, "size limit exceeded") && strings.HasSuffix(text, "ERROR"):
		scan.Missed = models.MissedLarge
	case strings.HasPrefix(text, "stream: ") && strings.HasSuffix(text, "ERROR"):
		scan.Missed = models.MissedFailed
	default:
		return errNonsense
	}
	return nil
}

// nameMax bounds the name of a virus, in characters.
const nameMax = 200

// plain is a name that can be shown, whatever the daemon said.
func plain(name string) string {
	name = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return '?'
		}
		return c
	}, strings.ToValidUTF8(name, "?"))
	if all := []rune(name); len(all) > nameMax {
		return string(all[:nameMax])
	}
	return name
}
