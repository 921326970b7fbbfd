package mailbox

import (
	"context"
	"errors"
	"slices"

	"heed/models/store"
)

const (
	moveMax     = 500 // messages a command
	refusalsMax = 10  // single refusals after which a folder's server is not asked again in this sweep
)

// moveRecorded takes out of the folder what was committed, and notes it. What
// the server refuses to move stays and is moved by a later sweep.
func (p *pass) moveRecorded(ctx context.Context) error {
	uids := p.takeMoves()
	for len(uids) > 0 {
		n := min(len(uids), moveMax)
		moved, kept, err := p.moveOrHalve(uids[:n])
		p.giveBack(kept)
		uids = uids[n:]
		if len(moved) > 0 {
			err = errors.Join(err, p.noteMoved(ctx, moved))
		}
		if err != nil {
			p.giveBack(uids)
			return err
		}
	}
	return nil
}

// takeMoves takes what is to be moved, unless the server moves nothing.
func (p *pass) takeMoves() []uint32 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refusals > refusalsMax {
		return nil
	}
	uids := p.toMove
	p.toMove = nil
	slices.Sort(uids)
	return uids
}

func (p *pass) giveBack(uids []uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.toMove = append(p.toMove, uids...)
}

func (p *pass) noteMoved(ctx context.Context, uids []uint32) error {
	return p.m.opts.Store.Write(ctx, func(tx *store.Tx) error { return tx.MailMoved(p.mail, uids) })
}

// moveOrHalve moves messages, and when the server refuses, each half on its
// own, until those to blame stand alone.
func (p *pass) moveOrHalve(uids []uint32) (moved, kept []uint32, err error) {
	if p.refusals > refusalsMax {
		return nil, uids, nil
	}
	err = p.move(uids)
	switch {
	case err == nil:
		return uids, nil, nil
	case !refused(err):
		return nil, uids, err
	case len(uids) == 1:
		p.refusals++
		return nil, uids, nil
	}
	n := len(uids) / 2
	moved, kept, err = p.moveOrHalve(uids[:n])
	if err != nil {
		return moved, slices.Concat(kept, uids[n:]), err
	}
	m, k, err := p.moveOrHalve(uids[n:])
	return slices.Concat(moved, m), slices.Concat(kept, k), err
}

// move asks once more after a lost line, and after making the processed folder
// when the server refuses for the first time.
func (p *pass) move(uids []uint32) error {
	to := p.link.account.Processed
	for {
		b, err := p.box()
		if err != nil {
			return err
		}
		err = b.moveTo(to, uids)
		switch {
		case err == nil:
			return nil
		case refused(err) && p.created:
			return err
		case refused(err):
			p.created = true
			if err := b.create(to); err != nil && !refused(err) {
				if err := p.again(err); err != nil {
					return err
				}
			}
		default:
			if err := p.again(err); err != nil {
				return err
			}
		}
	}
}
