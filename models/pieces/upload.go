package pieces

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"

	"heed/models"
	"heed/models/store"
)

// Sizes of an age file's payload (age-encryption.org/v1): a nonce, then chunks
// with a tag each.
const (
	nonce    = 16
	tag      = 16
	chunk    = 64 << 10
	overhead = nonce + tag // of an empty payload
)

// mostPieces bounds what one upload costs to look at.
const mostPieces = 1024

// Upload is one file on its way, as far as it had come when it was found.
type Upload struct {
	Info
	Offset int64 // bytes that are there, without a gap

	pieces *Pieces
	id     string
	key    *age.HybridIdentity
	names  []string // of the pieces, in order
	result []byte
}

func (u *Upload) read(row models.Upload) error {
	about, err := opened(row.Sealed, u.key)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(about, &u.Info); err != nil {
		return err
	}
	u.Size = row.Size
	if len(row.Result) > 0 {
		u.result, err = opened(row.Result, u.key)
	}
	return err
}

// folder is where the pieces of an upload lie: a name that no other blob has.
func folder(id string) string { return "up/" + id + "/" }

func (u *Upload) nameAt(offset int64) string { return fmt.Sprintf("%s%012d", folder(u.id), offset) }

// scan finds the pieces that follow on one another. Each is named for where it
// begins, and its size says where it ends.
func (u *Upload) scan(ctx context.Context) error {
	ends := map[int64]int64{}
	err := u.pieces.o.Blobs.EachUnder(ctx, folder(u.id), func(name string, size int64, _ time.Time) error {
		begin, err := strconv.ParseInt(strings.TrimPrefix(name, folder(u.id)), 10, 64)
		if plain := u.pieces.plainSize(size); err == nil && plain > 0 {
			ends[begin] = begin + plain
		}
		return nil // what has another name is a piece that is being written
	})
	if err != nil {
		return err
	}
	u.Offset, u.names = 0, nil
	for end, ok := ends[0]; ok; end, ok = ends[u.Offset] {
		u.names = append(u.names, u.nameAt(u.Offset))
		u.Offset = end
	}
	return nil
}

// plainSize is how many bytes are sealed in a piece of that size.
func (p *Pieces) plainSize(sealed int64) int64 {
	payload := sealed - p.head - nonce
	chunks := (payload + chunk + tag - 1) / (chunk + tag)
	return payload - chunks*tag
}

// Append adds what comes, up to the end of the file, and says how much of it is
// kept for good; a stream that breaks off is kept as far as it came. Another one
// that added the same part first is KindConflict.
func (u *Upload) Append(ctx context.Context, r io.Reader) (int64, error) {
	body := bufio.NewReaderSize(io.LimitReader(r, u.Size-u.Offset), chunk)
	if _, err := body.Peek(1); err != nil { // nothing came: an empty piece helps nobody
		return 0, nil //nolint:nilerr // the line broke before the first byte
	}
	if len(u.names) >= mostPieces {
		return 0, models.Fail(models.KindTooLarge, "error.upload_pieces")
	}
	name := u.nameAt(u.Offset)
	w, err := u.pieces.o.Blobs.CreateAs(ctx, name)
	if err != nil {
		return 0, err
	}
	n, err := sealTo(w, body, u.key.Recipient())
	if err != nil {
		w.Abort()
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	u.names = append(u.names, name)
	u.Offset += n
	return n, nil
}

// sealTo seals what comes. An error of src ends the piece there, whole.
func sealTo(dst io.Writer, src io.Reader, to age.Recipient) (int64, error) {
	w, err := age.Encrypt(dst, to)
	if err != nil {
		return 0, err
	}
	stream := &broken{r: src}
	n, err := io.Copy(w, stream)
	if err != nil {
		return n, err
	}
	return n, w.Close()
}

// broken ends where the line broke.
type broken struct{ r io.Reader }

func (b *broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil {
		err = io.EOF
	}
	return n, err
}

// Whole says whether all of the file is there.
func (u *Upload) Whole() bool { return u.Offset == u.Size }

// Reader reads the file from its beginning, one piece after another. A piece that
// is gone or was changed is an error.
func (u *Upload) Reader(ctx context.Context) io.ReadCloser {
	return &chain{ctx: ctx, u: u, names: u.names}
}

// End keeps what became of the file, and lets the pieces go. False when another
// process has said so before: then Find the upload again.
func (u *Upload) End(ctx context.Context, result []byte) (bool, error) {
	kept, err := sealed(result, u.key.Recipient())
	if err != nil {
		return false, models.Internal(err)
	}
	first := false
	err = u.pieces.o.Store.Write(ctx, func(tx *store.Tx) error {
		first, err = tx.EndUpload(u.id, kept)
		return err
	})
	if err != nil || !first {
		return false, err
	}
	u.result, u.Offset = result, u.Size
	_ = u.pieces.clear(ctx, u.id) // what cannot be removed now goes with the upload
	return true, nil
}

// Result is what End kept; nil before.
func (u *Upload) Result() []byte { return u.result }

// Remove forgets the upload, whatever has come of it.
func (u *Upload) Remove(ctx context.Context) error { return u.pieces.remove(ctx, u.id) }

// chain reads pieces one after another.
type chain struct {
	ctx   context.Context //nolint:containedctx // lives as long as one reading
	u     *Upload
	names []string
	blob  io.ReadCloser
	plain io.Reader
}

// Read goes on with the next piece where one ends.
func (c *chain) Read(p []byte) (int, error) {
	for {
		if c.plain == nil {
			if err := c.next(); err != nil {
				return 0, err
			}
		}
		n, err := c.plain.Read(p)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		if err := c.Close(); err != nil || n > 0 {
			return n, err
		}
	}
}

func (c *chain) next() (err error) {
	if len(c.names) == 0 {
		return io.EOF
	}
	if c.blob, err = c.u.pieces.o.Blobs.Open(c.ctx, c.names[0]); err != nil {
		return err
	}
	c.names = c.names[1:]
	c.plain, err = age.Decrypt(c.blob, c.u.key)
	return err
}

// Close lets the piece that is being read go.
func (c *chain) Close() error {
	c.plain = nil
	if c.blob == nil {
		return nil
	}
	err := c.blob.Close()
	c.blob = nil
	return err
}
