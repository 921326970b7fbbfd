package portal

import (
	"context"
	"io"
	"net/http"
	"path"
	"strconv"

	"github.com/gofiber/fiber/v2"
	tus "github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	quiet "golang.org/x/exp/slog"

	"heed/models"
	"heed/models/pieces"
	"heed/web/limit"
	"heed/web/locale"
)

// maxPatch is how much of a file one request may bring, in bytes: the script sends
// a quarter of it at a time.
const maxPatch = 4 << 20

// uploads are files that a script sends ahead of the form, in pieces, by the tus
// protocol 1.0.0. The secret that opens the pieces is in an upload's address
// alone: no log, metric or error tells it.
type uploads struct {
	pieces *pieces.Pieces
	tus    *tus.UnroutedHandler
	routed http.Handler
}

// openUploads wires the library that speaks the protocol. It is given a log that
// keeps nothing, for it would tell addresses, and requests without the visitor's
// own headers.
func (p *Portal) openUploads(kept *pieces.Pieces) error {
	if kept == nil {
		return nil
	}
	u := &uploads{pieces: kept}
	composer := tus.NewStoreComposer()
	store := &tusStore{p, kept}
	composer.UseCore(store)
	composer.UseTerminater(store)
	composer.UseLocker(givingWay{memorylocker.New()})
	var err error
	u.tus, err = tus.NewUnroutedHandler(tus.Config{
		StoreComposer: composer, BasePath: "/upload/", DisableDownload: true, DisableConcatenation: true,
		Cors: &tus.CorsConfig{Disable: true}, Logger: quiet.New(quiet.NewTextHandler(io.Discard, nil)),
		PreFinishResponseCallback: p.finished,
	})
	if err != nil {
		return err
	}
	u.routed = u.tus.Middleware(http.HandlerFunc(u.route))
	p.uploads = u
	return nil
}

func (u *uploads) route(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		u.tus.PostFile(w, r)
	case http.MethodHead:
		u.tus.HeadFile(w, r)
	case http.MethodPatch:
		u.tus.PatchFile(w, r)
	case http.MethodDelete:
		u.tus.DelFile(w, r)
	}
}

// upload answers every request of the protocol: POST begins a file, HEAD asks how
// far it came, PATCH goes on, DELETE forgets it.
func (p *Portal) upload(c *fiber.Ctx) error {
	if p.uploads == nil {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	if size := c.Request().Header.ContentLength(); size > maxPatch {
		return models.Fail(models.KindTooLarge, "error.request_too_large")
	}
	if c.Method() == fiber.MethodPost {
		if err := p.site.Allow(c, limit.Upload); err != nil {
			return p.sayFault(c, err)
		}
	}
	ctx, stop := context.WithCancel(c.UserContext())
	defer stop()
	ctx = context.WithValue(ctx, uploadKey{}, &uploadVisit{c: c, lang: p.site.LangOf(c), stop: stop})
	answer, err := p.site.Bridge(ctx, c, p.uploads.routed, "/"+c.Params("secret"), maxPatch,
		"Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Content-Type")
	if err != nil {
		return err
	}
	for _, name := range []string{"Tus-Resumable", "Upload-Offset", "Upload-Length", "Content-Type"} {
		if value := answer.Header().Get(name); value != "" {
			c.Set(name, value)
		}
	}
	if at := answer.Header().Get("Location"); at != "" {
		c.Set("Location", c.Path()+"/"+path.Base(at))
	}
	return c.Status(answer.Status).Send(answer.Body.Bytes())
}

// uploadVisit is what the callbacks of the library must know of the request.
type uploadVisit struct {
	c    *fiber.Ctx
	lang locale.Lang
	stop context.CancelFunc // ends the body
}

type uploadKey struct{}

// fault is an error as the protocol carries it: the status of its kind, and its
// words for the script to show. The hidden cause goes to the log.
func (p *Portal) fault(ctx context.Context, code string, err error) error {
	v, ok := ctx.Value(uploadKey{}).(*uploadVisit)
	if !ok {
		return tus.NewError(code, "", http.StatusInternalServerError)
	}
	status := p.site.Note(v.c, err)
	e := tus.NewError(code, "", status)
	e.HTTPResponse.Body = p.words(v.lang, err).json()
	e.HTTPResponse.Header = tus.HTTPHeader{"Content-Type": "application/json; charset=utf-8"}
	return e
}

// sayFault answers a request that does not get as far as the protocol.
func (p *Portal) sayFault(c *fiber.Ctx, err error) error {
	status := p.site.Note(c, err)
	c.Set(fiber.HeaderContentType, "application/json; charset=utf-8")
	return c.Status(status).SendString(p.words(p.site.LangOf(c), err).json())
}

// uploaded says what became of a file that is whole. It is asked when the answer
// to the last part was lost.
func (p *Portal) uploaded(c *fiber.Ctx) error {
	if p.uploads == nil {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	u, err := p.uploads.pieces.Find(c.UserContext(), c.Params("secret"))
	if err != nil {
		return p.sayFault(c, err)
	}
	if !u.Whole() {
		c.Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
		return p.sayFault(c, models.Fail(models.KindConflict, "error.upload_half"))
	}
	end, err := p.conclude(c.UserContext(), u)
	if err != nil {
		return p.sayFault(c, err)
	}
	said, err := p.said(p.site.LangOf(c), end)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/json; charset=utf-8")
	return c.SendString(said.json())
}
