package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strconv"

	"heed/models"
)

// envelopePage is how many envelopes are held at once; those kept in the row
// are small.
const envelopePage = 64

// sealedParts are the verdicts on what is sealed.
type sealedParts struct {
	inline, missing, changed culprits
}

// checkEnvelopes is checkParts for those of tips.
func (s *Store) checkEnvelopes(ctx context.Context, o CheckOptions) ([]CheckLine, error) {
	parts, err := s.checkParts(ctx, envelopes, o)
	return parts.lines(o, "check.sealed_inline", "check.blob_missing", "check.blob_changed"), err
}

// checkAsideParts is checkParts for those of what was put aside.
func (s *Store) checkAsideParts(ctx context.Context, o CheckOptions) ([]CheckLine, error) {
	parts, err := s.checkParts(ctx, asideParts, o)
	return parts.lines(o, "check.aside_inline", "check.blob_aside_missing", "check.blob_aside_changed"), err
}

// checkParts compares every sealed part of a table with its size and hash. It
// reads page by page, and a blob as a stream: a long look keeps no snapshot open.
func (s *Store) checkParts(ctx context.Context, table string, o CheckOptions) (parts sealedParts, err error) {
	for last := int64(0); ; {
		page, err := s.partsAfter(ctx, table, last)
		if err != nil || len(page) == 0 {
			return parts, err
		}
		for _, e := range page {
			if err := parts.look(ctx, e, o); err != nil {
				return parts, err
			}
		}
		last = page[len(page)-1].ID
	}
}

func (s *Store) partsAfter(ctx context.Context, table string, last int64) (page []models.Envelope, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		page, err = all[models.Envelope](tx.db.Table(table).Where("id > ?", last).Order("id").Limit(envelopePage))
		return err
	})
	return page, err
}

func (p *sealedParts) look(ctx context.Context, e models.Envelope, o CheckOptions) error {
	id := strconv.FormatInt(e.ID, 10)
	if e.Blob == "" {
		if same, err := matches(e, bytes.NewReader(e.Data)); !same || err != nil {
			p.inline.add(id)
		}
		return nil
	}
	if o.Blob == nil {
		return nil
	}
	r, err := o.Blob(ctx, e)
	if models.KindOf(err) == models.KindNotFound {
		p.missing.add(id)
		return nil
	}
	if err != nil {
		return err
	}
	same, err := matches(e, r)
	if !same && err == nil {
		p.changed.add(id)
	}
	return errors.Join(err, r.Close())
}

func matches(e models.Envelope, r io.Reader) (bool, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return n == e.Size && bytes.Equal(h.Sum(nil), e.SHA256), err
}

func (p *sealedParts) lines(o CheckOptions, inline, missing, changed string) []CheckLine {
	lines := []CheckLine{p.inline.line("P1", inline)}
	if o.Blob != nil {
		lines = append(lines, p.missing.line("P1", missing), p.changed.line("P1", changed))
	}
	return lines
}
