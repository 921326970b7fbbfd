package web

import (
	"bytes"
	"errors"
	"html/template"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Spliced is a page rendered once, with a hole wherever a mark stood.
type Spliced struct {
	parts [][]byte
	holes []int // holes[i], which lies behind parts[i], is that of this mark
}

// Splice renders a page and cuts it at each place of a mark. Every mark must
// occur, and is best made of letters and digits that stand nowhere else.
func (s *Site) Splice(name string, page Based, marks ...string) (*Spliced, error) {
	var buf bytes.Buffer
	if err := s.Views.write(&buf, name, page); err != nil {
		return nil, err
	}
	p := &Spliced{}
	rest := buf.Bytes()
	for {
		at, mark := firstOf(rest, marks)
		if mark < 0 {
			break
		}
		p.parts, p.holes = append(p.parts, rest[:at]), append(p.holes, mark)
		rest = rest[at+len(marks[mark]):]
	}
	p.parts = append(p.parts, rest)
	for k, mark := range marks {
		if mark == "" || !slices.Contains(p.holes, k) {
			return nil, errors.New("web: a mark does not stand in page " + name)
		}
	}
	return p, nil
}

// firstOf finds the mark that stands first, and where; -1 for none.
func firstOf(text []byte, marks []string) (at, mark int) {
	at, mark = len(text), -1
	for k, m := range marks {
		if i := bytes.Index(text, []byte(m)); m != "" && i >= 0 && i < at {
			at, mark = i, k
		}
	}
	return at, mark
}

// Send answers with the page and, in the holes of each mark, its text escaped
// for HTML. The texts stand in the order of the marks, one each.
func (p *Spliced) Send(c *fiber.Ctx, status int, texts ...string) error {
	for k, text := range texts {
		if strings.ContainsAny(text, `<>&"'`) {
			texts[k] = template.HTMLEscapeString(text)
		}
	}
	html(c, status)
	out := c.Response()
	out.ResetBody()
	for i, part := range p.parts {
		out.AppendBody(part)
		if i < len(p.holes) {
			out.AppendBodyString(texts[p.holes[i]])
		}
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
