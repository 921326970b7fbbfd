// Package pieces keeps a file whose end has not come yet: each part that arrived
// is a sealed blob of its own, so that a line that breaks loses nothing and any
// process that shares the blob store goes on where another one stopped.
//
// It guarantees that the pieces, what the file is called and what became of it
// are age files sealed to a hybrid key pair that only the address of the upload
// carries. The server keeps the public half nowhere and the secret half not at
// all: who holds the disk and the database opens nothing, and an upload whose
// address is lost cannot be read by anybody. Bytes that were given back as the
// offset are durable.
//
// It does not look into a file, and it does not count visitors. What has expired
// is left for Sweep.
package pieces

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"filippo.io/age"

	"heed/models"
	"heed/models/blob"
	"heed/models/store"
)

// Options are what Pieces needs.
type Options struct {
	Store  *store.Store
	Blobs  *blob.Store
	Now    func() time.Time
	Bounds models.UploadBounds
	Life   time.Duration // from the beginning of an upload to its end
}

// Pieces begins uploads and finds them again. It is safe for concurrent use.
type Pieces struct {
	o    Options
	head int64 // bytes of an age file before its payload
}

// New measures what sealing adds: the size of a piece in the blob store tells how
// many bytes of the file are in it.
func New(o Options) (*Pieces, error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, err
	}
	empty, err := sealed(nil, key.Recipient())
	if err != nil {
		return nil, err
	}
	return &Pieces{o: o, head: int64(len(empty)) - overhead}, nil
}

// Info is what is known of a file before it comes. It is kept sealed.
type Info struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	RoundID int64  `json:"round"`
	Size    int64  `json:"-"`
}

// identityPrefix stands before the secret of an address in the text of an age
// identity.
const identityPrefix = "AGE-SECRET-KEY-PQ-1"

// Begin notes an upload and gives the secret for its address, which is kept
// nowhere. form is the same for all uploads of one form; a slot of it that was
// begun before is begun anew. Errors are those of store.Tx.BeginUpload.
func (p *Pieces) Begin(ctx context.Context, form, slot string, about Info) (secret string, err error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", models.Internal(err)
	}
	raw, err := json.Marshal(about)
	if err != nil {
		return "", models.Internal(err)
	}
	u := models.Upload{Form: form, Slot: slot, Size: about.Size, ExpiresAt: p.o.Now().Add(p.o.Life).UTC().Truncate(time.Microsecond)}
	if u.Sealed, err = sealed(raw, key.Recipient()); err != nil {
		return "", models.Internal(err)
	}
	secret = strings.TrimPrefix(key.String(), identityPrefix)
	u.ID = idOf(secret)
	var replaced string
	err = p.o.Store.Write(ctx, func(tx *store.Tx) error {
		replaced, err = tx.BeginUpload(u, p.o.Bounds)
		return err
	})
	if err == nil && replaced != "" {
		err = p.clear(ctx, replaced)
	}
	return secret, err
}

// idOf names an upload in the database and the blob store.
func idOf(secret string) string {
	sum := sha256.Sum256([]byte("heed upload v1\n" + secret))
	return hex.EncodeToString(sum[:16])
}

// Find gives the upload of a secret, with all that has come of it. One that is
// not known, or has expired, is KindNotFound.
func (p *Pieces) Find(ctx context.Context, secret string) (*Upload, error) {
	key, err := age.ParseHybridIdentity(identityPrefix + secret)
	if err != nil {
		return nil, models.Fail(models.KindNotFound, "error.not_found")
	}
	u := &Upload{pieces: p, id: idOf(secret), key: key}
	var row models.Upload
	err = p.o.Store.Read(ctx, func(tx *store.Tx) error {
		row, err = tx.Upload(u.id)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := u.read(row); err != nil {
		return nil, models.Internal(err)
	}
	if u.result != nil {
		u.Offset = u.Size
		return u, nil
	}
	return u, u.scan(ctx)
}

// Sweep removes uploads whose time is over, with their pieces, and says how many.
func (p *Pieces) Sweep(ctx context.Context) (int, error) {
	for removed := 0; ; {
		var ids []string
		err := p.o.Store.Read(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.ExpiredUploads(100)
			return err
		})
		if err != nil || len(ids) == 0 {
			return removed, err
		}
		for _, id := range ids {
			if err := p.remove(ctx, id); err != nil {
				return removed, err
			}
			removed++
		}
	}
}

// remove forgets an upload, its pieces first: a piece without an upload would
// lie there until the janitor of blobs comes.
func (p *Pieces) remove(ctx context.Context, id string) error {
	if err := p.clear(ctx, id); err != nil {
		return err
	}
	return p.o.Store.Write(ctx, func(tx *store.Tx) error { return tx.DropUpload(id) })
}

func (p *Pieces) clear(ctx context.Context, id string) error {
	var names []string
	err := p.o.Blobs.EachUnder(ctx, folder(id), func(name string, _ int64, _ time.Time) error {
		names = append(names, name)
		return nil
	})
	for _, name := range names {
		err = errors.Join(err, p.o.Blobs.Delete(ctx, name))
	}
	return err
}

func sealed(plain []byte, to age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

func opened(sealed []byte, key age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
