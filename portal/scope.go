package portal

import (
	"github.com/gofiber/fiber/v2"

	"heed/web"
	"heed/web/form"
)

// scopePage asks the four questions of the scope test (DOMAIN) in plain words.
// It advises and bars nobody: the way to the form stands under every answer.
type scopePage struct {
	web.Page
	Form      form.Form
	Standing  bool
	Units     []string
	Since     string // YYYY-MM-DD, or "": matters that ended earlier are out of scope
	Questions []question
	Answered  bool
	Outside   []string // message keys: what does not fit and where to turn
}

type question struct {
	Name    string
	Key     string
	Choices []web.Choice
}

// The answers to a question; who is not sure goes on as with a yes.
const (
	answerYes    = "yes"
	answerNo     = "no"
	answerUnsure = "unsure"
)

func scopeNames() []string { return []string{"unit", "person", "conduct", "window"} }

func (p *Portal) scope(c *fiber.Ctx) error {
	n, err := p.notices.current(c.UserContext())
	if err != nil {
		return err
	}
	answers := form.Values{}
	for _, name := range scopeNames() {
		switch answer := c.Query(name); answer {
		case answerYes, answerNo, answerUnsure:
			answers.Set(name, answer)
		}
	}
	return p.site.Render(c, fiber.StatusOK, "scope", newScopePage(p.site.Page(c, "portal.scope.title"), n, answers))
}

func newScopePage(page web.Page, n *notice, answers form.Values) scopePage {
	s := scopePage{Page: page, Form: form.New(answers, nil), Standing: n.Round.Standing, Units: n.names(page.Lang), Since: n.Since, Answered: len(answers) > 0}
	for _, name := range scopeNames() {
		q := question{Name: name, Key: "portal.scope.ask_" + name}
		if name == "unit" && len(s.Units) == 0 {
			q.Key = "portal.scope.ask_unit_standing"
		}
		for _, answer := range []string{answerYes, answerNo, answerUnsure} {
			q.Choices = append(q.Choices, web.Choice{Value: answer, Key: "portal.scope." + answer})
		}
		s.Questions = append(s.Questions, q)
		if answers.Get(name) == answerNo {
			s.Outside = append(s.Outside, "portal.scope.out_"+name)
		}
	}
	return s
}
