package parse

import (
	"bytes"
	"strings"
)

// Auto says whether a machine sent a message, and which kind. The sweep sets a
// Bounce or a Reply aside, in a row that staff see, because a machine answers
// there and nobody reports; every other kind becomes a tip like a person's mail,
// a List or Spam with a note of it.
type Auto string

// The kinds. Of several that apply the first of Bounce, Reply, List, Generated
// and Spam is given.
const (
	Person    Auto = ""          // nothing says that a machine sent it
	Bounce    Auto = "bounce"    // a report that a message was not delivered
	Reply     Auto = "reply"     // an automatic answer
	List      Auto = "list"      // a mailing list, a newsletter, bulk mail
	Generated Auto = "generated" // a machine sent it, perhaps for a person who filled in a form
	Spam      Auto = "spam"      // the receiving server marked it as spam
)

// auto reads the headers by which machines make themselves known: RFC 3834
// (Auto-Submitted, null Return-Path), RFC 2919 (List-Id), and custom.
func (r *reader) auto(h header, from []Address) Auto {
	switch {
	case r.report || isBounce(h, from):
		return Bounce
	case isReply(h):
		return Reply
	case isList(h):
		return List
	case isGenerated(h):
		return Generated
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

// isGenerated reports whether the sender takes no answer: it says so, or its
// Return-Path is null.
func isGenerated(h header) bool {
	if s := firstWord(h.get("auto-submitted")); s != "" && s != "no" {
		return true
	}
	return bytes.Equal(bytes.TrimSpace(h.get("return-path")), []byte("<>"))
}

func isList(h header) bool {
	switch firstWord(h.get("precedence")) {
	case "bulk", "list", "junk":
		return true
	}
	return h.has("list-id") || h.has("list-unsubscribe")
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
