package portal

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"heed/models"
	"heed/models/pieces"
	"heed/web/form"
)

// tusStore is where the protocol keeps uploads: sealed pieces. Every error it
// gives is one that a visitor may read.
type tusStore struct {
	p    *Portal
	kept *pieces.Pieces
}

// NewUpload begins a file for a form that we gave out. What the script says of it
// is the token of the form, its round, and the file's name and type.
func (s *tusStore) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	secret, err := s.begin(ctx, info)
	if err != nil {
		return nil, s.p.fault(ctx, "ERR_REFUSED", err)
	}
	return s.GetUpload(ctx, secret)
}

func (s *tusStore) begin(ctx context.Context, info tus.FileInfo) (secret string, err error) {
	id, err := s.p.captcha.FormID(info.MetaData["token"])
	if err != nil {
		return "", models.Fail(models.KindGone, "portal.error.upload_form")
	}
	if info.SizeIsDeferred || info.Size == 0 {
		return "", &models.Error{Kind: models.KindInvalid, Key: "error.file_empty", Field: "files"}
	}
	if most := s.p.intake.Limits().FileBytes; info.Size > most {
		return "", form.TooLarge("files", "error.file_too_large", most)
	}
	n, err := s.p.notices.current(ctx)
	if err != nil {
		return "", err
	}
	if round, err := strconv.ParseInt(info.MetaData["round"], 10, 64); err == nil {
		n = n.begun(round, s.p.now())
	}
	return s.kept.Begin(ctx, id, slotOf(info.MetaData["slot"]), pieces.Info{
		Name: form.BaseName(info.MetaData["filename"]), Type: info.MetaData["filetype"], RoundID: n.Round.ID, Size: info.Size,
	})
}

// slotOf is what a script calls a file of its form; without one, each beginning is
// a file of its own.
func slotOf(said string) string {
	if said == "" || len(said) > 40 || !utf8.ValidString(said) || strings.Contains(said, "\x00") {
		return rand.Text()
	}
	return said
}

// GetUpload finds one by the secret of its address.
func (s *tusStore) GetUpload(ctx context.Context, id string) (tus.Upload, error) {
	u, err := s.kept.Find(ctx, id)
	if models.KindOf(err) == models.KindNotFound {
		return nil, s.p.fault(ctx, tus.ErrNotFound.ErrorCode, models.Fail(models.KindNotFound, "portal.error.upload_gone"))
	}
	if err != nil {
		return nil, s.p.fault(ctx, "ERR_UNAVAILABLE", err)
	}
	return &tusUpload{s, u, id}, nil
}

// AsTerminatableUpload lets a visitor take a file back.
func (s *tusStore) AsTerminatableUpload(u tus.Upload) tus.TerminatableUpload {
	own, ok := u.(*tusUpload)
	if !ok { // the library gives back what GetUpload made
		return nil
	}
	return own
}

// tusUpload is one upload in one request.
type tusUpload struct {
	store *tusStore
	*pieces.Upload
	secret string
}

// WriteChunk keeps what comes. The library has checked that it begins where the
// file ended; that another process added the same meanwhile is a wrong offset too.
func (u *tusUpload) WriteChunk(ctx context.Context, _ int64, src io.Reader) (int64, error) {
	n, err := u.Append(ctx, src)
	switch {
	case models.KindOf(err) == models.KindConflict && err != nil:
		return n, tus.ErrMismatchOffset
	case err != nil:
		return n, u.store.p.fault(ctx, "ERR_NOT_KEPT", err)
	}
	return n, nil
}

// GetInfo tells how far the file came, and nothing of what it is.
func (u *tusUpload) GetInfo(context.Context) (tus.FileInfo, error) {
	return tus.FileInfo{ID: u.secret, Size: u.Size, Offset: u.Offset}, nil
}

// GetReader is for downloads, which there are none of.
func (u *tusUpload) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, errors.ErrUnsupported
}

// FinishUpload leaves the work to Portal.finished, which answers with what came
// of it.
func (u *tusUpload) FinishUpload(context.Context) error { return nil }

// Terminate forgets the upload. A file that was taken in already may be part of a
// report by now: it stays, and goes the way of all that no tip names.
func (u *tusUpload) Terminate(ctx context.Context) error {
	if err := u.Remove(ctx); err != nil {
		return u.store.p.fault(ctx, "ERR_UNAVAILABLE", err)
	}
	return nil
}
