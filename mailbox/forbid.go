package mailbox

import (
	"bytes"
	"strings"
)

// headerLooked is how much of a header is looked through for what forbids an
// answer.
const headerLooked = 256 << 10

// forbidsAnswer says whether a header asks for no answer, or has not one sender:
// RFC 3834, RFC 2369, and what Exchange says. It is stricter than the parser,
// which has to tell what a letter is: here doubt means silence.
func forbidsAnswer(raw []byte) bool {
	head := raw[:min(len(raw), headerLooked)]
	froms, whole := 0, false
	for len(head) > 0 {
		var line []byte
		line, head, _ = bytes.Cut(head, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			whole = true
			break
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || line[0] == ' ' || line[0] == '\t' {
			continue
		}
		field := strings.ToLower(string(bytes.TrimRight(name, " \t")))
		if field == "from" {
			froms++
		}
		if fieldForbids(field, strings.ToLower(string(bytes.TrimSpace(value)))) {
			return true
		}
	}
	return froms != 1 || !whole
}

func fieldForbids(name, value string) bool {
	switch name {
	case "auto-submitted":
		word, _, _ := strings.Cut(value, " ")
		return strings.TrimRight(word, ";") != "no"
	case "precedence":
		return value != "first-class" && value != "special-delivery" && value != "normal"
	case "return-path":
		return value == "<>"
	case "x-auto-response-suppress":
		return value != "none"
	case "x-heed", "x-loop", "x-autoreply", "x-autorespond", "x-failed-recipients", "feedback-id":
		return true
	}
	return strings.HasPrefix(name, "list-")
}
