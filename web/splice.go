package web

import (
	"bytes"
	"errors"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Spliced is a page rendered once, with a hole wherever a mark stood.
type Spliced struct{ parts [][]byte }

// Splice renders a page and cuts it at each place of a mark. The mark must occur,
// and is best made of letters and digits that stand nowhere else.
func (s *Site) Splice(name string, page Based, mark string) (*Spliced, error) {
	var buf bytes.Buffer
	if err := s.Views.write(&buf, name, page); err != nil {
		return nil, err
	}
	parts := bytes.Split(buf.Bytes(), []byte(mark))
	if mark == "" || len(parts) < 2 {
		return nil, errors.New("web: the mark does not stand in page " + name)
	}
	return &Spliced{parts: parts}, nil
}

// Send answers with the page, the text in every hole escaped for HTML.
func (p *Spliced) Send(c *fiber.Ctx, status int, text string) error {
	if strings.ContainsAny(text, `<>&"'`) {
		text = template.HTMLEscapeString(text)
	}
	html(c, status)
	out := c.Response()
	out.ResetBody()
	for i, part := range p.parts {
		if i > 0 {
			out.AppendBodyString(text)
		}
		out.AppendBody(part)
	}
	return nil
}

// Size is the length of the page without what goes into its holes, in bytes.
func (p *Spliced) Size() int {
	n := 0
	for _, part := range p.parts {
		n += len(part)
	}
	return n
}
