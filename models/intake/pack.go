package intake

import (
	"bufio"
	"context"
	"io"
	"sync"

	"heed/models/blob"
)

// packMin is how many bytes before sealing make a batch worth a blob: less is
// kept in the rows, whose commit is an fsync anyway.
const packMin = 256 << 10

// packBuffer is how much of a pack is written at once.
const packBuffer = 256 << 10

// pack is one blob that the sealed parts of a batch share, one behind the other:
// written once, durable with one fsync or one upload, before the commit that names
// it. Whatever of it belongs to no row in the end is a hole.
//
// Several goroutines may add at a time. After the first fault nothing more goes
// in, and the pack is dropped.
type pack struct {
	ctx   context.Context //nolint:containedctx // lives as long as one batch
	blobs *blob.Store

	mu   sync.Mutex // held by who writes a part, and waits for nobody
	blob *blob.Writer
	out  *bufio.Writer
	size int64
	err  error // the first fault
	done bool
}

// add puts a part in and says where it begins.
func (p *pack) add(sealed io.Reader) (at int64, err error) {
	at, err = p.begin()
	if err != nil {
		return 0, err
	}
	defer p.end()
	_, err = io.Copy(p, sealed)
	return at, err
}

// begin takes the pack for a part that is written in pieces; end gives it back.
// Between them the writer must wait for nothing that somebody holds who may want
// the pack: of a cleaner's part all is sealed before it is added.
func (p *pack) begin() (at int64, err error) {
	p.mu.Lock()
	if p.blob == nil && p.err == nil {
		if p.blob, p.err = p.blobs.Create(p.ctx); p.err == nil {
			p.out = bufio.NewWriterSize(p.blob, packBuffer)
		}
	}
	if p.err != nil {
		p.mu.Unlock()
		return 0, p.err
	}
	return p.size, nil
}

// Write is for who has begun a part.
func (p *pack) Write(b []byte) (int, error) {
	n, err := p.out.Write(b)
	p.size += int64(n)
	if p.err == nil {
		p.err = err
	}
	return n, err
}

func (p *pack) end() { p.mu.Unlock() }

// keep makes what was put in durable. Nothing may be added any more.
func (p *pack) keep() error {
	if p == nil || p.done {
		return nil
	}
	if p.err == nil && p.blob != nil {
		p.err = p.out.Flush()
	}
	if p.err != nil || p.blob == nil {
		p.drop()
		return p.err
	}
	p.done = true
	return p.blob.Close()
}

// drop leaves nothing of a pack that was not kept.
func (p *pack) drop() {
	if p == nil || p.done {
		return
	}
	p.done = true
	if p.blob != nil {
		p.blob.Abort()
	}
}
