package keyring

import (
	"crypto/sha256"
	"sync"
)

// proven are the sessions that were tried and open. It holds no keys.
type proven struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]bool
}

// provenMost bounds it; beyond it starts anew.
const provenMost = 10_000

func (p *proven) once(proof [sha256.Size]byte, try func() error) error {
	p.mu.Lock()
	known := p.seen[proof]
	p.mu.Unlock()
	if known {
		return nil
	}
	if err := try(); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil || len(p.seen) >= provenMost {
		p.seen = map[[sha256.Size]byte]bool{}
	}
	p.seen[proof] = true
	return nil
}
