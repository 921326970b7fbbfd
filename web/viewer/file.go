package viewer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"

	"heed/static"
)

// file is one thing that is served. Its bytes stay in the program's file until
// somebody asks: in memory they would be several megabytes for nothing.
type file struct {
	name   string // embedded
	page   []byte // what is served in its place; nil for the file
	module bool   // as a script that has the bytes in it
	kind   string
}

var errNoSeeker = errors.New("viewer: an embedded file that cannot be read twice")

// open reads it from the beginning.
func (f file) open() (io.ReadSeeker, error) {
	if f.page != nil {
		return bytes.NewReader(f.page), nil
	}
	if f.module {
		raw, err := fs.ReadFile(static.Viewer, f.name)
		return bytes.NewReader([]byte(`export default "` + base64.StdEncoding.EncodeToString(raw) + `";` + "\n")), err
	}
	opened, err := static.Viewer.Open(f.name)
	if err != nil {
		return nil, err
	}
	body, ok := opened.(io.ReadSeeker)
	if !ok {
		return nil, errNoSeeker
	}
	return body, nil
}

// tag is how a browser knows that it has the file already.
func tag(body io.ReadSeeker) (string, error) {
	hash := sha256.New()
	_, err := io.Copy(hash, body)
	if err == nil {
		_, err = body.Seek(0, io.SeekStart)
	}
	return `"` + hex.EncodeToString(hash.Sum(nil)[:8]) + `"`, err
}
