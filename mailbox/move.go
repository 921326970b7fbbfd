package mailbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"heed/models"
	"heed/models/store"
)

// How many messages one command moves: Dovecot takes as long for 500 as for
// 5,000, other servers go one by one and say nothing meanwhile. So there are
// more from command to command, as long as the server is quick about it.
const (
	moveFirst = 500
	moveMost  = 10000
	moveQuick = 5 * time.Second  // twice as many after a command that took less
	moveSlow  = 20 * time.Second // half as many after one that took longer
	setMost   = 8000             // octets of a set of UIDs: what RFC 7162 has every server take in a line

	refusalsMax = 10 // single refusals after which a folder's server is not asked again in this sweep
)

// moveRecorded takes out of the folder what was committed, and notes it. What
// the server refuses to move stays and is moved by a later sweep.
func (p *pass) moveRecorded(ctx context.Context) error {
	uids := p.takeMoves()
	for most := moveFirst; len(uids) > 0; {
		n := inOneSet(uids, most)
		begun := p.m.opts.Now()
		moved, kept, err := p.moveOrHalve(ctx, uids[:n])
		most = p.movesNext(most, p.m.opts.Now().Sub(begun))
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

// movesNext is how many messages the next command moves. Those that are copied
// are few, so that what is to be looked for when an answer is lost is little.
func (p *pass) movesNext(most int, took time.Duration) int {
	if b := p.link.box; b != nil && !b.canMove {
		return moveFirst
	}
	return movesNext(most, took)
}

// movesNext is how many messages to move after a command that took so long.
func movesNext(most int, took time.Duration) int {
	switch {
	case took < moveQuick:
		return min(2*most, moveMost)
	case took > moveSlow:
		return max(most/2, 1)
	}
	return most
}

// inOneSet is how many of the UIDs, in order and most at the most, fit into the
// set of one command. Those that follow each other count as one range.
func inOneSet(uids []uint32, most int) int {
	octets := 0
	for n, uid := range uids[:min(most, len(uids))] {
		if n == 0 || uid != uids[n-1]+1 {
			if octets += len("4294967295:4294967295,"); octets > setMost {
				return n
			}
		}
	}
	return min(most, len(uids))
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

// noteMoved records that messages are moved, and where to.
func (p *pass) noteMoved(ctx context.Context, uids []uint32) error {
	err := p.write(ctx, func(tx *store.Tx) error {
		if err := tx.NoteMoves(p.moves); err != nil {
			return err
		}
		return tx.MailMoved(p.mail, uids)
	})
	p.moves = nil
	return err
}

// moveOrHalve moves messages, and when the server refuses, each half on its
// own, until those to blame stand alone.
func (p *pass) moveOrHalve(ctx context.Context, uids []uint32) (moved, kept []uint32, err error) {
	if p.refusals > refusalsMax {
		return nil, uids, nil
	}
	err = p.move(ctx, uids)
	switch {
	case err == nil:
		return uids, nil, nil
	case !refused(err), keyOf(err) == keyFolder: // or the folder is gone: each half would sign in to be told so
		return nil, uids, err
	case len(uids) == 1:
		p.refusals++
		return nil, uids, nil
	}
	n := len(uids) / 2
	moved, kept, err = p.moveOrHalve(ctx, uids[:n])
	if err != nil {
		return moved, slices.Concat(kept, uids[n:]), err
	}
	m, k, err := p.moveOrHalve(ctx, uids[n:])
	return slices.Concat(moved, m), slices.Concat(kept, k), err
}

// move asks once more after a lost line, and after making the processed folder
// when the server refuses for the first time. It asks nothing when another worker
// has the account.
func (p *pass) move(ctx context.Context, uids []uint32) error {
	for {
		if err := p.holds(ctx); err != nil {
			return err
		}
		b, err := p.box()
		if err != nil {
			return err
		}
		err = p.tryMove(ctx, b, uids)
		if !isLoss(err) && (!refused(err) || p.created) {
			return err
		}
		if refused(err) {
			p.created = true
			err = b.create(p.link.account.Processed) // that it is there already is not the fault
		}
		if isLoss(err) {
			if err := p.again(err); err != nil {
				return err
			}
		}
	}
}

// tryMove asks once: by MOVE, else by COPY and then taking out.
func (p *pass) tryMove(ctx context.Context, b *box, uids []uint32) error {
	to := p.link.account.Processed
	if !b.moves() {
		return p.copyOut(ctx, b, uids)
	}
	at, err := b.move(to, uids)
	if err == nil && at.to != "" {
		p.moves = append(p.moves, models.MailMove{
			Account: p.mail.Account, Folder: p.mail.Folder, UIDValidity: p.mail.UIDValidity, UIDs: at.from,
			Processed: to, ToValidity: at.validity, ToUIDs: at.to,
		})
	}
	return err
}
