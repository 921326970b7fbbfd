package main

import (
	"bytes"
	"testing"
)

// What two citizens write by mail.
const (
	mailClue   = "我是镇上的村民，听说扶贫款被人领走了，领款单上写着我父亲的名字，可他前年就不在了。"
	mailAnswer = "粮站的秤有问题，每车少称一百多斤，找谁说都没有用，请你们来看看。"
)

// The whole way in a real browser, on one office and one Chromium: on both
// sites, by the people of the demo.
func TestInARealBrowser(t *testing.T) {
	s := newStage(t, mailClue)
	t.Run("a report becomes a finding", s.reportToFinding)
	t.Run("reporter and office write to each other", s.dialogue)
	t.Run("a photo over a line that breaks", s.brokenUpload)
	t.Run("the citizens' site needs no script", s.withoutScripts)
	t.Run("a mail becomes a clue", s.mailToClue)
	t.Run("mails that belong together", s.mailsTogether)
	t.Run("a mailbox is set up", s.setUpMailbox)
	t.Run("the staff site by keyboard", s.byKeyboard)
	t.Run("a report by keyboard", s.reportByKeyboard)
	t.Run("the citizens' site read aloud", s.readAloud)
	t.Run("attachments are looked at", s.lookAtAttachments)
	t.Run("a first visit is light", s.firstVisits)
	t.Run("a planted barrier is found", s.aPlantedBarrier)
	t.Run("a statement proves a report", s.evidence)
	t.Run("a crowd behind one address", s.harder)
	t.Run("nothing is told", s.nothingIsTold)
	t.Run("every page", s.everyPage)
	t.Run("every promise is kept", s.promisesKept)
}

// promisesKept runs heed check on the demo and on all that was done to it.
func (s *stage) promisesKept(t *testing.T) {
	var out bytes.Buffer
	if err := (env{&terminal{out: &out, err: &out}, fake(nil)}).check(t.Context(), s.machine); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}
