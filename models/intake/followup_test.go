package intake_test

import (
	"bytes"
	"crypto/sha256"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// mailed is a tip that came by mail, and so without a receipt.
func (d desk) mailed(t *testing.T, uid uint32) models.Tip {
	t.Helper()
	digest := sha256.Sum256([]byte{byte(uid)})
	res, err := d.Submit(t.Context(), intake.Draft{
		Channel: models.ChannelMail, Text: "签到表请核对。", RawMail: []byte("From: li@x.cn\r\n\r\n…"), Origin: "mailbox",
		Ledger: &models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Outcome: models.LedgerTip, Digest: digest[:]},
	})
	if err != nil {
		t.Fatal(err)
	}
	return res.Tip
}

// answers is the mail with that UID, which answers the tip.
func answers(tip models.Tip, uid uint32) intake.FollowUpDraft {
	raw := bytes.Repeat([]byte{byte(uid)}, 100<<10)
	digest := sha256.Sum256(raw)
	return intake.FollowUpDraft{
		TipID: tip.ID, Subject: "Re", Text: "在铁柜里。", RawMail: raw, ReceivedAt: time.Now(),
		Files:  []intake.MailFile{{Name: "empty.txt"}, {Name: "a.bin", Type: "application/x", Data: raw}},
		Ledger: models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Digest: digest[:]},
	}
}

func (d desk) sound(t *testing.T) {
	t.Helper()
	lines, err := d.store.Check(t.Context(), store.CheckOptions{Blob: d.blobs.Envelope})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if !l.OK {
			t.Errorf("%+v", l)
		}
	}
}

// Several workers have the same mail; one message comes of it, whoever is first.
func TestAFollowUpIsStoredOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newDesk(t, s)
		tip := d.mailed(t, 1)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if _, err := d.FollowUp(t.Context(), answers(tip, 2)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		other := answers(tip, 2)
		other.Ledger.UID = 3
		if _, err := d.FollowUp(t.Context(), other); models.KindOf(err) != models.KindConflict {
			t.Errorf("the same bytes under another number: %v", err)
		}
		now, messages := d.dialogue(t, tip.ID)
		if len(messages) != 1 || now.Unread != 1 || messages[0].Files != 1 || now.Files != 1 {
			t.Errorf("%d messages, %+v", len(messages), now)
		}
		d.sound(t)
	})
}

func TestAFollowUpIsForTheOfficeAndItsCustodians(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	tip, long := d.mailed(t, 1), strings.Repeat("路", 40_000)
	draft := answers(tip, 2)
	draft.Text = long
	m, err := d.FollowUp(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := open.Bytes(m.Data, d.round.Content)
	if err != nil || bytes.Contains(plain, draft.RawMail[:100]) || !bytes.Contains(plain, []byte(`"text.txt"`)) || !bytes.Contains(plain, []byte(`"long_text"`)) {
		t.Errorf("%.200s, %v", plain, err)
	}
	if _, err := open.Bytes(m.Data, d.round.Identity); err == nil {
		t.Error("custodians read the text")
	}
	if _, err := d.FollowUp(t.Context(), intake.FollowUpDraft{TipID: 4711}); models.KindOf(err) != models.KindNotFound {
		t.Errorf("of no tip: %v", err)
	}
	d.sound(t)
}

// A worker that lost the account meanwhile stores nothing.
func TestAFollowUpUnderALostLease(t *testing.T) {
	d := newDesk(t, storetest.SQLite(t))
	tip := d.mailed(t, 1)
	draft := answers(tip, 2)
	draft.Lease = &models.Lease{Account: "office", Holder: "who had it", Fence: 1}
	if _, err := d.FollowUp(t.Context(), draft); models.KindOf(err) != models.KindConflict || !strings.Contains(err.Error(), "error.lease") {
		t.Errorf("%v", err)
	}
	if _, messages := d.dialogue(t, tip.ID); len(messages) != 0 {
		t.Errorf("%d messages", len(messages))
	}
}

// A commit whose answer is lost is one message, and no refusal.
func TestAFollowUpWhoseAnswerIsLost(t *testing.T) {
	const cutAt = 2 // behind that of the reading
	commits := &atomic.Int32{}
	commits.Store(-1000)
	s := storetest.Open(t, through(t, testserver.Postgres(t).NewDatabase(t), func(client net.Conn) {
		if commits.Add(1) == cutAt {
			_ = client.Close()
		}
	}), time.Now)
	d := newDesk(t, s)
	tip := d.mailed(t, 1)
	if _, err := d.Desk(t.Context(), tip.RoundID); err != nil { // it is known from now on
		t.Fatal(err)
	}
	commits.Store(0)
	m, err := d.FollowUp(t.Context(), answers(tip, 2))
	if err != nil || m.ID == 0 || commits.Load() <= cutAt {
		t.Fatalf("%+v, %v, %d commits", m, err, commits.Load())
	}
	if _, messages := d.dialogue(t, tip.ID); len(messages) != 1 {
		t.Errorf("%d messages", len(messages))
	}
	d.sound(t)
}
