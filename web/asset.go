package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"

	"github.com/gofiber/fiber/v2"
)

// Assets are style sheets, scripts and pictures under addresses that carry their
// hash, so that a browser keeps them for ever and never keeps an old one.
type Assets struct {
	byPath map[string]asset
}

type asset struct {
	raw, packed []byte
	kind, sum   string
}

func newAssets(files fs.FS) (*Assets, error) {
	a := &Assets{byPath: map[string]asset{}}
	for _, dir := range []string{"css", "js", "img"} {
		err := fs.WalkDir(files, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return a.read(files, name)
		})
		if err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (a *Assets) read(files fs.FS, name string) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	kept := asset{raw: raw, kind: kindOf(name), sum: hex.EncodeToString(sum[:6])}
	if packed.Len() < len(raw) {
		kept.packed = packed.Bytes()
	}
	a.byPath[name] = kept
	return nil
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// URL is the address of an asset such as "css/heed.css"; "" without one.
func (a *Assets) URL(name string) string {
	kept, ok := a.byPath[name]
	if !ok {
		return ""
	}
	return "/assets/" + kept.sum + "/" + name
}

func (a *Assets) serve(c *fiber.Ctx) error {
	kept, ok := a.byPath[c.Params("*")]
	if !ok || kept.sum != c.Params("sum") {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderContentType, kept.kind)
	c.Vary(fiber.HeaderAcceptEncoding)
	if kept.packed != nil && c.Get(fiber.HeaderAcceptEncoding) != "" && c.AcceptsEncodings("gzip") == "gzip" {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(kept.packed)
	}
	return c.Send(kept.raw)
}
