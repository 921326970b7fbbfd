package parse

import "testing"

// Machines make themselves known, more or less.
func TestAuto(t *testing.T) { runSamples(t, autoSamples()) }

func autoSamples() []sample {
	of := func(name string, auto Auto, lines ...string) sample {
		return sample{name: name, raw: mail("x", lines...), text: "x", auto: auto}
	}
	report := mail(joined("x", plain("x")), "Content-Type: multipart/report; report-type=delivery-status; boundary=x")
	return []sample{
		of("a person", Person),
		of("auto-submitted: no", Person, "Auto-Submitted: no"),
		of("auto-replied", Reply, "Auto-Submitted: auto-replied (vacation)"),
		of("auto-generated", Generated, "auto-submitted: Auto-Generated"),
		of("x-autoreply", Reply, "X-Autoreply: yes"),
		of("precedence auto_reply", Reply, "Precedence: auto_reply"),
		of("null return path", Bounce, "Return-Path: <>"),
		of("a form that wants no answer", Generated, "Return-Path: <>", "Auto-Submitted: auto-generated"),
		of("x-autorespond", Reply, "X-Autorespond: yes"),
		of("away, says the subject alone", Person, "Subject: Out of Office: back on Monday"),
		of("away, and a hint", Reply, "Subject: Out of Office: back on Monday", "X-Auto-Response-Suppress: All"),
		of("the hint alone", Person, "Subject: the road", "X-Auto-Response-Suppress: All"),
		of("away, in Chinese", Reply, "Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN77ya5oiR5Zyo5LyR5YGH?=", "Return-Path: <>"),
		of("away, in bulk", Reply, "Subject: Automatic reply: hello", "Precedence: bulk"),
		of("a report about a vacation", Person, "Subject: Their vacation at public cost"),
		of("posted to a list", List, "List-Post: <mailto:l@l.example>"),
		of("an old list", List, "X-Mailing-List: l@l.example"),
		of("precedence junk", List, "Precedence: junk"),
		of("a list that says it is a machine", List, "Auto-Submitted: auto-generated", "List-Id: <l.example>"),
		of("bulk", List, "Precedence: bulk"),
		of("a list", List, "List-Id: <l.example>"),
		of("a newsletter", List, "List-Unsubscribe: <mailto:x@y.cn>"),
		of("spam", Spam, "X-Spam-Flag: YES"),
		of("spam by status", Spam, "X-Spam-Status: Yes, score=9"),
		of("not spam", Person, "X-Spam-Status: No, score=0"),
		of("failed recipients", Bounce, "X-Failed-Recipients: a@b.cn"),
		{name: "a report", raw: report, text: "x", auto: Bounce},
		{name: "the daemon", raw: "From: MAILER-DAEMON@b.cn\r\n\r\nx", text: "x", auto: Bounce},
		{name: "the daemon without a domain", raw: "From: <MAILER-DAEMON>\r\n\r\nx", text: "x", auto: Bounce},
	}
}
