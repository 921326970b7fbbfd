package models_test

import (
	"strings"
	"testing"

	"heed/models"
)

func TestOverlap(t *testing.T) {
	tip := "去年评议会的签到表请核对，好几个签名像是一个人写的。The Head of Office signed twice!"
	for _, c := range []struct{ what, outward, want string }{
		{"nothing shared", "本组发现该镇评议会签到不规范。", ""},
		{"twelve", "据反映，评议会的签到表请核对好几，另查。", "评议会的签到表请核对好几"},
		{"eleven", "据反映，评议会的签到表请核对好另，查。", ""},
		{"punctuation and spaces between do not count", "评议会的 签到表：「请核对」好几个", "评议会的 签到表：「请核对」好几个"},
		{"a line break does not hide it", "评议会的签到\n表请核对好几", "评议会的签到\n表请核对好几"},
		{"letters of either case", "Our head OF office, that", "head OF office"},
		{"the passage is as long as it goes on", "甲去年评议会的签到表请核对，好几个签名乙", "去年评议会的签到表请核对，好几个签名"},
		{"across the tip's own punctuation", "核对好几个签名像是一个人写", "核对好几个签名像是一个人写"},
		{"the first of two", "一个人写的TheHeadof。去年评议会的签到表请核对", "一个人写的TheHeadof"},
		{"two pieces of eleven are not one", "去年评议会的签到表请核X对好几个签名像是一个人", ""},
		{"an empty text", "", ""},
	} {
		if got := models.Overlap(c.outward, tip); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
	if got := models.Overlap(tip, ""); got != "" {
		t.Errorf("an empty tip: %q", got)
	}
	if got := models.Overlap("十二个字一二三四五六七八", "十二个字一二三四五六七八"); got != "十二个字一二三四五六七八" {
		t.Errorf("the same text: %q", got)
	}
}

// TestOverlapAgreesWithTheObviousWay tries every length of a shared run around
// the limit, at every place of the outward text.
func TestOverlapAgreesWithTheObviousWay(t *testing.T) {
	const shared = "abcdefghijklmnopqrst"
	for n := 9; n <= 15; n++ {
		for before := range 4 {
			run := shared[:n]
			got := models.Overlap(strings.Repeat("1", before)+run+"22", "33"+run+"4")
			want := ""
			if n >= models.OverlapLimit {
				want = run
			}
			if got != want {
				t.Errorf("%d characters after %d: %q", n, before, got)
			}
		}
	}
}
