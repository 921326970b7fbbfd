package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"path"
	"slices"
	"strings"

	"heed/models"
	"heed/models/scrub"
)

// Staged is an attachment that is sealed and stored but belongs to no tip yet.
// Name, Type and the hashes are the reporter's and stay secret until they are
// sealed into the text envelope. What is sealed in it is the copy that staff work
// with, without what the file told about its maker.
type Staged struct {
	Name   string `json:"name"`
	Type   string `json:"type"`   // by content
	Size   int64  `json:"size"`   // of the copy
	SHA256 string `json:"sha256"` // hex, of the plain bytes of the copy
	Sealed

	Came       int64           `json:"came"`        // bytes of the file as it came
	CameSHA256 string          `json:"came_sha256"` // hex, of those; empty for a file of a mail, which is in the raw mail
	Cleaning   models.Cleaning `json:"cleaning,omitempty"`
	Removed    []string        `json:"removed,omitempty"`  // codes of what was taken out
	Original   *Sealed         `json:"original,omitempty"` // the file as it came, sealed to the identity key; nil when the copy is the same
	Scan       *models.Scan    `json:"scan,omitempty"`     // nil without a virus scanner
}

// Stage takes an attachment in while it streams. roundID 0 is the open round. The
// file is held sealed until its end has come, told by its content, and cleaned
// into the copy that is sealed to the round's content key; where that changed
// something, the file as it came is sealed to the identity key, for it names
// people. mediaType is what the sender said and decides nothing.
//
// Every refusal names the field "files": KindTooLarge error.file_large,
// KindInvalid error.file_empty, error.file_unknown, error.file_type (with found)
// and error.file_encrypted, KindUnavailable error.disk_full. A file that a cleaner
// panics at is error.file_unknown.
func (i *Intake) Stage(ctx context.Context, roundID int64, name, mediaType string, r io.Reader) (_ Staged, err error) {
	defer i.caught(&err)
	desk, err := i.Desk(ctx, roundID)
	if err != nil {
		return Staged{}, err
	}
	most := i.opts.Limits.FileBytes
	came := newTally()
	held, err := i.spool.Hold(io.TeeReader(io.LimitReader(r, most+1), came))
	if err != nil {
		return Staged{}, atFiles(err)
	}
	defer func() { _ = held.Close() }() // it has no name: nothing can be left of it
	if held.Size() > most {
		return Staged{}, tooLarge(most)
	}
	kind, err := scrub.Sniff(held, held.Size(), name)
	if err != nil {
		return Staged{}, atFiles(err)
	}
	s, err := i.copyOf(ctx, &Batch{}, desk, place{most: inlineMax}, kind, held, came.n)
	s.CameSHA256 = came.hex()
	if err == nil && s.CameSHA256 != s.SHA256 {
		s.Original, err = i.original(ctx, desk, held.Reader())
	}
	if err != nil {
		i.Discard(context.WithoutCancel(ctx), []Staged{s})
		return Staged{}, atFiles(err)
	}
	s.Name, s.Type, s.Scan = nameFor(name, kind), kind.MediaType(), i.scan(ctx, held.Reader())
	return s, nil
}

// StageMail is Stage for an attachment of a mail. Nothing is refused but what is
// too large and what a cleaner panics at: what cannot be told or cleaned is taken
// as it is, of the type that the mail says. The original is in the raw mail, which is kept whole.
func (i *Intake) StageMail(ctx context.Context, roundID int64, name, mediaType string, data []byte) (Staged, error) {
	return i.stageMail(ctx, &Batch{}, roundID, name, mediaType, data)
}

func (i *Intake) stageMail(ctx context.Context, b *Batch, roundID int64, name, mediaType string, data []byte) (_ Staged, err error) {
	defer i.caught(&err)
	desk, err := i.Desk(ctx, roundID)
	if err != nil {
		return Staged{}, err
	}
	size, most := int64(len(data)), i.opts.Limits.FileBytes
	if size > most {
		return Staged{}, tooLarge(most)
	}
	r := bytes.NewReader(data)
	kind, mediaType, err := kindOf(r, size, name, mediaType)
	if err != nil {
		return Staged{}, err
	}
	s, err := i.copyOf(ctx, b, desk, place{most: inlineMax, about: len(data)}, kind, r, size)
	s.Name, s.Type, s.Scan = name, mediaType, i.scan(ctx, bytes.NewReader(data))
	return s, err
}

// copyOf seals the copy that staff work with.
func (i *Intake) copyOf(ctx context.Context, b *Batch, desk *Desk, at place, kind scrub.Type, r io.ReaderAt, came int64) (Staged, error) {
	var report scrub.Report
	plain := newTally()
	sealed, err := i.seal(ctx, b, desk.content, at, func(w io.Writer) (err error) {
		report, err = i.opts.Clean(ctx, kind, r, came, io.MultiWriter(w, plain))
		return err
	})
	s := Staged{
		Size: plain.n, SHA256: plain.hex(), Sealed: sealed, Came: came, Cleaning: models.CleanedNone,
	}
	for _, trace := range report.Removed {
		s.Removed = append(s.Removed, string(trace))
	}
	switch {
	case report.Cleaned:
		s.Cleaning = models.CleanedAll
	case report.Changed:
		s.Cleaning = models.CleanedPart
	}
	return s, err
}

// original seals the file as it came.
func (i *Intake) original(ctx context.Context, desk *Desk, r io.Reader) (*Sealed, error) {
	sealed, err := i.seal(ctx, &Batch{}, desk.identity, place{most: inlineMax / 2}, func(w io.Writer) error {
		_, err := io.Copy(w, r)
		return err
	})
	return &sealed, err
}

// Discard removes what was staged and will not be submitted. A blob that
// cannot be removed now is an orphan, which Janitor removes; what lies in a
// batch's blob is left to the batch.
func (i *Intake) Discard(ctx context.Context, files []Staged) {
	for _, f := range files {
		names := []string{f.own()}
		if f.Original != nil {
			names = append(names, f.Original.own())
		}
		for _, name := range names {
			if name == "" {
				continue
			}
			if err := i.opts.Blobs.Delete(ctx, name); err != nil {
				i.opts.Logger.Warn("staged blob stays until the janitor comes", "err", err)
			}
		}
	}
}

func tooLarge(most int64) error {
	return &models.Error{
		Kind: models.KindTooLarge, Key: "error.file_large", Field: "files", Args: map[string]any{"max": most >> 20},
	}
}

// atFiles names the field of a fault that has none: a disk that is full is told
// where the file was chosen.
func atFiles(err error) error {
	var e *models.Error
	if !errors.As(err, &e) || e.Field != "" || e.Key != "error.disk_full" {
		return err
	}
	at := *e
	at.Field = "files"
	return &at
}

// sameEndings are endings that say the same as the usual one.
var sameEndings = map[scrub.Type][]string{
	scrub.JPEG: {".jpeg", ".jpe", ".jfif"}, scrub.HEIC: {".heif", ".hif"}, scrub.Text: {".text", ".csv", ".md", ".log"}, scrub.EML: {".mht", ".txt"},
	scrub.MP4: {".m4v", ".mov"}, scrub.WAV: {".wave"}, scrub.DOCX: {".docm"}, scrub.XLSX: {".xlsm"}, scrub.PPTX: {".pptm"},
}

// nameFor is the name that a file is kept under: the sender's, with an ending
// that tells what it is.
func nameFor(name string, kind scrub.Type) string {
	end := strings.ToLower(path.Ext(name))
	if end == kind.Ext() || slices.Contains(sameEndings[kind], end) {
		return name
	}
	return name + kind.Ext()
}

// tally counts bytes and sums them up.
type tally struct {
	sum hash.Hash
	n   int64
}

// Write never fails.
func (t *tally) Write(p []byte) (int, error) {
	t.n += int64(len(p))
	return t.sum.Write(p)
}

func newTally() *tally { return &tally{sum: sha256.New()} }

func (t *tally) hex() string { return hex.EncodeToString(t.sum.Sum(nil)) }
