package scrub

import "strings"

// mailKept are the fields that say what was written, by whom, to whom and when,
// and how the mail is put together (RFC 5322, 3.6; RFC 2045; RFC 2156). They are
// what makes a forwarded mail evidence.
var mailKept = map[string]bool{
	"from": true, "sender": true, "reply-to": true, "to": true, "cc": true, "bcc": true, "subject": true, "date": true,
	"comments": true, "keywords": true, "importance": true, "priority": true, "sensitivity": true,
	"resent-from": true, "resent-sender": true, "resent-to": true, "resent-cc": true, "resent-bcc": true, "resent-date": true,
	"disposition-notification-to": true, "mime-version": true,
}

// mailTraces are the fields that are known to tell a way, a device or a program.
// A name that ends in "-" stands for all that begin so.
var mailTraces = []struct {
	name  string
	trace Trace
}{
	{"x-mailer", TraceSoftware},
	{"x-mimeole", TraceSoftware},
	{"x-newsreader", TraceSoftware},
	{"user-agent", TraceSoftware},
	{"x-user-agent", TraceSoftware},
	{"mail-system-version", TraceSoftware},
	{"x-device", TraceDevice},
	{"x-device-", TraceDevice},
	{"x-phone-", TraceDevice},
	{"x-apple-", TraceDevice},
	{"x-android-", TraceDevice},
	{"x-universally-unique-identifier", TraceDevice},
	{"organization", TraceAuthor},
	{"x-sender", TraceAuthor},
	{"x-sender-", TraceAuthor},
	{"x-authenticated-", TraceAuthor},
	{"x-auth-", TraceAuthor},
	{"autocrypt", TraceAuthor},
	{"face", TraceAuthor},
	{"x-face", TraceAuthor},
	{"received", TraceRoute},
	{"received-", TraceRoute},
	{"return-path", TraceRoute},
	{"delivered-to", TraceRoute},
	{"delivery-date", TraceRoute},
	{"envelope-", TraceRoute},
	{"message-id", TraceRoute},
	{"resent-message-id", TraceRoute},
	{"in-reply-to", TraceRoute},
	{"references", TraceRoute},
	{"thread-", TraceRoute},
	{"authentication-results", TraceRoute},
	{"dkim-", TraceRoute},
	{"domainkey-", TraceRoute},
	{"arc-", TraceRoute},
	{"dmarc-", TraceRoute},
	{"list-", TraceRoute},
	{"feedback-id", TraceRoute},
	{"x-", TraceRoute}, // what a server or a program made up: mostly addresses and stamps of the way
}

// mailRule says what a field tells about the sender, TraceOther when no rule
// knows it; kept says that it stays.
func mailRule(name string) (trace Trace, kept bool) {
	if mailKept[name] || strings.HasPrefix(name, "content-") {
		return "", true
	}
	for _, rule := range mailTraces {
		if name == rule.name || strings.HasSuffix(rule.name, "-") && strings.HasPrefix(name, rule.name) {
			return rule.trace, false
		}
	}
	return TraceOther, false
}
