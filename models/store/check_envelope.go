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

// checkEnvelopes compares every sealed part with its size and hash. It reads
// page by page, and a blob as a stream: a long look keeps no snapshot open.
func (s *Store) checkEnvelopes(ctx context.Context, o CheckOptions) ([]CheckLine, error) {
	var parts sealedParts
	for last := int64(0); ; {
		page, err := s.envelopesAfter(ctx, last)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			return parts.lines(o), nil
		}
		for _, e := range page {
			if err := parts.look(ctx, e, o); err != nil {
				return nil, err
			}
		}
		last = page[len(page)-1].ID
	}
}

func (s *Store) envelopesAfter(ctx context.Context, last int64) (page []models.Envelope, err error) {
	err = s.Read(ctx, func(tx *Tx) error {
		page, err = all[models.Envelope](tx.db.Where("id > ?", last).Order("id").Limit(envelopePage))
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

func (p *sealedParts) lines(o CheckOptions) []CheckLine {
	lines := []CheckLine{p.inline.line("P1", "check.sealed_inline")}
	if o.Blob != nil {
		lines = append(lines, p.missing.line("P1", "check.blob_missing"), p.changed.line("P1", "check.blob_changed"))
	}
	return lines
}
