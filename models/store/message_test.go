package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"heed/models"
	"heed/models/store"
)

// message is one of a kind on a tip, by the member where the office writes it.
func (o *office) message(tipID int64, k models.MessageKind, files ...models.Envelope) store.NewMessage {
	o.made++
	n := store.NewMessage{Files: files, Origin: "portal", Message: models.Message{
		TipID: tipID, Kind: k, KeyID: o.round.KeyID, Data: fmt.Appendf(nil, "sealed message %d", o.made), Once: digest("once", o.made),
	}}
	if k.Sender() == models.FromOffice {
		n.Message.ByID, n.Origin, n.Message.Reply = o.who["member"].ID, "backoffice", fmt.Appendf(nil, "sealed reply %d", o.made)
	}
	return n
}

// say stores a message that must be taken.
func (o *office) say(t *testing.T, n store.NewMessage) (m models.Message) {
	t.Helper()
	o.do(t, func(tx *store.Tx) (err error) {
		m, err = tx.AddMessage(n)
		return err
	})
	return m
}

func (o *office) messages(t *testing.T, tipID int64) (all []models.Message) {
	t.Helper()
	o.look(t, func(tx *store.Tx) (err error) {
		all, err = tx.Messages(tipID)
		return err
	})
	return all
}

// dialogue is a question that was answered with a file and read, and a fact with
// two files that nobody has read.
func (o *office) dialogue(t *testing.T) models.Tip {
	t.Helper()
	tip := o.tip(t, func(n *store.NewTip) { n.Tip.Channel = models.ChannelPhone })
	for _, event := range wayTo(models.StateReviewing) {
		o.move(t, tip.ID, event)
	}
	o.say(t, o.message(tip.ID, models.MessageQuestion))
	answer := o.say(t, o.message(tip.ID, models.MessageFact, o.sealed(models.EnvelopeFile)))
	o.do(t, func(tx *store.Tx) error { return tx.ReadMessages(tip.ID, answer.ID, o.who["member"].ID) })
	more := o.sealed(models.EnvelopeFile)
	o.made++
	second := o.blob(o.sealed(models.EnvelopeFile))
	second.Ord = 1
	o.say(t, o.message(tip.ID, models.MessageFact, more, second))
	return o.reload(t, tip.ID)
}

func TestADialogueMovesItsTip(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.at(t, models.StateReviewing)
		before := o.reload(t, tip.ID)
		o.say(t, o.message(tip.ID, models.MessageQuestion))
		if now := o.reload(t, tip.ID); now.State != models.StateAwaitingReporter || now.Unread != 0 || now.Clock != models.ClockReporter {
			t.Errorf("asked: %+v", now)
		}
		m := o.say(t, o.message(tip.ID, models.MessageFact, o.sealed(models.EnvelopeFile)))
		now := o.reload(t, tip.ID)
		if m.Kind != models.MessageAnswer || m.FirstFile != 1 || m.Files != 1 || m.Sender != models.FromReporter || !m.Unread() {
			t.Errorf("the answer: %+v", m)
		}
		if now.State != models.StateReviewing || now.Unread != 1 || now.Files != before.Files+1 || now.DueOn != before.DueOn {
			t.Errorf("answered: %+v, before %+v", now, before)
		}
		o.say(t, o.message(tip.ID, models.MessageReply))
		if m := o.say(t, o.message(tip.ID, models.MessageFact)); m.Kind != models.MessageFact {
			t.Errorf("unasked, it is a %s", m.Kind)
		}
		if now := o.reload(t, tip.ID); now.State != models.StateReviewing || now.Unread != 2 {
			t.Errorf("after a reply and a fact: %+v", now)
		}
		if lines := broken(o.check(t)); lines != nil {
			t.Errorf("broken: %v", lines)
		}
	})
}

func TestAQuestionNeedsAReview(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, s := range models.TipStates() {
			tip := o.at(t, s)
			err := o.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.AddMessage(o.message(tip.ID, models.MessageQuestion))
				return err
			})
			if asked := err == nil; asked != s.Can(models.EventAsk) {
				t.Errorf("asked in %s: %v", s, err)
			}
			if err != nil && len(o.messages(t, tip.ID)) != 0 {
				t.Errorf("a question refused in %s is stored", s)
			}
		}
	})
}

// Whatever became of a tip, what its reporter adds is kept and unread, and
// danger has a clock where a tip can have one.
func TestTheReporterIsHeardInEveryState(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		for _, s := range models.TipStates() {
			told := o.at(t, s)
			o.say(t, o.message(told.ID, models.MessageWithdraw))
			want := s
			if s == models.StateAwaitingReporter {
				want = models.StateReviewing
			}
			if now := o.reload(t, told.ID); now.State != want || now.Unread != 1 || now.Urgent {
				t.Errorf("%s, withdrawn: %+v", s, now)
			}
			o.say(t, o.message(told.ID, models.MessageProtect))
			now := o.reload(t, told.ID)
			if !now.Urgent || now.Unread != 2 {
				t.Errorf("%s, in danger: %+v", s, now)
			}
			if s != models.StateArchived && now.DueOn != "2026-03-02" {
				t.Errorf("%s, in danger: due %q by %q in %s", s, now.DueOn, now.Clock, now.State)
			}
		}
		if lines := broken(o.check(t)); !slices.Equal(lines, []string{"check.tip_outcome", "check.decision_waits"}) { // at decides nothing
			t.Errorf("broken: %v", lines)
		}
	})
}

func TestTheSameSendingIsOneMessage(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip, other := o.tip(t), o.tip(t)
		n := o.message(tip.ID, models.MessageFact, o.sealed(models.EnvelopeFile))
		first := o.say(t, n)
		n.Message.Data = []byte("sealed anew")
		if again := o.say(t, n); again.ID != first.ID || !bytes.Equal(again.Data, first.Data) {
			t.Errorf("again: %+v", again)
		}
		if now := o.reload(t, tip.ID); now.Unread != 1 || now.Files != 2 {
			t.Errorf("stored twice: %+v", now)
		}
		n.Message.TipID = other.ID
		if elsewhere := o.say(t, n); elsewhere.ID == first.ID {
			t.Error("a message of one tip is taken for another's")
		}
	})
}

func TestReadingIsOfWhatWasShown(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.dialogue(t)
		shown := o.messages(t, tip.ID)
		o.say(t, o.message(tip.ID, models.MessageFact)) // came while the page was on its way
		read := func(by string) {
			o.do(t, func(tx *store.Tx) error { return tx.ReadMessages(tip.ID, shown[len(shown)-1].ID, o.who[by].ID) })
		}
		read("head")
		read("deputy")
		all := o.messages(t, tip.ID)
		for i, want := range []string{"", "member", "head", ""} {
			if all[i].ReadBy != o.who[want].ID || (all[i].ReadAt != nil) != (want != "") {
				t.Errorf("message %d, %s: read by %d", i, all[i].Kind, all[i].ReadBy)
			}
		}
		if now := o.reload(t, tip.ID); now.Unread != 1 {
			t.Errorf("%d unread", now.Unread)
		}
		o.look(t, func(tx *store.Tx) error {
			log, err := tx.AuditOf(tip.ID)
			var rows int
			for _, a := range log {
				if a.Action == "message.read" && a.Actor == o.who["head"].ID {
					rows++
				}
				if a.Actor == o.who["deputy"].ID {
					t.Errorf("reading nothing left a row: %+v", a)
				}
			}
			if rows != 1 {
				t.Errorf("%d rows of one reading", rows)
			}
			return err
		})
		if lines := broken(o.check(t)); lines != nil {
			t.Errorf("broken: %v", lines)
		}
	})
}

// A message that is taken out of the database leaves its audit row behind.
func TestAMessageDoesNotVanishUnseen(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		o.dialogue(t)
		o.raw(t, true).exec("DELETE FROM messages WHERE kind = 'question'")
		if lines := broken(o.check(t)); len(lines) != 1 || lines[0] != "check.message_audit" {
			t.Errorf("broken: %v", lines)
		}
	})
}

// The database itself keeps the two sides apart.
func TestTheDatabaseRefusesAMessageOfNoSide(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		tip := o.tip(t)
		for name, change := range map[string]func(*store.NewMessage){
			"a reply that the reporter cannot read": func(n *store.NewMessage) { n.Message.Kind, n.Message.ByID = models.MessageReply, 1 },
			"a reply of nobody":                     func(n *store.NewMessage) { n.Message.Kind, n.Message.Reply = models.MessageReply, []byte("x") },
			"a fact by a member":                    func(n *store.NewMessage) { n.Message.ByID = 1 },
			"a fact sealed to the reporter":         func(n *store.NewMessage) { n.Message.Reply = []byte("x") },
		} {
			n := o.message(tip.ID, models.MessageFact)
			change(&n)
			err := o.Write(t.Context(), func(tx *store.Tx) error {
				_, err := tx.AddMessage(n)
				return err
			})
			if models.KindOf(err) != models.KindConflict {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
