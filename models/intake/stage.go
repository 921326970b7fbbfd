package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"heed/models"
	"heed/models/blob"
	"heed/models/seal"
)

// inlineMax is the largest sealed thing that is kept in the database's row.
// A row is one fsync with its tip; a blob is one of its own.
const inlineMax = 64 << 10

// Staged is an attachment that is sealed and stored but belongs to no tip yet.
// Name, Type and SHA256 are the reporter's and stay secret until they are
// sealed into the text envelope.
type Staged struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hex, of the plain bytes

	KeyID        int64  `json:"key"`
	SealedSize   int64  `json:"sealed_size"`
	SealedSHA256 []byte `json:"sealed_sha256"`
	Blob         string `json:"blob,omitempty"`
	Data         []byte `json:"data,omitempty"`
}

// Stage seals an attachment while it streams: what is large goes to a blob, 64
// KiB at a time, what is small stays in memory. roundID 0 is the open round. An
// empty file is KindInvalid error.file_empty, one over the limit KindTooLarge
// error.file_large.
func (i *Intake) Stage(ctx context.Context, roundID int64, name, mediaType string, r io.Reader) (Staged, error) {
	desk, err := i.Desk(ctx, roundID)
	if err != nil {
		return Staged{}, err
	}
	return i.stage(ctx, desk.contentID, desk.content, name, mediaType, io.LimitReader(r, i.opts.Limits.FileBytes+1), i.opts.Limits.FileBytes)
}

// stage seals a stream of at most `most` bytes to one key.
func (i *Intake) stage(
	ctx context.Context, keyID int64, to seal.Recipient, name, mediaType string, r io.Reader, most int64,
) (Staged, error) {
	s := Staged{Name: name, Type: mediaType, KeyID: keyID}
	out := &spill{ctx: ctx, intake: i, sum: sha256.New()}
	plain := sha256.New()
	var err error
	s.Size, err = sealTo(out, io.TeeReader(r, plain), to)
	switch {
	case err == nil && s.Size == 0:
		err = &models.Error{Kind: models.KindInvalid, Key: "error.file_empty", Field: "files"}
	case err == nil && s.Size > most:
		err = &models.Error{
			Kind: models.KindTooLarge, Key: "error.file_large", Field: "files", Args: map[string]any{"max": most >> 20},
		}
	}
	if err = errors.Join(err, out.end(err)); err != nil {
		return Staged{}, err
	}
	s.SHA256 = hex.EncodeToString(plain.Sum(nil))
	s.SealedSize, s.SealedSHA256, s.Data, s.Blob = out.size, out.sum.Sum(nil), out.data(), out.name()
	return s, nil
}

func sealTo(dst io.Writer, src io.Reader, to seal.Recipient) (int64, error) {
	w, err := seal.Writer(dst, to)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, src)
	if err != nil {
		return n, err
	}
	return n, w.Close()
}

// Discard removes what was staged and will not be submitted. A blob that
// cannot be removed now is an orphan, which Janitor removes.
func (i *Intake) Discard(ctx context.Context, files []Staged) {
	for _, f := range files {
		if f.Blob == "" {
			continue
		}
		if err := i.opts.Blobs.Delete(ctx, f.Blob); err != nil {
			i.opts.Logger.Warn("staged blob stays until the janitor comes", "err", err)
		}
	}
}

// spill collects sealed bytes in memory and moves to a blob when they grow
// past inlineMax.
type spill struct {
	ctx    context.Context //nolint:containedctx // lives as long as one Stage call
	intake *Intake
	buf    bytes.Buffer
	blob   *blob.Writer
	sum    hash.Hash
	size   int64
}

func (s *spill) Write(p []byte) (int, error) {
	s.sum.Write(p)
	s.size += int64(len(p))
	if s.blob == nil && s.buf.Len()+len(p) <= inlineMax {
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
