package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"

	"heed/models"
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
	BlobAt       int64  `json:"blob_at,omitempty"`
	Data         []byte `json:"data,omitempty"`

	packed bool           // the blob is a batch's
	bundle *models.Bundle // a batch's too; nil when it is sealed to the key itself
}

// own is the blob that holds nothing else, or "".
func (s Sealed) own() string {
	if s.packed {
		return ""
	}
	return s.Blob
}

// place is where a sealed thing is to go without a pack: up to most bytes into the
// row, and what grows larger into a blob. The rest is for the pack to know.
type place struct {
	most  int
	about int // how large it will be before sealing, if that is known

	atHand bool // all of it is in memory: nobody is waited for while it is sealed
}

// seal seals what write gives, 64 KiB at a time, under the batch's bundle and into
// its pack, if it has one. After an error nothing is left but, in a pack, a hole.
func (i *Intake) seal(ctx context.Context, b *Batch, k key, at place, write func(io.Writer) error) (Sealed, error) {
	begin, bundle, err := b.shared.writer(k)
	if err != nil {
		return Sealed{}, err
	}
	out := i.newSpill(ctx, b.pack, at)
	defer out.free()
	err = i.pour(out, begin, write)
	if err = errors.Join(err, out.end(err)); err != nil {
		return Sealed{}, err
	}
	return Sealed{
		KeyID: k.id, SealedSize: out.size, SealedSHA256: out.sum.Sum(nil), Data: out.data(), Blob: out.name(), BlobAt: out.at,
		packed: b.pack != nil, bundle: bundle,
	}, nil
}

// pour seals what write gives into out.
func (i *Intake) pour(out io.Writer, begin sealer, write func(io.Writer) error) (err error) {
	defer i.caught(&err)
	w, err := begin(out)
	if err == nil {
		err = write(w)
	}
	if err == nil {
		err = w.Close()
	}
	return err
}

func (i *Intake) newSpill(ctx context.Context, p *pack, at place) *spill {
	s := &spill{ctx: ctx, intake: i, pack: p, atHand: at.atHand, most: at.most, sum: sha256.New()}
	if p == nil {
		s.buf = new(bytes.Buffer)
		return s
	}
	s.most = packedMost
	s.buf = i.borrow(min(at.about+at.about/1024+sealedHead, packedMost))
	return s
}
