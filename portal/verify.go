package portal

import (
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/statement"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// verifyPage checks a statement: by a script in the browser, which needs no
// network once the page is there, or by us. It tells where no report stands.
type verifyPage struct {
	web.Page
	Form   form.Form
	Keys   []models.StatementKey
	Good   *statement.Statement // what was checked and found genuine
	At     string               // its time, as the script writes it too
	Kept   bool                 // the register has that very report
	Origin string
}

const verifyTitle = "portal.verify.title"

// plainTime is how a time stands in the verdict, by the script too.
const plainTime = "2006-01-02 15:04:05"

// verifyLimits are those of the form: one small file, and the text beside it.
var verifyLimits = form.Limits{Total: 64 << 10, Files: 1, File: statement.Most, Field: statement.Most, Accepted: []string{"files"}}

func (p *Portal) verifyForm(c *fiber.Ctx) error { return p.showVerify(c, nil, nil, nil) }

// verify checks a statement and asks the register, whose answer is the same for
// a report in whatever state.
func (p *Portal) verify(c *fiber.Ctx) error {
	v, err := p.readStatement(c)
	if err != nil || v.Get("another") != "" { // the other language or size of text
		return p.showVerify(c, v, nil, err)
	}
	keys, err := p.statements.keys(c.UserContext())
	if err != nil {
		return p.showVerify(c, v, nil, err)
	}
	st, err := statement.Verify(v.Get("statement"), publics(keys)...)
	if err != nil {
		return p.showVerify(c, v, nil, err)
	}
	kept, err := p.statements.kept(c.UserContext(), st)
	if err != nil {
		return p.showVerify(c, v, nil, err)
	}
	return p.showVerify(c, v, &verdict{st, kept}, nil)
}

// verdict is a statement that is genuine, and whether the register has what it
// speaks of.
type verdict struct {
	statement statement.Statement
	kept      bool
}

// readStatement takes what was pasted or, without that, the file that was picked.
func (p *Portal) readStatement(c *fiber.Ctx) (form.Values, error) {
	var picked []byte
	v, err := p.site.ReadUpload(c, verifyLimits, func(_ form.Values, f form.File) (err error) {
		picked, err = io.ReadAll(f.Body)
		return err
	})
	if v.Get("statement") == "" && len(picked) > 0 {
		v.Set("statement", string(picked))
	}
	return v, err
}

func publics(keys []models.StatementKey) []string {
	var all []string
	for _, k := range keys {
		all = append(all, k.Public)
	}
	return all
}

// kept asks the register for the report of a statement.
func (s *statements) kept(ctx context.Context, st statement.Statement) (bool, error) {
	var at time.Time
	var sealed [32]byte
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		at, sealed, err = tx.Registered(st.Number)
		return err
	})
	if models.KindOf(err) == models.KindNotFound {
		return false, nil
	}
	return err == nil && st.Same(at, sealed), err
}

func (p *Portal) showVerify(c *fiber.Ctx, v form.Values, found *verdict, err error) error {
	status := fiber.StatusOK
	if err != nil {
		status = p.site.Note(c, err)
	}
	page := verifyPage{Page: p.site.Page(c, verifyTitle), Form: form.New(v, err), Origin: statement.Origin}
	if found != nil {
		page.Good, page.At, page.Kept = &found.statement, found.statement.At.Format(plainTime), found.kept
	}
	if page.Keys, err = p.statements.keys(c.UserContext()); err != nil && status == fiber.StatusOK {
		return err
	}
	return p.site.Render(c, status, "verify", page)
}
