package portal

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/seal/receipt"
	"heed/web/locale"
)

// said is one message as the reporter is shown it. Of the office's there are
// the words and the team, never a person. Of the reporter's own there is no more
// than the day: whoever finds the receipt reads none of them, and learns neither
// that protection was asked for.
type said struct {
	Office   bool
	Who      string // the team
	Question bool
	Withdraw bool // the reporter asked to withdraw
	At       time.Time
	Text     string
	Damaged  bool // it does not open
	Files    int
}

// thread opens what the office wrote with the receipt, which is here for this
// request alone: nothing else on this site opens it.
func (p *Portal) thread(c *fiber.Ctx, r receipt.Receipt, found record) []said {
	var all []said
	for _, m := range found.messages {
		one := said{At: m.At, Files: m.Files, Withdraw: m.Kind == models.MessageWithdraw, Question: m.Kind == models.MessageQuestion}
		if m.Sender == models.FromOffice {
			one.Office, one.Who = true, found.team(m.TeamID, p.site.LangOf(c))
			var err error
			if one.Text, err = opened(r, m); err != nil {
				one.Damaged = true
				p.site.Note(c, models.Internal(err))
			}
		}
		all = append(all, one)
	}
	return all
}

// opened is the text of a message of the office.
func opened(r receipt.Receipt, m models.Message) (string, error) {
	plain, err := r.Open(m.Reply)
	if err != nil {
		return "", err
	}
	var text models.MessageText
	if err := json.Unmarshal(plain, &text); err != nil {
		return "", err
	}
	return text.Text, nil
}

// team is the name of a team; that of the standing round is the office.
func (r record) team(id int64, lang locale.Lang) string {
	t := r.teams[id]
	return named(lang, t.Name, t.NameEn)
}
