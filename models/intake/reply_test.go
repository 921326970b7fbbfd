package intake_test

import (
	"encoding/json"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/seal/receipt"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// reported is a report and the receipt of it.
func (d desk) reported(t *testing.T) intake.Result {
	t.Helper()
	res, err := d.Submit(t.Context(), webDraft(d))
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func (d desk) dialogue(t *testing.T, tipID int64) (tip models.Tip, all []models.Message) {
	t.Helper()
	if err := d.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		if tip, err = tx.Tip(models.Scope{All: true}, tipID); err != nil {
			return err
		}
		all, err = tx.Messages(tipID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return tip, all
}

func (d desk) stagedAs(t *testing.T, name, content string) intake.Staged {
	t.Helper()
	s, err := d.Stage(t.Context(), d.round.ID, name, "text/plain", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAReplyIsSealedToTheOfficeAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		res := d.reported(t)
		m, err := d.Reply(t.Context(), intake.ReplyDraft{
			Receipt: res.Receipt, Kind: models.MessageFact, Text: " 签到表在村委会的柜子里。\r\n",
			Files: []intake.Staged{d.stagedAs(t, "签到表.txt", "李某 李某"), d.stagedAs(t, "账.txt", strings.Repeat("三百元\n", 20_000))},
		})
		if err != nil {
			t.Fatal(err)
		}
		tip, all := d.dialogue(t, res.Tip.ID)
		if len(all) != 1 || all[0].ID != m.ID || tip.Unread != 1 || tip.Files != 2 || tip.Bytes == 0 {
			t.Fatalf("%d messages, tip %+v", len(all), tip)
		}
		var text models.MessageText
		plain, err := open.Bytes(all[0].Data, d.round.Content)
		if err == nil {
			err = json.Unmarshal(plain, &text)
		}
		if err != nil || text.Text != "签到表在村委会的柜子里。" || len(text.Files) != 2 || text.Files[1].Name != "账.txt" || text.Files[1].Ord != 1 {
			t.Errorf("%+v, %v", text, err)
		}
		if _, err := res.Receipt.Open(all[0].Data); err == nil || len(all[0].Reply) != 0 {
			t.Error("who finds the receipt reads what the reporter wrote")
		}
		lines, err := s.Check(t.Context(), store.CheckOptions{Blob: d.blobs.Envelope})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if !l.OK {
				t.Errorf("%+v", l)
			}
		}
	})
}

func TestAReplyThatIsNone(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	res := d.reported(t)
	unknown, err := receipt.New()
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("长", 3001)
	for name, c := range map[string]struct {
		draft intake.ReplyDraft
		kind  models.Kind
		key   string
	}{
		"nothing":           {intake.ReplyDraft{Kind: models.MessageFact, Text: " \n"}, models.KindInvalid, "error.message_empty"},
		"too much":          {intake.ReplyDraft{Kind: models.MessageProtect, Text: long}, models.KindInvalid, "error.text_long"},
		"a question":        {intake.ReplyDraft{Kind: models.MessageQuestion, Text: "x"}, models.KindInvalid, "error.malformed"},
		"no kind":           {intake.ReplyDraft{Text: "x"}, models.KindInvalid, "error.malformed"},
		"an unknown one":    {intake.ReplyDraft{Receipt: unknown, Kind: models.MessageFact, Text: "x"}, models.KindNotFound, "error.not_found"},
		"another key's":     {intake.ReplyDraft{Kind: models.MessageFact, Text: "x", Files: []intake.Staged{{}}}, models.KindInvalid, "error.files_gone"},
		"one file too many": {intake.ReplyDraft{Kind: models.MessageFact, Text: "x", Files: make([]intake.Staged, 6)}, models.KindInvalid, "error.files_many"},
	} {
		if c.draft.Receipt.IsZero() {
			c.draft.Receipt = res.Receipt
		}
		for i := range c.draft.Files {
			if c.key == "error.files_many" {
				c.draft.Files[i].KeyID = d.round.KeyID
			}
		}
		_, err := d.Reply(t.Context(), c.draft)
		if models.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.key) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Reply(t.Context(), intake.ReplyDraft{Receipt: res.Receipt, Kind: models.MessageFact, Text: long[3:]}); err != nil {
		t.Errorf("3,000 characters: %v", err)
	}
	if _, err := d.Reply(t.Context(), intake.ReplyDraft{Receipt: res.Receipt, Kind: models.MessageWithdraw}); err != nil {
		t.Errorf("a withdrawal without words: %v", err)
	}
	if tip, all := d.dialogue(t, res.Tip.ID); len(all) != 2 || tip.Unread != 2 {
		t.Errorf("%d messages, %d unread", len(all), tip.Unread)
	}
}

// The same form twice is one message; what was changed in it is another.
func TestAFormSentTwiceIsOneReply(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	res := d.reported(t)
	form := intake.ReplyDraft{Receipt: res.Receipt, Kind: models.MessageFact, Text: "还有一件事", Once: "form one"}
	var ids []int64
	for _, text := range []string{form.Text, form.Text, "还有两件事"} {
		form.Text = text
		m, err := d.Reply(t.Context(), form)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, m.ID)
	}
	if ids[0] != ids[1] || ids[1] == ids[2] {
		t.Errorf("messages %v", ids)
	}
	form.Once = ""
	for range 2 {
		if _, err := d.Reply(t.Context(), form); err != nil {
			t.Fatal(err)
		}
	}
	if _, all := d.dialogue(t, res.Tip.ID); len(all) != 4 {
		t.Errorf("%d messages", len(all))
	}
}

func TestNobodyFillsTheTableUnread(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	res := d.reported(t)
	send := func() error {
		_, err := d.Reply(t.Context(), intake.ReplyDraft{Receipt: res.Receipt, Kind: models.MessageFact, Text: "又想起一件"})
		return err
	}
	for range 50 {
		if err := send(); err != nil {
			t.Fatal(err)
		}
	}
	if err := send(); models.KindOf(err) != models.KindConflict {
		t.Errorf("the fifty-first: %v", err)
	}
	_, all := d.dialogue(t, res.Tip.ID)
	if err := d.store.Write(t.Context(), func(tx *store.Tx) error { return tx.ReadMessages(res.Tip.ID, all[len(all)-1].ID, 1) }); err != nil {
		t.Fatal(err)
	}
	if err := send(); err != nil {
		t.Errorf("after the office has read: %v", err)
	}
}

// The line is cut right behind a commit: the message is in, once.
func TestAReplyWhoseCommitIsLostIsKeptOnce(t *testing.T) {
	var commits atomic.Int32 // left until the line is cut
	s := storetest.Open(t, through(t, testserver.Postgres(t).NewDatabase(t), func(client net.Conn) {
		if commits.Add(-1) == 0 {
			_ = client.Close()
		}
	}), time.Now)
	d := newDesk(t, s)
	res := d.reported(t)
	commits.Store(3) // those of looking up the receipt and the round come first
	if _, err := d.Reply(t.Context(), intake.ReplyDraft{Receipt: res.Receipt, Kind: models.MessageFact, Text: "还有一件事"}); err != nil {
		t.Fatal(err)
	}
	if tip, all := d.dialogue(t, res.Tip.ID); commits.Load() >= 0 || len(all) != 1 || tip.Unread != 1 {
		t.Errorf("%d commits left, %d messages, %d unread", commits.Load(), len(all), tip.Unread)
	}
}
