package portal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"heed/models"
	"heed/models/intake"
	"heed/models/pieces"
	"heed/web/form"
	"heed/web/locale"
)

// ending is what became of an upload: a file that is kept, or why it is not.
type ending struct {
	File *intake.Staged `json:"file,omitempty"`
	Key  string         `json:"key,omitempty"`
	Args map[string]any `json:"args,omitempty"`
}

// finished answers the last part of a file with what became of it.
func (p *Portal) finished(hook tus.HookEvent) (tus.HTTPResponse, error) {
	ctx := hook.Context
	v, ok := ctx.Value(uploadKey{}).(*uploadVisit)
	if !ok {
		return tus.HTTPResponse{}, p.fault(ctx, "ERR_INTERNAL", models.Internal(errors.New("portal: no visit behind an upload")))
	}
	u, err := p.uploads.pieces.Find(ctx, hook.Upload.ID)
	if err != nil {
		return tus.HTTPResponse{}, p.fault(ctx, "ERR_UNAVAILABLE", err)
	}
	end, err := p.conclude(ctx, u)
	if err != nil {
		return tus.HTTPResponse{}, p.fault(ctx, "ERR_NOT_KEPT", err)
	}
	said, err := p.said(v.lang, end)
	if err != nil {
		return tus.HTTPResponse{}, p.fault(ctx, "ERR_INTERNAL", err)
	}
	return tus.HTTPResponse{
		StatusCode: http.StatusOK, Body: said.json(), Header: tus.HTTPHeader{"Content-Type": "application/json; charset=utf-8"},
	}, nil
}

// conclude takes a whole file in, as the form does, once: whoever comes later, and
// a second process, gets the same answer. A file that cannot be taken is told why,
// for good; when something behind us is down the error is KindUnavailable and the
// pieces stay.
func (p *Portal) conclude(ctx context.Context, u *pieces.Upload) (ending, error) {
	if kept := u.Result(); kept != nil {
		var end ending
		err := json.Unmarshal(kept, &end)
		return end, err
	}
	end, err := p.takeIn(ctx, u)
	if err != nil {
		return ending{}, err
	}
	raw, err := json.Marshal(end)
	if err != nil {
		return ending{}, models.Internal(err)
	}
	first, err := u.End(ctx, raw)
	if err == nil && !first {
		err = models.Fail(models.KindConflict, "error.upload_half")
	}
	if err != nil && end.File != nil {
		p.intake.Discard(context.WithoutCancel(ctx), []intake.Staged{*end.File})
	}
	return end, err
}

func (p *Portal) takeIn(ctx context.Context, u *pieces.Upload) (ending, error) {
	r := u.Reader(ctx)
	defer func() { _ = r.Close() }() // a piece that was read to its end tells nothing more
	staged, err := p.intake.Stage(ctx, u.RoundID, u.Name, u.Type, r)
	if err == nil {
		return ending{File: &staged}, nil
	}
	var fault *models.Error
	if errors.As(err, &fault) && (fault.Kind == models.KindInvalid || fault.Kind == models.KindTooLarge) {
		return ending{Key: fault.Key, Args: fault.Args}, nil
	}
	return ending{}, err
}

// answer is what the script is told, in the visitor's language.
type answer struct {
	Kept  string `json:"kept,omitempty"`  // the file, sealed, for the form's field of that name
	Name  string `json:"name,omitempty"`  // what it is called now
	Note  string `json:"note,omitempty"`  // what was taken out of it, or what stays in
	Warn  bool   `json:"warn,omitempty"`  // something stays in
	Fault string `json:"fault,omitempty"` // why it was not taken
}

func (a answer) json() string {
	raw, err := json.Marshal(a)
	if err != nil {
		return "{}" // strings and a bool cannot fail
	}
	return string(raw)
}

// said is an ending in words.
func (p *Portal) said(lang locale.Lang, end ending) (answer, error) {
	if end.File == nil {
		return p.words(lang, &models.Error{Kind: models.KindInvalid, Key: end.Key, Args: whole(end.Args)}), nil
	}
	kept, err := p.keep([]intake.Staged{*end.File})
	if err != nil {
		return answer{}, err
	}
	note := p.cleaned(lang, end.File.Cleaning, end.File.Removed)
	return answer{Kept: kept, Name: end.File.Name, Note: note, Warn: end.File.Cleaning != models.CleanedAll}, nil
}

// whole makes numbers that went through JSON whole again, so that they are shown
// without a point.
func whole(args map[string]any) map[string]any {
	for name, value := range args {
		if n, ok := value.(float64); ok {
			args[name] = int64(n)
		}
	}
	return args
}

// words are an error as a visitor may read it.
func (p *Portal) words(lang locale.Lang, err error) answer {
	fault := form.New(nil, err).Ordered[0]
	return answer{Fault: p.book.Args(lang, fault.Key, fault.Args)}
}

// cleaned says what was taken out of a file, in words.
func (p *Portal) cleaned(lang locale.Lang, how models.Cleaning, removed []string) string {
	book := p.book
	var said []string
	if len(removed) > 0 {
		text := book.T(lang, "cleaning.first", "what", book.T(lang, "trace."+removed[0]))
		for _, code := range removed[1:] {
			text += book.T(lang, "cleaning.next", "what", book.T(lang, "trace."+code))
		}
		said = append(said, text+book.T(lang, "cleaning.stop"))
	}
	if how != models.CleanedAll || len(removed) == 0 {
		said = append(said, book.T(lang, how.Key()))
	}
	return strings.Join(said, " ")
}
