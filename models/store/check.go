package store

import (
	"context"
	"io"
	"strings"

	"heed/models"
)

// CheckOptions says how Check reads what lies outside the database.
type CheckOptions struct {
	// Blob reads an envelope out of its blob (blob.Store.Envelope); a blob that
	// is not there is KindNotFound. When it is nil, no blob is read and the lines
	// on blobs are left out.
	Blob func(ctx context.Context, e models.Envelope) (io.ReadCloser, error)
}

// CheckLine is the verdict on one invariant.
type CheckLine struct {
	Promise string // P1 to P12 (DESIGN, Promises)
	Name    string // which invariant: check.audit_chain
	OK      bool
	Count   int64  // how many break it; 0 when OK
	Detail  string // the first of them, by id only
}

// detailMax is how many ids a line names.
const detailMax = 10

// Check verifies every promise that the rows and the blobs can prove, one line
// an invariant, in a fixed order. It opens nothing and writes nothing, and may
// run beside a working office: the rows are judged on one snapshot, and no list
// of them is held in memory. An error means that it could not look, not that an
// invariant is broken.
func (s *Store) Check(ctx context.Context, o CheckOptions) ([]CheckLine, error) {
	var lines []CheckLine
	err := s.Read(ctx, func(tx *Tx) error {
		for _, check := range []func() ([]CheckLine, error){tx.checkAudit, tx.checkQueries, tx.checkNumbers, tx.checkSealed} {
			found, err := check()
			if err != nil {
				return err
			}
			lines = append(lines, found...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	bundles, err := s.checkBundles(ctx)
	if err != nil {
		return nil, err
	}
	said, err := s.checkMessages(ctx)
	if err != nil {
		return nil, err
	}
	lines = append(lines, said...)
	aside, err := s.checkAsideParts(ctx, o)
	if err != nil {
		return nil, err
	}
	lines = append(lines, aside...)
	sealed, err := s.checkEnvelopes(ctx, o)
	return append(append(lines, bundles...), sealed...), err
}

// culprits gathers what breaks an invariant.
type culprits struct {
	n   int64
	ids []string
}

func (t *culprits) add(id string) {
	t.n++
	if len(t.ids) < detailMax {
		t.ids = append(t.ids, id)
	}
}

func (t *culprits) line(promise, name string) CheckLine {
	detail := strings.Join(t.ids, ", ")
	if t.n > int64(len(t.ids)) {
		detail += ", …"
	}
	return CheckLine{Promise: promise, Name: name, OK: t.n == 0, Count: t.n, Detail: detail}
}
