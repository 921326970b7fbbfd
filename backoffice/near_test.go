package backoffice_test

import (
	"net/url"
	"strings"
	"testing"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// copied is a letter as its n-th sender changed it.
func copied(n int64) string {
	return "我们是东河村第三村民小组的村民，现在向你们反映修建通村公路中的几个问题，请组织派人下来核实。" +
		"镇里拨下来的修路款一共四十二万元，村里只修了不到两公里，路面薄的地方用脚一踩就碎，当年下雨就塌了三处。" +
		"占用我们组十一户人家的承包地，说好每亩补偿三千六百元，发到手里的只有一千二百元，签字的名单上有好几个名字不是本人写的。" +
		"施工队是亲戚带来的，没有开过村民代表大会，也没有贴过公示。代表第" + itoa(n) + "户。"
}

const otherLetter = "我是退休教师，现在反映学校食堂的问题。孩子们天天吃剩菜，伙食费却一个学期涨了两次，账本一直没有公开。" +
	"去年冬天锅炉坏了，学校说没有钱修，可是同一个月里办公室换了全套的新家具。问谁都说不知道，经办的人是后勤主任的弟弟。"

// alike is the part of a tip's page that names similar ones.
func (a answer) alike() string {
	_, rest, _ := strings.Cut(a.body, `<section class="notice info alike"`)
	part, _, _ := strings.Cut(rest, "</section>")
	return part
}

func TestSimilarTipsAreSuggestedToWhoReads(t *testing.T) {
	each(t, func(w *world) {
		clerk := w.join("clerk", "clerk")
		one, two, three, other := w.tip(1, copied(1)), w.tip(1, copied(2)), w.tip(1, copied(3)), w.tip(1, otherLetter)
		if got := clerk.get(tipPath(two.ID, "")).want(200).alike(); got != "" {
			w.Errorf("similar to what nobody has read: %s", got)
		}
		clerk.get(tipPath(one.ID, "")).want(200).has("Similar to 1 other tip", two.Number, tipPath(two.ID, "")).lacks("Screen as a duplicate")
		clerk.get(tipPath(other.ID, "")).want(200).lacks("Similar to")
		clerk.get(tipPath(three.ID, "")).want(200).has("Similar to 2 other tips", one.Number, two.Number, "Screen as a duplicate of "+one.Number, `data-key="D"`)

		path := tipPath(three.ID, "/screen?original="+url.QueryEscape(one.Number))
		clerk.get(path).want(200).has(`value="duplicate" checked`, "As a duplicate of "+one.Number)
		to := clerk.post(tipPath(three.ID, "/screen"), w.screening(three, url.Values{"outcome": {"duplicate"}, "original": {one.Number}})).want(303).location
		if now := w.state(three.ID); now.State != models.StateDuplicate {
			w.Errorf("state %s", now.State)
		}
		clerk.get(to).want(200).has(`value="` + one.Number + `"`)
		if now := w.state(one.ID); now.State != models.StateReceived {
			w.Errorf("the other one is %s", now.State)
		}
	})
}

// Of many copies the five likest stand on the page, and the others are a click
// away: as many as it says (P10).
func TestManyCopiesOfOneLetter(t *testing.T) {
	w := lite(t)
	clerk := w.join("clerk", "clerk")
	const copies = 9
	var last string
	for n := range int64(copies) {
		tip := w.tip(1, copied(n))
		last = clerk.get(tipPath(tip.ID, "")).want(200).alike()
	}
	if !strings.Contains(last, "Similar to 8 other tips") || strings.Count(last, "<li>") != copies-1 {
		t.Errorf("%s", last)
	}
	if shown, _, folded := strings.Cut(last, "<details>"); !folded || strings.Count(shown, "<li>") != 5 {
		t.Errorf("%s", last)
	}
}

// P7: what a member is recused from, or what another team has, is suggested to
// nobody who may not know of it, and changes nothing of what is.
func TestOnlyTipsOfTheScopeAreSuggested(t *testing.T) {
	each(t, func(w *world) {
		mei, lin, other := w.join("mei", "member:1"), w.join("lin", "member:1"), w.join("wu", "member:2")
		one, two := w.tip(1, copied(1)), w.tip(1, copied(2))
		mei.get(tipPath(one.ID, "")).want(200)
		before := mei.get(tipPath(two.ID, "")).want(200).alike()
		lin.get(tipPath(two.ID, "")).want(200)
		hidden, elsewhere := w.tip(1, copied(3)), w.tip(2, copied(4))
		w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
			return tx.Recuse(models.Recusal{StaffID: mei.me.ID, TipID: hidden.ID}, lin.me.ID)
		}))
		lin.get(tipPath(hidden.ID, "")).want(200).has("Similar to 2 other tips")
		other.get(tipPath(elsewhere.ID, "")).want(200).lacks("Similar to")
		if got := mei.get(tipPath(two.ID, "")).want(200).alike(); got != before || !strings.Contains(got, one.Number) {
			w.Errorf("%s\nbefore:\n%s", got, before)
		}
		lin.get(tipPath(two.ID, "")).want(200).has("Similar to 2 other tips", hidden.Number)
	})
}

// What tips are compared by is written once, when a text is first read, and is
// worth nothing without the key: the same words have another signature in another
// round.
func TestWhatTipsAreComparedBy(t *testing.T) {
	w := lite(t)
	mei, lin := w.join("mei", "member:1"), w.join("lin", "member:1")
	tip := w.tip(1, copied(1))
	likeness := func() (l models.Likeness, audits int) {
		w.read(func(tx *store.Tx) error {
			log, err := tx.AuditOf(tip.ID)
			if err != nil {
				return err
			}
			audits = len(log)
			l, err = tx.Likeness(tip.ID)
			if models.KindOf(err) == models.KindNotFound {
				return nil
			}
			return err
		})
		return l, audits
	}
	unread, before := likeness()
	mei.get(tipPath(tip.ID, "")).want(200)
	first, once := likeness()
	lin.get(tipPath(tip.ID, "")).want(200)
	second, twice := likeness()
	if unread.Signature != nil || first.Signature == nil || string(first.Signature) != string(second.Signature) {
		t.Errorf("%d, %d, %d bytes", len(unread.Signature), len(first.Signature), len(second.Signature))
	}
	if once != before+1 || twice != once+1 {
		t.Errorf("%d, %d, %d rows in the log", before, once, twice)
	}
	short := w.submit(intake.Draft{Channel: models.ChannelPhone, Category: models.CategoryOther, Text: "请查。", Origin: "backoffice", Actor: mei.me.ID}).Tip
	mei.get(tipPath(short.ID, "")).want(200).lacks("Similar to")
}
