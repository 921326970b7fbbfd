package parse

import (
	"bytes"
	"slices"
	"strings"
)

// Auto says whether a machine sent a message, and which kind. It is what the
// message says of itself, and whoever wrote it may have lied: the sweep puts
// some kinds aside for a person to look at, and throws none away.
type Auto string

// The kinds. Of several that apply the first of Bounce, Reply, List, Generated
// and Spam is given.
const (
	Person    Auto = ""          // nothing says that a machine sent it
	Bounce    Auto = "bounce"    // a report that a message was not delivered
	Reply     Auto = "reply"     // an automatic answer
	List      Auto = "list"      // a mailing list, a newsletter, bulk mail
	Generated Auto = "generated" // a machine sent it, perhaps for a person who filled in a form
	Spam      Auto = "spam"      // some server marked it as spam; which one is not asked here
)

// auto reads the headers by which machines make themselves known: RFC 3834
// (Auto-Submitted), RFC 5321 4.5.5 (null Return-Path), RFC 2919 and 2369
// (List-…), RFC 3462 (multipart/report), and custom.
func (r *reader) auto(h header, m Mail) Auto {
	switch {
	case r.report || isBounce(h, m.From):
		return Bounce
	case isReply(h) || isAway(h, m.Subject):
		return Reply
	case isList(h):
		return List
	case isGenerated(h):
		return Generated
	case isNull(h):
		return Bounce
	case isSpam(h):
		return Spam
	}
	return Person
}

func isBounce(h header, from []Address) bool {
	if h.has("x-failed-recipients") {
		return true
	}
	return len(from) > 0 && isDaemon(from[0].Addr) || len(from) > 0 && from[0].Addr == "" && isDaemon(from[0].Name+"@")
}

func isDaemon(addr string) bool {
	local, _, _ := strings.Cut(strings.ToLower(addr), "@")
	return local == "mailer-daemon" || local == "postmaster"
}

func isReply(h header) bool {
	return firstWord(h.get("auto-submitted")) == "auto-replied" || firstWord(h.get("precedence")) == "auto_reply" ||
		h.has("x-autoreply") || h.has("x-autorespond")
}

// away is how the subjects of answers in somebody's absence begin.
func away() []string {
	return []string{
		"自动回复", "自動回覆", "自动答复", "自動答覆", "外出", "不在办公室", "休假中", "out of office", "out of the office", "automatic reply", "auto reply",
		"autoreply", "auto-reply", "auto response", "autoresponse", "vacation", "away from my mail", "on leave",
	}
}

// isAway reports whether a subject says that nobody is there and a header agrees
// that a machine wrote it. The subject alone may be a person's.
func isAway(h header, subject string) bool {
	subject = strings.ToLower(strings.TrimSpace(subject))
	if !slices.ContainsFunc(away(), func(words string) bool { return strings.HasPrefix(subject, words) }) {
		return false
	}
	return h.has("x-auto-response-suppress") || isGenerated(h) || isNull(h) || isList(h)
}

// isGenerated reports whether the sender says that it is a machine.
func isGenerated(h header) bool {
	s := firstWord(h.get("auto-submitted"))
	return s != "" && s != "no"
}

// isNull reports whether nobody is to be told when the message is not delivered,
// which only machines ask for.
func isNull(h header) bool {
	return bytes.Equal(bytes.TrimSpace(h.get("return-path")), []byte("<>"))
}

func isList(h header) bool {
	switch firstWord(h.get("precedence")) {
	case "bulk", "list", "junk":
		return true
	}
	return h.has("list-id") || h.has("list-unsubscribe") || h.has("list-post") || h.has("x-mailing-list")
}

func isSpam(h header) bool {
	for _, name := range []string{"x-spam-flag", "x-spam", "x-spam-status"} {
		if s := firstWord(h.get(name)); s == "yes" || s == "true" {
			return true
		}
	}
	return false
}

// firstWord returns the first word of a value in lower case.
func firstWord(value []byte) string {
	s := strings.ToLower(string(value[:min(len(value), 100)]))
	words := strings.FieldsFunc(s, func(c rune) bool { return c <= ' ' || c == ',' || c == ';' || c == '(' })
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
