// Package intake is the only door by which a tip enters, whatever the channel.
//
// It guarantees that Submit returns without error only after the tip, its
// receipt, its first audit row and, for a mail, its ledger row are durable, and
// that nothing a reporter wrote reaches the disk unsealed. It seals to the
// round's public keys and cannot open what it sealed. A draft that is refused
// leaves no tip; blobs that lost their tip are orphans, which Janitor removes.
package intake

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/scrub"
	"heed/models/spool"
	"heed/models/store"
)

// Limits bound one draft. Sizes are bytes before sealing.
type Limits struct {
	Files     int   // attachments of a web report
	FileBytes int64 // one attachment
	AllBytes  int64 // all attachments of a web report
	TextMin   int   // characters of a web report
	TextMax   int
}

// MB is the limit of one attachment in megabytes, for texts.
func (l Limits) MB() int64 { return l.FileBytes >> 20 }

// AllMB is the limit of all attachments in megabytes, for texts.
func (l Limits) AllMB() int64 { return l.AllBytes >> 20 }

// DefaultLimits are those of the issue: 20 to 3,000 characters, up to 5 files
// of 20 MB, 50 MB together.
func DefaultLimits() Limits {
	return Limits{Files: 5, FileBytes: 20 << 20, AllBytes: 50 << 20, TextMin: 20, TextMax: 3000}
}

// Options wires an Intake.
type Options struct {
	Store  *store.Store
	Blobs  *blob.Store
	Now    func() time.Time
	Logger *slog.Logger
	Limits Limits // DefaultLimits when zero
	Folder string // for scratch files, sealed; "" is the system's

	// Clean makes the copy that staff work with; scrub.Clean when nil.
	Clean func(ctx context.Context, kind scrub.Type, r io.ReaderAt, size int64, w io.Writer) (scrub.Report, error)

	// Scan asks a virus scanner about a file as it came. It must end soon, and
	// answers also when it could not look; nil without one.
	Scan func(context.Context, io.Reader) models.Scan
}

// Intake takes drafts from any number of goroutines and commits those that
// wait at the same time in one transaction.
type Intake struct {
	opts  Options
	spool *spool.Spool
	desk  deskCache
	spare sync.Pool // of *bytes.Buffer, for parts that go into a pack
	queue chan []*entry
	done  chan struct{}
	close sync.Once
	gate  sync.RWMutex // held for reading while a draft is handed over
	shut  bool

	settling sync.WaitGroup // commits whose answer was lost
}

// New starts an intake; Close ends it.
func New(opts Options) *Intake {
	if opts.Limits == (Limits{}) {
		opts.Limits = DefaultLimits()
	}
	if opts.Clean == nil {
		opts.Clean = scrub.Clean
	}
	i := &Intake{opts: opts, spool: spool.New(opts.Folder), queue: make(chan []*entry, 64), done: make(chan struct{})}
	go i.commitLoop()
	return i
}

// Close commits what was handed over and takes no more.
func (i *Intake) Close() {
	i.close.Do(func() {
		i.gate.Lock()
		i.shut = true
		i.gate.Unlock()
		close(i.queue)
	})
	<-i.done
}

// Limits are the bounds in force, for the forms to show.
func (i *Intake) Limits() Limits { return i.opts.Limits }

// Submit takes one draft. It returns after the commit; an error means that no
// tip was stored, except that a KindUnavailable one may hide a commit whose
// answer was lost. FieldErrors name unit, category, text, name, contact, files.
func (i *Intake) Submit(ctx context.Context, d Draft) (Result, error) {
	out := i.SubmitBatch(ctx, []Draft{d})[0]
	return out.Result, out.Err
}

// Outcome is what became of one draft of a batch.
type Outcome struct {
	Result
	Err error
}

// SubmitBatch takes many drafts, in one commit where it can. A draft that
// fails does so alone: the batch is halved until the one to blame stands by
// itself. Outcomes are in the order of the drafts.
func (i *Intake) SubmitBatch(ctx context.Context, drafts []Draft) []Outcome {
	var bytes int64
	if len(drafts) > 1 {
		for _, d := range drafts {
			bytes += d.weight()
		}
	}
	return i.Batch(ctx, bytes).Submit(ctx, drafts)
}
