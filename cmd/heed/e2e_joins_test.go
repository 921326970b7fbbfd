package main

import (
	"fmt"
	"strings"
	"testing"

	"heed/models"
	"heed/models/store"
)

// A letter that two people send, changed in its way, and what the first answers
// to a mail of the office.
const (
	mailLetter = "我们是东河村第三村民小组的村民，现在反映修建通村公路中的几个问题，请派人下来核实。修路款一共四十二万元，只修了不到两公里，" +
		"路面薄的地方用脚一踩就碎，下雨就塌了三处。占用十一户人家的承包地，说好每亩补偿三千六百元，发到手里的只有一千二百元，签字的名单上有好几个名字不是本人写的。"
	mailReply  = "是去年三月的事，村里的人都看见了。"
	mailQuoted = "请问是哪一年的事？"
)

// mailsTogether looks at a mail that joined its tip and at tips that are nearly
// the same, as those who work with them do.
func (s *stage) mailsTogether(t *testing.T) {
	s.deliver(31, mailLetter+"代表第一户。")
	s.deliver(32, mailLetter+"代表第九户，盼复。")
	reply := fmt.Sprintf("From: Citizen <c31@mail.example>\r\nSubject: Re: report\r\nMessage-ID: <e2e-33@mail.example>\r\nIn-Reply-To: <e2e-31@mail.example>\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n\r\n在 2026-03-03 09:00:00，\"office\" <office@office.example> 写道：\r\n%s\r\n", mailReply, mailQuoted)
	s.dovecot.Deliver("tips", "INBOX", []byte(reply))
	first := s.mailed(t, 5)
	var second models.Tip
	s.read(t, func(tx *store.Tx) error {
		rows, err := tx.MailLedger("office", 0, 100)
		for _, r := range rows {
			if r.Outcome == models.LedgerTip {
				second = s.tip(t, r.TipID)
			}
		}
		return err
	})
	if first.Unread != 1 || first.ID == second.ID {
		t.Fatalf("%+v, %+v", first, second)
	}
	clerk := s.person(t, "clerk")
	clerk.open("/tips/"+fmt.Sprint(first.ID)).ok().has(mailReply, s.says("backoffice.thread.by_mail"), s.says("backoffice.tip.quoted", "n", 2)).lacks(mailQuoted)
	ask[bool](clerk, `(document.querySelector(".thread .quoted > summary").click(), true)`)
	clerk.has(mailQuoted)
	s.barrierFree(clerk, "a mail in a thread")

	clerk.open("/tips/"+fmt.Sprint(second.ID)).ok().has(s.says("backoffice.alike.title", "n", 1), first.Number)
	s.barrierFree(clerk, "a similar tip")
	for _, width := range []int64{1440, 390} {
		clerk.do(viewport(width))
		clerk.fits("a similar tip")
		clerk.shoot(fmt.Sprint("alike-", width))
	}
	clerk.do(viewport(1440))
	clerk.shows("D").presses("D").ok()
	if text := clerk.text("main form"); !strings.Contains(text, first.Number) || !clerk.there(`[name=outcome][value=duplicate]:checked`) {
		t.Errorf("the form of %s does not begin as a duplicate of %s", second.Number, first.Number)
	}
	clerk.shoot("alike-screen")
}
