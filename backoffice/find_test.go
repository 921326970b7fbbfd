package backoffice_test

import (
	"net/url"
	"testing"
)

func TestATipIsFoundByItsNumber(t *testing.T) {
	w := lite(t)
	one, two := w.join("one", "member:1"), w.join("two", "member:2")
	tip := w.tip(1, story)
	for _, typed := range []string{tip.Number, "1-G1-0001", "1-g1-1", "[2026] 1-G1-1", " 2026 1-G1-0001 "} {
		if to := one.get("/find?number=" + url.QueryEscape(typed)).want(303).location; to != tipPath(tip.ID, "") {
			t.Errorf("%q leads to %s", typed, to)
		}
		two.get("/find?number=" + url.QueryEscape(typed)).want(404)
	}
	for _, typed := range []string{"", "7", "1-G1-2", "x y z", "〔〕", "2025 1-G1-1", "a-b-c"} {
		one.get("/find?number=" + url.QueryEscape(typed)).want(404)
	}
}

// A tip that was found to repeat another is closed as that, or assigned first.
func TestADuplicateIsClosedAsOne(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	first, tip := w.tip(1, story), w.tip(1, story)
	path := tipPath(tip.ID, "")
	clerk.post(path+"/screen", w.screening(tip, url.Values{"outcome": {"duplicate"}})).want(303)
	clerk.get(path+"/propose").want(200).has("DUP_EXACT", "DUP_NEW").lacks("KEEP_FILE")
	form := url.Values{"code": {"KEEP_FILE"}, "reason": {"暂存"}, "basis": {"office_rules"}}
	clerk.post(path+"/propose", form).want(422).has("closed as a duplicate", "暂存")
	form.Set("code", "DUP_EXACT")
	for _, original := range []string{"", tip.Number, "巡察〔2026〕9-G9-0001"} {
		form.Set("original", original)
		clerk.post(path+"/propose", form).want(422).has("暂存")
	}
	form.Set("original", first.Number)
	clerk.post(path+"/propose", form).want(303)
}
