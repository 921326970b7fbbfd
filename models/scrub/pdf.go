package scrub

import (
	"context"
	"errors"
	"io"

	"golang.org/x/sync/semaphore"
)

// mostPDF is the largest document that is cleaned: it is held in memory.
const mostPDF = 20 << 20

// pdfRoom lets one document be in memory at a time.
var pdfRoom = semaphore.NewWeighted(1)

// withPDF reads a whole document and lends it out. One that is too large is
// errDamaged.
func withPDF(ctx context.Context, f file, use func(data []byte) error) error {
	if f.size > mostPDF {
		return errDamaged
	}
	if err := pdfRoom.Acquire(ctx, 1); err != nil {
		return err
	}
	defer pdfRoom.Release(1)
	data, err := f.at(0, int(f.size))
	if err != nil {
		return err
	}
	return use(data)
}

// cleanPDF writes the document anew without what it tells. It is written to
// nowhere first, so that nothing is written of one that turns out to be damaged.
func cleanPDF(ctx context.Context, f file, w io.Writer) (Report, error) {
	var report Report
	err := withPDF(ctx, f, func(data []byte) error {
		doc, err := openPDF(data)
		if err != nil {
			return err
		}
		if doc.locked {
			return errDamaged
		}
		trial, err := doc.tryOut(ctx)
		if err != nil {
			return err
		}
		same := &comparer{want: data}
		doc.refill()
		done, err := doc.write(ctx, io.MultiWriter(w, same))
		if errors.Is(err, errDamaged) { // it was not, a moment ago
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		report = Report{Removed: done.traces.list(), Cleaned: trial.clean, Changed: !same.equal()}
		return nil
	})
	return report, err
}

// tryOut writes to nowhere; where the tables lead astray, once more with the
// objects that are found without them.
func (p *pdf) tryOut(ctx context.Context) (*pdfCopy, error) {
	done, err := p.write(ctx, io.Discard)
	if errors.Is(err, errDamaged) && !p.rebuilt {
		if err := p.rebuild(); err != nil || p.locked {
			return nil, damage(err)
		}
		return p.write(ctx, io.Discard)
	}
	return done, err
}
