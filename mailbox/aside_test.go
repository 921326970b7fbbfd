package mailbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// asideOf opens what a row was put aside as.
func (o *office) asideOf(t *testing.T, row models.Ledger) (a models.Aside, text models.TextEnvelope, raw []byte) {
	t.Helper()
	var parts []models.Envelope
	err := o.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		if a, err = tx.Aside(models.Scope{All: true}, row.AsideID); err != nil {
			return err
		}
		parts, err = tx.AsideParts(a.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range parts {
		key := o.round.Content
		if e.Kind == models.EnvelopeMail {
			key = o.round.Identity
		}
		plain, err := open.BundledBytes(o.sealed(t, e), e.BundleSecret(), key)
		if err == nil && e.Kind == models.EnvelopeText {
			err = json.Unmarshal(plain, &text)
		}
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == models.EnvelopeMail {
			raw = plain
		}
	}
	return a, text, raw
}

// isAside wants a row's mail to lie aside whole: its text for those who read
// tips, its bytes for the custodians.
func (o *office) isAside(t *testing.T, row models.Ledger, mail []byte) {
	t.Helper()
	a, text, raw := o.asideOf(t, row)
	if a.Reason != row.Reason || a.Account != "office" || a.Settled() || !a.Named || !bytes.Equal(a.Digest, row.Digest) || row.TipID != 0 {
		t.Errorf("%+v", a)
	}
	if text.Mail == nil || text.Mail.Kind != row.Reason || text.Text == "" {
		t.Errorf("%s: the text says %+v", row.Reason, text)
	}
	if !bytes.Equal(raw, mail) {
		t.Errorf("%s: %d bytes of %d are kept", row.Reason, len(raw), len(mail))
	}
}

// The same bytes are put aside once, in one parcel, in another folder, in a later
// sweep; and what was taken as a tip meanwhile makes them its duplicates.
func TestTheSameBytesAreOneAside(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o, server := newOffice(t, s), testserver.Dovecot(t, testserver.DovecotOptions{})
		a := account(server)
		a.Folders = []string{"INBOX", "Other"}
		server.Deliver("tips", "INBOX", []byte(autoReply))
		server.Deliver("tips", "INBOX", []byte(autoReply))
		server.Deliver("tips", "INBOX", mail(1))
		server.Deliver("tips", "Other", []byte(autoReply))
		o.want(o.sweep(a), "seen 4 imported 1 set_aside 3")
		server.Deliver("tips", "INBOX", []byte(autoReply))
		o.want(o.sweep(a), "seen 1 set_aside 1")
		o.accounted(5)
		first := o.ledgerOf(t, 4).AsideID
		var tip models.Tip
		err := o.store.Write(t.Context(), func(tx *store.Tx) (err error) {
			waiting, err := tx.Asides(models.Scope{All: true}, store.AsideFilter{})
			if len(waiting) != 1 || waiting[0].ID != first {
				t.Errorf("%+v", waiting)
			}
			if err == nil {
				tip, err = tx.TakeAside(models.Scope{All: true}, first, 1)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if raw := o.opened(t, tip.ID, models.EnvelopeMail, o.round.Identity); string(raw) != autoReply {
			t.Errorf("%q", raw)
		}
		server.Deliver("tips", "INBOX", []byte(autoReply))
		o.want(o.sweep(a), "seen 1 duplicate 1")
		o.accounted(6)
		o.sound(t)
	})
}

// The janitor leaves what parts of asides name, and takes what nothing does.
func TestTheJanitorKnowsWhatIsAside(t *testing.T) {
	clock := storetest.NewClock(time.Now())
	o := newOfficeAt(t, storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", clock.Now), clock.Now)
	server := testserver.Dovecot(t, testserver.DovecotOptions{})
	bulk := []byte("List-Id: <l.example>\r\n" + string(withFile(1, 200<<10)))
	server.Deliver("tips", "INBOX", bulk)
	o.want(o.sweep(account(server)), "seen 1 set_aside 1")
	orphan, err := o.blobs.Create(t.Context())
	if err == nil {
		_, err = orphan.Write([]byte("nobody's"))
	}
	if err = errors.Join(err, orphan.Close()); err != nil {
		t.Fatal(err)
	}
	clock.Add(100 * time.Hour)
	if n, err := o.intake.Janitor(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d blobs removed: %v", n, err)
	}
	o.isAside(t, o.ledgerOf(t, 1), bulk)
	o.sound(t)
}

// What is put aside comes in by the same door, with its ledger row or not at all.
func TestAnAsideNeedsItsMessage(t *testing.T) {
	o := newOffice(t, storetest.SQLite(t))
	res, err := o.intake.Submit(t.Context(), intake.Draft{Channel: models.ChannelMail, Text: "x", Aside: whyBounce, Origin: "mailbox", RoundID: o.round.ID})
	if err != nil || res.Aside != 0 || res.Tip.ID == 0 {
		t.Errorf("%+v, %v", res, err)
	}
}
