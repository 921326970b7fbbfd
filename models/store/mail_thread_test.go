package store_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

// reply is the mail with that UID, on its way to a tip.
func (o *office) reply(uid uint32, tipID int64) store.Joined {
	j := store.Joined{NewMessage: o.message(tipID, models.MessageFact), Ledger: mailRow(uid, ""), Unread: 5}
	raw := o.sealed(models.EnvelopeMail)
	j.Mail, j.Origin, j.Ledger.Digest = &raw, "mailbox", digest("mail", int(uid))
	j.Message.Once = j.Ledger.Digest
	return j
}

// joined is that mail as a message of the tip.
func (o *office) joined(t *testing.T, uid uint32, tipID int64) (m models.Message) {
	t.Helper()
	j := o.reply(uid, tipID)
	o.do(t, func(tx *store.Tx) (err error) {
		m, err = tx.JoinMail(j)
		return err
	})
	return m
}

func (o *office) tryJoin(t *testing.T, j store.Joined) (m models.Message, err error) {
	t.Helper()
	err = o.Write(t.Context(), func(tx *store.Tx) (err error) {
		m, err = tx.JoinMail(j)
		return err
	})
	return m, err
}

func TestAMailJoinsATipOnce(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.tip(t, asMail(1, models.LedgerTip), func(n *store.NewTip) { n.Receipt = nil })
		record(t, o.Store, mailRow(2, models.LedgerRetry))
		j := o.reply(2, tip.ID)
		j.ReceivedAt = o.clock.Now().Add(-time.Hour)
		m, err := o.tryJoin(t, j)
		if err != nil {
			t.Fatal(err)
		}
		again, err := o.tryJoin(t, j) // its answer was lost
		if err != nil || again.ID != m.ID {
			t.Errorf("again: %+v, %v", again, err)
		}
		now := o.reload(t, tip.ID)
		if now.Unread != 1 || !now.Named || !m.At.Equal(j.ReceivedAt.UTC().Truncate(time.Microsecond)) || m.Kind != models.MessageFact || !m.Unread() {
			t.Errorf("%+v, %+v", now, m)
		}
		if rows := mailRows(t, o.Store, 2); rows[0].Outcome != models.LedgerJoined || rows[0].TipID != tip.ID {
			t.Errorf("%+v", rows)
		}
		other := o.reply(3, tip.ID) // the same bytes elsewhere
		other.Ledger.Digest = j.Ledger.Digest
		if _, err := o.tryJoin(t, other); models.KindOf(err) != models.KindConflict {
			t.Errorf("the same bytes: %v", err)
		}
		other.Message.Once = j.Message.Once
		if _, err := o.tryJoin(t, other); models.KindOf(err) != models.KindConflict {
			t.Errorf("the same mail under another number: %v", err)
		}
		if _, err := o.tryJoin(t, o.reply(1, tip.ID)); models.KindOf(err) != models.KindConflict {
			t.Errorf("a mail that is a tip: %v", err)
		}
		if got := o.messages(t, tip.ID); len(got) != 1 {
			t.Errorf("%d messages", len(got))
		}
		o.look(t, func(tx *store.Tx) error {
			found, err := tx.TipsByDigest([][]byte{j.Ledger.Digest})
			if found[string(j.Ledger.Digest)] != tip.ID {
				t.Errorf("%v", found)
			}
			return err
		})
		if lines := broken(o.check(t)); lines != nil {
			t.Errorf("broken: %v", lines)
		}
	})
}

func TestTooManyUnreadJoinNothing(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.tip(t, asMail(1, models.LedgerTip))
		first, second := o.reply(2, tip.ID), o.reply(3, tip.ID)
		first.Unread, second.Unread = 1, 1
		if _, err := o.tryJoin(t, first); err != nil {
			t.Fatal(err)
		}
		if _, err := o.tryJoin(t, second); models.KindOf(err) != models.KindLimited {
			t.Errorf("over the bound: %v", err)
		}
		if rows := mailRows(t, o.Store, 3); len(rows) != 0 {
			t.Errorf("%+v", rows)
		}
	})
}

func TestWhatAMailRefersTo(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		name, sender := []byte("name of an id"), []byte("sender")
		tip := o.tip(t, asMail(1, models.LedgerTip), func(n *store.NewTip) { n.Ledger.Message, n.Ledger.Sender = name, sender })
		o.do(t, func(tx *store.Tx) error {
			aside := mailRow(2, models.LedgerSetAside)
			aside.Message, aside.Sender, aside.Digest = name, []byte("machine"), digest("mail", 2)
			if err := tx.RecordMail([]models.Ledger{aside}); err != nil {
				return err
			}
			for range 2 {
				if err := tx.AddMailRefs([]store.MailRef{{Message: []byte("ours"), Sender: sender, TipID: tip.ID}}); err != nil {
					return err
				}
			}
			return nil
		})
		o.look(t, func(tx *store.Tx) error {
			refs, err := tx.MailRefs([][]byte{name, []byte("ours"), []byte("none")})
			if err != nil {
				return err
			}
			for _, word := range []string{string(name), "ours"} {
				if got := refs[word]; len(got) != 1 || got[0].TipID != tip.ID || !bytes.Equal(got[0].Sender, sender) {
					t.Errorf("%s: %+v", word, got)
				}
			}
			if len(refs) != 2 {
				t.Errorf("%d found", len(refs))
			}
			names, err := tx.MailNames([][]byte{name})
			if got := names[string(name)]; len(got) != 2 || !bytes.Equal(got[1], digest("mail", 2)) {
				t.Errorf("%x", got)
			}
			return err
		})
	})
}

// What a mail refers to is looked up by an index, however long the ledger is.
func TestMailIsFoundByAnIndex(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		r := o.raw(t, false)
		hash := map[string]string{"sqlite": "randomblob(16)", "postgres": "decode(md5(n::text), 'hex')"}[o.Dialect()]
		r.exec(`INSERT INTO mail_ledger (account, folder, uidvalidity, uid, outcome, tip_id, reason, tries, at, message)
			WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000) SELECT 'office', 'INBOX', 1, n, 'vanished', 0, '', 0, $1, `+hash+` FROM c`,
			o.clock.Now())
		explain, column, two := "EXPLAIN QUERY PLAN ", 3, "x'00', x'01'"
		if o.Dialect() == "postgres" {
			r.exec("ANALYZE mail_ledger")
			explain, column, two = "EXPLAIN ", 0, `'\x00', '\x01'`
		}
		for _, query := range []string{
			"SELECT message, digest FROM mail_ledger WHERE message IN (" + two + ") ORDER BY id",
			"SELECT message, sender, tip_id FROM mail_ledger WHERE message IN (" + two + ") AND tip_id <> 0 ORDER BY id",
		} {
			if plan := r.column(explain+query, column); !strings.Contains(plan, "mail_ledger_message") {
				t.Errorf("%s:\n%s", query, plan)
			}
		}
	})
}
