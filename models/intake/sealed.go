package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"heed/models/blob"
	"heed/models/seal"
)

// inlineMax is the largest sealed thing that is kept in the database's row.
// A row is one fsync with its tip; a blob is one of its own.
const inlineMax = 64 << 10

// Sealed is one sealed thing where it is kept: in a blob, or in Data until it
// goes into a row.
type Sealed struct {
	KeyID        int64  `json:"key"`
	SealedSize   int64  `json:"sealed_size"`
	SealedSHA256 []byte `json:"sealed_sha256"`
	Blob         string `json:"blob,omitempty"`
	Data         []byte `json:"data,omitempty"`
}

// seal seals what write gives to one key, 64 KiB at a time: what stays under
// `inline` bytes in memory, what grows larger in a blob. After an error nothing
// is left.
func (i *Intake) seal(ctx context.Context, keyID int64, to seal.Recipient, inline int, write func(io.Writer) error) (Sealed, error) {
	out := &spill{ctx: ctx, intake: i, sum: sha256.New(), inline: inline}
	w, err := seal.Writer(out, to)
	if err == nil {
		err = write(w)
	}
	if err == nil {
		err = w.Close()
	}
	if err = errors.Join(err, out.end(err)); err != nil {
		return Sealed{}, err
	}
	return Sealed{KeyID: keyID, SealedSize: out.size, SealedSHA256: out.sum.Sum(nil), Data: out.data(), Blob: out.name()}, nil
}

// spill collects sealed bytes in memory and moves to a blob when they grow
// past inline.
type spill struct {
	ctx    context.Context //nolint:containedctx // lives as long as one seal call
	intake *Intake
	buf    bytes.Buffer
	blob   *blob.Writer
	sum    hash.Hash
	size   int64
	inline int
}

func (s *spill) Write(p []byte) (int, error) {
	s.sum.Write(p)
	s.size += int64(len(p))
	if s.blob == nil && s.buf.Len()+len(p) <= s.inline {
		return s.buf.Write(p)
	}
	if err := s.overflow(); err != nil {
		return 0, err
	}
	return s.blob.Write(p)
}

func (s *spill) overflow() error {
	if s.blob != nil {
		return nil
	}
	w, err := s.intake.opts.Blobs.Create(s.ctx)
	if err != nil {
		return err
	}
	s.blob = w
	_, err = s.buf.WriteTo(w)
	return err
}

// end makes the blob durable, or drops it when something failed.
func (s *spill) end(failed error) error {
	if s.blob == nil {
		return nil
	}
	if failed != nil {
		s.blob.Abort()
		return nil
	}
	return s.blob.Close()
}

func (s *spill) name() string {
	if s.blob == nil {
		return ""
	}
	return s.blob.Name
}

func (s *spill) data() []byte {
	if s.blob != nil {
		return nil
	}
	return s.buf.Bytes()
}
