package parse

import (
	"slices"
	"testing"
)

// From as it arrives: several addresses, none, a group.
func TestFrom(t *testing.T) {
	zhang := "=?utf-8?B?" + b64("张三") + "?="
	for _, c := range []struct {
		name, value string
		want        []Address
	}{
		{"bare", "a@b.cn", []Address{{"", "a@b.cn"}}},
		{"with a name", "Li Si <a@B.CN>", []Address{{"Li Si", "a@b.cn"}}},
		{"local part as it is", "<Li.Si@B.CN>", []Address{{"", "Li.Si@b.cn"}}},
		{"quoted", `"Li, Si" <a@b.cn>`, []Address{{"Li, Si", "a@b.cn"}}},
		{"word", zhang + " <a@b.cn>", []Address{{"张三", "a@b.cn"}}},
		{"word in quotes", `"` + zhang + `" <a@b.cn>`, []Address{{"张三", "a@b.cn"}}},
		{"word without a blank", zhang + "<a@b.cn>", []Address{{"张三", "a@b.cn"}}},
		{"raw GBK", gbk("张三") + " <a@b.cn>", []Address{{"张三", "a@b.cn"}}},
		{"all of it in a word", "=?utf-8?B?" + b64("张三 <a@b.cn>") + "?=", []Address{{"张三", "a@b.cn"}}},
		{"an address in a word", "=?utf-8?B?" + b64("a@b.cn") + "?=", []Address{{"", "a@b.cn"}}},
		{"a comma in a word", "=?utf-8?Q?Li,_Si?= <a@b.cn>", []Address{{"Li, Si", "a@b.cn"}}},
		{"a comment", "a@b.cn (Li Si)", []Address{{"Li Si", "a@b.cn"}}},
		{"several", "A <a@b.cn>, c@d.cn", []Address{{"A", "a@b.cn"}, {"", "c@d.cn"}}},
		{"semicolons", "A <a@b.cn>; c@d.cn", []Address{{"A", "a@b.cn"}, {"", "c@d.cn"}}},
		{"a group", "staff: A <a@b.cn>, c@d.cn;", []Address{{"A", "a@b.cn"}, {"", "c@d.cn"}}},
		{"an empty group", "undisclosed-recipients:;", nil},
		{"a name alone", "Li Si", []Address{{"Li Si", ""}}},
		{"no mailbox in the brackets", "Li Si <>", []Address{{"Li Si", ""}}},
		{"a name in the brackets", "<MAILER-DAEMON>", []Address{{"MAILER-DAEMON", ""}}},
		{"a bracket that is not closed", "Li Si <a@b.cn", []Address{{"Li Si", "a@b.cn"}}},
		{"a quote that is not closed", `"Li Si <a@b.cn>`, []Address{{"Li Si", "a@b.cn"}}},
		{"an address as the name", `"a@b.cn" <a@b.cn>`, []Address{{"a@b.cn", "a@b.cn"}}},
		{"mailto", "<mailto:a@b.cn>", []Address{{"", "a@b.cn"}}},
		{"an international domain", "a@例子.CN", []Address{{"", "a@例子.cn"}}},
		{"blanks in the brackets", "A < a@b.cn >", []Address{{"A", "a@b.cn"}}},
		{"nothing", "", nil},
		{"commas", ",,,", nil},
	} {
		m := Message([]byte("Subject: s\r\nFrom: "+c.value+"\r\n\r\nx"), Limits{})
		if !slices.Equal(m.From, c.want) {
			t.Errorf("%s: %q, want %q", c.name, m.From, c.want)
		}
	}
}

// Without a usable From the nearest header serves, and a reason says so.
func TestFromMissing(t *testing.T) {
	for _, raw := range []string{
		"Sender: a@b.cn\r\n\r\nx",
		"From: \r\nReply-To: A <a@b.cn>\r\n\r\nx",
		"Subject: s\r\nReturn-Path: <a@b.cn>\r\n\r\nx",
	} {
		m := Message([]byte(raw), Limits{})
		if len(m.From) != 1 || m.From[0].Addr != "a@b.cn" || !slices.Contains(m.Reasons, FromMissing) {
			t.Errorf("%q: %q, %q", raw, m.From, m.Reasons)
		}
	}
}
