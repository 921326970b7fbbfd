package backoffice

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/web/locale"
)

// visit is one request of somebody signed in. The identity opens what the
// member was granted and is gone with the request; a page that opens nothing
// does without.
type visit struct {
	*fiber.Ctx
	me      models.Member
	id      open.Identity // zero until unlock
	session keyring.Session
	secret  open.SessionSecret
	lang    locale.Lang
	zone    *time.Location // of the office
}

// handler answers one request of a member.
type handler func(*visit) error

// needs lets a member through who holds one of the roles; no roles let every
// member through. Who is not signed in is led to the sign-in and back.
func (b *Backoffice) needs(roles []models.Role, h handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v, err := b.enter(c)
		if models.KindOf(err) == models.KindSignIn && c.Method() == fiber.MethodGet {
			return c.Redirect("/signin?back="+url.QueryEscape(c.OriginalURL()), fiber.StatusSeeOther)
		}
		if err != nil {
			return err
		}
		if len(roles) > 0 && !v.me.HasAny(roles...) {
			return models.Fail(models.KindForbidden, "error.forbidden")
		}
		return h(v)
	}
}

// unlocked opens the member's key before h.
func unlocked(h handler) handler {
	return func(v *visit) error {
		if err := v.unlock(); err != nil {
			return err
		}
		return h(v)
	}
}

func (v *visit) unlock() (err error) {
	v.id, err = v.session.Identity()
	return err
}

// enter resumes the session that the cookie carries.
func (b *Backoffice) enter(c *fiber.Ctx) (*visit, error) {
	secret, err := open.ParseSessionSecret(b.site.Session(c))
	if err != nil {
		return nil, models.Fail(models.KindSignIn, "error.sign_in")
	}
	session, err := b.keys.Recognise(c.UserContext(), secret)
	if err != nil {
		return nil, err
	}
	return &visit{Ctx: c, me: session.Member, session: session, secret: secret, lang: b.site.LangOf(c), zone: b.zone}, nil
}

// number is the id in the address; what is no number is not found.
func (v *visit) number() (int64, error) {
	n, err := strconv.ParseInt(v.Params("id"), 10, 64)
	if err != nil || n < 1 {
		return 0, models.Fail(models.KindNotFound, "error.not_found")
	}
	return n, nil
}

// query is a whole number of the query, 0 when it is none.
func (v *visit) query(name string) int64 { return whole(v.Query(name)) }

func whole(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// to redirects after a step was taken; done names the sentence that confirms it.
func (v *visit) to(path, done string) error {
	return v.Redirect(withQuery(local(path, "/"), "done", done), fiber.StatusSeeOther)
}

// local is a path of this site, or other when it is none.
func local(path, other string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return other
	}
	return path
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// numbers are the whole numbers among values, each once.
func numbers(values []string) []int64 {
	var out []int64
	for _, s := range values {
		if n := whole(s); n > 0 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
