package backoffice

import (
	"context"
	"io"
	"mime"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// fileTime bounds a download: its stream outlives the handler.
const fileTime = 10 * time.Minute

func amount(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt(max(1, (bytes+1023)>>10), 10) + " KB"
	}
	return strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64) + " MB"
}

// file sends an attachment. Nothing a reporter sent is ever shown by the
// browser on this site: it is a download, of no type, in a sandbox.
func (b *Backoffice) file(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	ord := int(whole(v.Params("ord")))
	t, err := b.envelopesOf(v, id)
	if err != nil {
		return err
	}
	if e, ok := t.find(models.EnvelopeText, 0); ok {
		if err := b.openJSON(v, e, &t.Text); err != nil {
			return err
		}
	}
	if err := b.unsealThread(v, t); err != nil {
		return err
	}
	e, ok := t.find(models.EnvelopeFile, ord)
	if !ok {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	name, size := "file", -1
	if f, ok := t.fileOf(ord); ok {
		name, size = f.Name, int(f.Size)
		if marked(f) && v.Query("sure") == "" { // whoever follows an old link is asked first
			return v.Redirect(fileURL(id, ord)+"/view", fiber.StatusSeeOther)
		}
	}
	return b.send(v, e, name, size)
}

// raw sends a mail that could not be read, as it came.
func (b *Backoffice) raw(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	t, err := b.envelopesOf(v, id)
	if err != nil {
		return err
	}
	e, ok := t.find(models.EnvelopeOpaque, 0)
	if !ok {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	return b.send(v, e, "mail-"+decimal(id)+".eml", -1)
}

// envelopesOf loads a tip's sealed parts and notes the read.
func (b *Backoffice) envelopesOf(v *visit, id int64) (*tipView, error) {
	t := &tipView{}
	err := b.store.Write(v.UserContext(), func(tx *store.Tx) error {
		var err error
		if t.Tip, err = tx.Tip(v.me.Scope(), id); err != nil {
			return err
		}
		if t.envelopes, err = tx.Envelopes(id); err != nil {
			return err
		}
		tx.Audit(models.Audit{Actor: v.me.ID, Origin: "backoffice", Action: "tip.file", TipID: id})
		return t.readThread(tx, v.me)
	})
	return t, err
}

func (t *tipView) find(kind models.EnvelopeKind, ord int) (models.Envelope, bool) {
	for _, e := range t.envelopes {
		if e.Kind == kind && e.Ord == ord {
			return e, true
		}
	}
	return models.Envelope{}, false
}

// send streams a part that is sealed to a content key.
func (b *Backoffice) send(v *visit, e models.Envelope, name string, size int) error {
	key, err := b.keys.ContentKey(v.UserContext(), v.me, v.id, e.KeyID)
	if err != nil {
		return err
	}
	return b.stream(v, e, key, name, size)
}

// stream sends a sealed part, opened piece by piece. A part that was damaged
// breaks off, and the browser reports a failed download.
func (b *Backoffice) stream(v *visit, e models.Envelope, key open.Identity, name string, size int) error {
	ctx, cancel := context.WithTimeout(context.Background(), fileTime)
	sealed, err := b.sealed(ctx, e)
	if err != nil {
		cancel()
		return err
	}
	plain, err := open.BundledReader(sealed, e.BundleSecret(), key)
	if err != nil {
		cancel()
		_ = sealed.Close()
		return models.Internal(err)
	}
	v.Set("Content-Type", "application/octet-stream")
	v.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	v.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	b.site.Stream(ctx, v.Ctx, &download{plain, sealed, cancel}, size)
	return nil
}

// download is the stream of an opened part; closing it frees what it holds.
type download struct {
	io.Reader
	sealed io.Closer
	cancel context.CancelFunc
}

// Close is called when the answer is sent or the visitor is gone.
func (d *download) Close() error {
	d.cancel()
	return d.sealed.Close()
}
