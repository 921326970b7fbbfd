package store_test

import (
	"slices"
	"strconv"
	"testing"

	"heed/models"
	"heed/models/store"
)

func TestANoticeIsKeptInEveryLanguage(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		round := o.round.ID
		read := func() (n models.Notice, announced []models.Round, err error) {
			err = o.Read(t.Context(), func(tx *store.Tx) error {
				if announced, err = tx.Announced(); err != nil {
					return err
				}
				n, err = tx.Notice(round)
				return err
			})
			return n, announced, err
		}
		save := func(n models.Notice) error {
			return o.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveNotice(n, o.who["officer"].ID) })
		}
		_, announced, err := read()
		refused(t, err, models.KindNotFound, "error.not_found")
		if len(announced) != 0 {
			t.Fatalf("announced before anything is written: %v", announced)
		}
		draft := models.Notice{RoundID: round, Phone: "0000-1234567", Since: "2023-01-01", Texts: []models.NoticeText{
			{Lang: "zh", Body: "公告", Hours: "上午", Beyond: "诉讼"}, {Lang: "en", Body: "Notice"}, {Lang: "zh-hant"},
		}}
		if err := save(draft); err != nil {
			t.Fatal(err)
		}
		n, announced, err := read()
		if err != nil || len(announced) != 0 || n.Phone != draft.Phone || n.UpdatedBy != o.who["officer"].ID || len(n.Texts) != 2 {
			t.Fatalf("read %+v, announced %v, %v", n, announced, err)
		}
		if en := n.Said("en", "zh"); en.Body != "Notice" || en.Hours != "上午" || en.Lang != "en" {
			t.Errorf("in English: %+v", en)
		}
		draft.Published, draft.Phone, draft.Texts = true, "0000-7654321", draft.Texts[:1]
		if err := save(draft); err != nil {
			t.Fatal(err)
		}
		n, announced, err = read()
		if err != nil || len(announced) != 1 || announced[0].ID != round || n.Phone != draft.Phone || len(n.Texts) != 1 {
			t.Fatalf("after publication %+v, announced %v, %v", n, announced, err)
		}
		refused(t, save(models.Notice{RoundID: 999}), models.KindNotFound, "error.not_found")
		if states := noticeStates(t, o); !slices.Equal(states, []string{"draft", "published"}) {
			t.Errorf("the audit log holds %v", states)
		}
	})
}

// noticeStates are what the audit log says of notices, in order.
func noticeStates(t *testing.T, o *office) (states []string) {
	t.Helper()
	err := o.Read(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.AuditOfObject("round:" + strconv.FormatInt(o.round.ID, 10))
		for _, a := range rows {
			if a.Action == "notice.save" {
				states = append(states, a.To)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return states
}
