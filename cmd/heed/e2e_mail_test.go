package main

import (
	"path/filepath"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
)

// Two mails on a real Dovecot become clues. The first was there when the office
// opened and is signed for; the second comes in while it runs, and is returned.
func (s *stage) mailToClue(t *testing.T) {
	people := map[string]*tab{}
	for _, login := range []string{"clerk", "member", "leader", "officer"} {
		people[login] = s.person(t, login)
	}
	first := s.mailed(t, 1)
	officer := s.handOff(t, people, first, mailClue)
	officer.write("signed", "县纪委监委 赵某 三月十日")
	officer.press(`button[value=sign]`).ok().has(s.says(models.HandoffSigned.Key()), "赵某")
	if now := s.tip(t, first.ID); now.State != models.StateClosed || now.Code != models.ToClue {
		t.Errorf("the report of the clue: %s %s", now.State, now.Code)
	}

	s.deliver(2, mailAnswer)
	second := s.mailed(t, 2)
	officer = s.handOff(t, people, second, mailAnswer)
	officer.write("returned", "不属本单位管辖")
	officer.press(`button[value=return]`).ok().has(s.says(models.HandoffReturned.Key()), "不属本单位管辖")
	if now := s.tip(t, second.ID); now.State != models.StateReopened || now.DueOn == "" {
		t.Errorf("the report of the returned clue: %s, due %q", now.State, now.DueOn)
	}
	people["member"].pickTip(second).has(s.says("tip_state.reopened"))
}

// mailed waits until n messages were recorded and moved, and gives the newest.
func (s *stage) mailed(t *testing.T, n int) models.Tip {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(patient); time.Now().Before(late); <-tick.C {
		moved, err := filepath.Glob(filepath.Join(s.dovecot.Maildir("tips", "Processed"), "???", "*"))
		if err != nil {
			t.Fatal(err)
		}
		var rows []models.Ledger
		s.read(t, func(tx *store.Tx) (err error) {
			rows, err = tx.MailLedger("office", 0, 100)
			return err
		})
		if len(rows) == n && len(moved) == n {
			return s.tip(t, rows[n-1].TipID)
		}
	}
	t.Fatalf("%d mails were not swept", n)
	return models.Tip{}
}

// handOff takes a mail from the queue to the body that the clue is delivered to,
// where the officer's tab stays.
func (s *stage) handOff(t *testing.T, people map[string]*tab, tip models.Tip, text string) *tab {
	t.Helper()
	clerk, member, leader, officer := people["clerk"], people["member"], people["leader"], people["officer"]
	s.screen(clerk.pickTip(tip).has(text))

	member.pickTip(tip).press(`[data-key=c]`).ok().press(`[data-key=p]`).ok().press(`a[href$="code=TO_CLUE"]`).ok()
	member.pick("recipient", s.says("body.discipline"))
	member.write("summary", "反映基层资金与计量管理中的违规线索")
	member.write("reason", "涉嫌违纪")
	member.pick("basis", s.says("backoffice.basis.accusation_rules"))
	member.press(`form[action$="/propose"] .actions button`).ok().has(s.says("backoffice.done.proposed"))

	leader.open("/").ok().follow(tip.Number).ok()
	leader.lacks(text).press(`button[value=approve]`).ok().has(s.says("backoffice.done.approved"))

	officer.pickTip(tip).follow(s.says("backoffice.decision.handoff")).ok()
	officer.press(`button[value=seal]`).ok().press(`button[value=deliver]`).ok().lacks(text)
	return officer
}
