package mailbox

import (
	"strings"
	"time"

	"heed/mailbox/answer"
	"heed/mailbox/parse"
	"heed/models"
	"heed/models/intake"
)

// answersASweep is how many new mails of a folder may be answered in one sweep.
// When more wait, none is: somebody imports a history, or a mailbox was neglected
// for so long that an answer says nothing any more.
const answersASweep = 200

// answerTo says what the sender of a letter is to be told; "" for nothing. What is
// put aside, quarantined, a duplicate or part of a tip never comes this far.
func (p *pass) answerTo(i item) answer.Kind {
	kind := p.link.account.Answer
	if p.m.opts.Answer == nil || kind == "" || kind == models.MailAnswerOff || p.many || i.outcome != models.LedgerTip {
		return ""
	}
	if !p.vouched(i) || !p.recent(i) || i.mail.Auto != parse.Person || !isPerson(i.mail.From) || forbidsAnswer(i.raw) {
		return ""
	}
	switch {
	case i.late || p.bureau.over:
		return answer.Closed
	case kind == models.MailAnswerReceipt && i.verified():
		return answer.Receipt
	}
	return answer.Ack
}

// vouched says whether a letter may be from whom it says: the server that the
// account names, if it does, has to say so. Else whoever forges senders would have
// the office write to strangers.
func (p *pass) vouched(i item) bool {
	return !i.proof.Denied() && (p.link.account.AuthServ == "" || i.proof.Vouched())
}

// recent says whether a letter is young enough to be answered: by the server's
// clock and by the sender's. A history that is copied into a mailbox is new by the
// first alone.
func (p *pass) recent(i item) bool {
	now := p.m.opts.Now()
	for _, at := range []time.Time{i.at, i.mail.Date} {
		if at.IsZero() || now.Sub(at) > p.m.opts.AnswerAge || at.Sub(now) > 24*time.Hour {
			return false
		}
	}
	return true
}

// isPerson says whether there is one sender, and an address behind which somebody
// may read.
func isPerson(from []parse.Address) bool {
	if len(from) != 1 || strings.ContainsFunc(from[0].Addr, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return false
	}
	local, _, ok := strings.Cut(strings.ToLower(from[0].Addr), "@")
	if !ok || strings.HasPrefix(local, "owner-") || strings.HasSuffix(local, "-owner") || strings.HasSuffix(local, "-request") || strings.HasSuffix(local, "-bounces") {
		return false
	}
	plain := strings.NewReplacer("-", "", "_", "", ".", "").Replace(local)
	for _, robot := range robots() {
		if strings.HasPrefix(plain, robot) {
			return false
		}
	}
	return true
}

// robots are how the addresses of machines begin, without hyphens and dots.
func robots() []string {
	return []string{
		"mailerdaemon", "postmaster", "noreply", "donotreply", "dontreply", "nobody", "bounce", "daemon", "root", "listserv", "majordomo", "mailman",
		"notification", "notify", "alert", "autoreply", "automailer", "system", "webmaster", "abuse", "newsletter",
	}
}

// acknowledge has the sender of a tip told that it came, once it is committed.
func (c *clerk) acknowledge(i item, stored intake.Result) {
	kind := c.answerTo(i)
	if kind == "" || stored.Tip.ID == 0 || stored.Aside != 0 {
		return
	}
	n := answer.Note{
		Kind: kind, To: i.mail.From[0].Addr, MessageID: i.mail.MessageID, Lang: answerLanguage(i.mail.Subject + i.mail.Text),
		At: i.at, TipID: stored.Tip.ID, Number: stored.Tip.Number,
	}
	if kind == answer.Receipt && !stored.Receipt.IsZero() {
		n.Code = stored.Receipt.Text()
	}
	c.m.opts.Answer(n)
}

// answerLanguage is the language of a letter, of those that answers are written
// in: traditional characters are told by the most frequent that differ.
func answerLanguage(text string) string {
	const (
		simplified  = "这个们来为国说时会对于过发后里种经么学现当没动还进样开从实请问谢举报领导县乡镇书记贪"
		traditional = "這個們來為國說時會對於過發後裡種經麼學現當沒動還進樣開從實請問謝舉報領導縣鄉鎮書記貪"
	)
	if lang := language(text); lang != "zh" {
		return lang
	}
	short, long := 0, 0
	for _, c := range text[:min(len(text), 8<<10)] {
		if isShort, isLong := strings.ContainsRune(simplified, c), strings.ContainsRune(traditional, c); isShort != isLong {
			if isShort {
				short++
			} else {
				long++
			}
		}
	}
	if long > short {
		return "zh-hant"
	}
	return "zh"
}
