package open

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strconv"

	"filippo.io/age"
	"golang.org/x/text/unicode/norm"
)

var (
	// ErrPassphrase says that the passphrase is wrong or empty. A wrapped key
	// whose scrypt stanza was damaged looks the same.
	ErrPassphrase = errors.New("open: wrong passphrase")
	// ErrWorkFactor says that a wrapped key, or the options, ask for more work
	// than MaxWorkFactor allows, or for less than 1.
	ErrWorkFactor = errors.New("open: work factor out of range")
)

// Defaults of PassphraseOptions.
const (
	DefaultWorkFactor    = 16 // 64 MB and about 130 ms
	DefaultMaxWorkFactor = 18 // 256 MB
)

// PassphraseOptions set the cost of a passphrase. Zero fields take the default.
type PassphraseOptions struct {
	// WorkFactor is scrypt's log2 N for new keys: 2^WorkFactor KiB of memory.
	WorkFactor int
	// MaxWorkFactor is the largest that Unwrap accepts. It must never fall
	// below a WorkFactor once used, or those keys no longer open.
	MaxWorkFactor int
	// Parallel is how many KDFs run at once, each with its memory; 1 by default.
	Parallel int
}

// Passphrases wraps keys by passphrases and bounds the memory this takes. It is
// safe for concurrent use.
type Passphrases struct {
	workFactor int
	maxFactor  int
	slots      chan struct{}
}

// NewPassphrases applies the defaults. Options out of range make Wrap and
// Unwrap fail with ErrWorkFactor.
func NewPassphrases(opts PassphraseOptions) *Passphrases {
	if opts.WorkFactor == 0 {
		opts.WorkFactor = DefaultWorkFactor
	}
	if opts.MaxWorkFactor == 0 {
		opts.MaxWorkFactor = max(DefaultMaxWorkFactor, opts.WorkFactor)
	}
	return &Passphrases{
		workFactor: opts.WorkFactor,
		maxFactor:  opts.MaxWorkFactor,
		slots:      make(chan struct{}, max(opts.Parallel, 1)),
	}
}

// Wrap seals key under passphrase, as an age file that also opens with the age
// tool. It waits for its turn until ctx ends. It does not judge the passphrase,
// but refuses an empty one with ErrPassphrase.
func (p *Passphrases) Wrap(ctx context.Context, key Identity, passphrase string) ([]byte, error) {
	line, err := key.line()
	if err != nil {
		return nil, err
	}
	to, err := p.recipient(passphrase)
	if err != nil {
		return nil, err
	}
	var wrapped bytes.Buffer
	err = p.inTurn(ctx, func() error { return encrypt(&wrapped, line, to) })
	if err != nil {
		return nil, err
	}
	return wrapped.Bytes(), nil
}

// Unwrap returns the key that Wrap, or `age -p`, sealed. It waits for its turn
// until ctx ends. It fails with ErrPassphrase, with ErrWorkFactor before any
// work is done, or with ErrDamaged.
func (p *Passphrases) Unwrap(ctx context.Context, wrapped []byte, passphrase string) (Identity, error) {
	if err := p.checkOptions(); err != nil {
		return Identity{}, err
	}
	by, err := age.NewScryptIdentity(norm.NFC.String(passphrase))
	if err != nil {
		return Identity{}, ErrPassphrase
	}
	var line []byte
	err = p.inTurn(ctx, func() error {
		line, err = p.decrypt(wrapped, by)
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	return parseLine(line)
}

func (p *Passphrases) recipient(passphrase string) (*age.ScryptRecipient, error) {
	if err := p.checkOptions(); err != nil {
		return nil, err
	}
	to, err := age.NewScryptRecipient(norm.NFC.String(passphrase))
	if err != nil {
		return nil, ErrPassphrase
	}
	to.SetWorkFactor(p.workFactor)
	return to, nil
}

func (p *Passphrases) checkOptions() error {
	if p.workFactor < 1 || p.workFactor > p.maxFactor || p.maxFactor > 30 {
		return ErrWorkFactor
	}
	return nil
}

// inTurn holds a slot around kdf, and gives its memory back before the next.
func (p *Passphrases) inTurn(ctx context.Context, kdf func() error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("open: wait for a turn: %w", err)
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("open: wait for a turn: %w", ctx.Err())
	}
	defer func() { <-p.slots }()
	defer debug.FreeOSMemory()
	return kdf()
}

func (p *Passphrases) decrypt(wrapped []byte, by *age.ScryptIdentity) ([]byte, error) {
	by.SetMaxWorkFactor(p.maxFactor)
	r, err := decrypt(bytes.NewReader(wrapped), &cappedScrypt{by, p.maxFactor})
	if errors.Is(err, ErrNoMatch) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// cappedScrypt tells apart what age.ScryptIdentity reports alike.
type cappedScrypt struct {
	*age.ScryptIdentity
	maxFactor int
}

func (c *cappedScrypt) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != "scrypt" || len(stanzas[0].Args) != 2 {
		return nil, errors.New("not wrapped by a passphrase")
	}
	if n, err := strconv.Atoi(stanzas[0].Args[1]); err == nil && n > c.maxFactor {
		return nil, ErrWorkFactor
	}
	return c.ScryptIdentity.Unwrap(stanzas)
}

func encrypt(dst io.Writer, line []byte, to age.Recipient) error {
	w, err := age.Encrypt(dst, to)
	if err != nil {
		return fmt.Errorf("open: wrap: %w", err)
	}
	if _, err := w.Write(line); err != nil {
		return fmt.Errorf("open: wrap: %w", err)
	}
	return w.Close()
}
