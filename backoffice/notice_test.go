package backoffice_test

import (
	"net/url"
	"strings"
	"testing"

	"heed/models"
	"heed/models/store"
)

// The office writes a notice, sees its faults, publishes it and takes it back.
func TestTheOfficePublishesANotice(t *testing.T) {
	each(t, func(w *world) {
		officer, clerk := w.join("officer", "officer"), w.join("clerk", "clerk")
		path := "/notices/" + itoa(w.round.ID)
		clerk.get(path).want(403)
		officer.get("/rounds").want(200).has(path)
		officer.get(path).want(200).has("not published", "body_zh", "beyond_en")
		officer.get("/notices/999").want(404)
		for _, standing := range w.standing() {
			officer.get("/notices/" + itoa(standing)).want(404)
			officer.post("/notices/"+itoa(standing), nil).want(404)
		}

		notice := url.Values{
			"phone": {"0000-1234567"}, "mailbox": {"xuncha@mail.example"}, "since": {"2023-01-01"}, "published": {"1"}, "hours_zh": {"上午八点到十二点"},
			"body_en": {"Notice"}, "beyond_zh": {"诉讼\n邻里纠纷"},
		}
		officer.post(path, notice).want(422).has("Please fill this in", "0000-1234567")
		notice.Set("body_zh", "县委巡察组公告")
		notice.Set("since", "last year")
		notice.Set("mailbox", "nobody")
		notice.Set("address_zh", strings.Repeat("长", 4001))
		officer.post(path, notice).want(422).has("such as 2026-03-02", "whole mail address", "too long")
		if _, err := w.notice(); models.KindOf(err) != models.KindNotFound {
			t.Fatalf("a notice with faults was stored: %v", err)
		}
		notice.Set("since", "2023-01-01")
		notice.Set("mailbox", "xuncha@mail.example")
		notice.Del("address_zh")
		officer.post(path, notice).want(303)
		officer.get(path).want(200).has("县委巡察组公告", "上午八点到十二点", "0000-1234567", "2023-01-01")
		n, err := w.notice()
		if err != nil || !n.Published || n.Said("en", "zh").Hours != "上午八点到十二点" || n.Said("en", "zh").Body != "Notice" {
			t.Fatalf("stored %+v, %v", n, err)
		}
		notice.Del("published")
		officer.post(path, notice).want(303)
		if n, err := w.notice(); err != nil || n.Published {
			t.Errorf("still published: %+v, %v", n, err)
		}
	})
}

// standing is the round that has no notice.
func (w *world) standing() (ids []int64) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		rounds, err := tx.Rounds()
		for _, r := range rounds {
			if r.Standing {
				ids = append(ids, r.ID)
			}
		}
		return err
	})
	if len(ids) != 1 {
		w.Fatalf("standing rounds %v", ids)
	}
	return ids
}

func (w *world) notice() (n models.Notice, err error) {
	w.Helper()
	err = w.store.Read(w.ctx, func(tx *store.Tx) error {
		n, err = tx.Notice(w.round.ID)
		return err
	})
	return n, err
}
