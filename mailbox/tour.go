package mailbox

import (
	"context"
	"errors"
)

// tour is one sweep of an account: its folders one after the other, and then the
// letters of all of them that answer others, since what a letter answers may lie in
// any of them. A folder without such letters is done with when the next is opened.
type tour struct {
	link   *link
	passes []*pass
	open   *pass // whose folder is open, if the line stands
	err    error // why the account cannot be had any longer
}

// visit sweeps a folder but for what answers others, and says whether the next may
// be opened.
func (t *tour) visit(ctx context.Context, p *pass) bool {
	if t.leave(ctx); t.err != nil {
		return false
	}
	t.passes, t.open = append(t.passes, p), p
	p.run(ctx)
	t.note(ctx, p.err)
	return t.err == nil
}

// leave moves what is settled in a folder that waits for the others.
func (t *tour) leave(ctx context.Context) {
	if p := t.open; p != nil && !p.ended {
		p.err = p.tidy(ctx, nil)
		t.note(ctx, p.err)
	}
}

// note keeps an error after which no folder of the account can be swept.
func (t *tour) note(ctx context.Context, err error) {
	if hopeless(err) || ctx.Err() != nil {
		t.err = errors.Join(err, ctx.Err())
	}
}

// settleAnswers settles what was put off, in the order in which the letters answer
// each other. When not all folders could be swept, a letter waits for the next
// sweep, but once only: a folder that can never be read holds up none.
func (t *tour) settleAnswers(ctx context.Context) {
	for _, round := range t.putOff(t.err == nil).rounds() {
		for len(round) > 0 {
			if ctx.Err() != nil {
				t.note(ctx, nil)
				return
			}
			p, uids := t.inFolder(round)
			if round = round[len(uids):]; p.err != nil {
				continue
			}
			if p.err = t.turnTo(p); p.err == nil {
				p.err = p.settleAnswers(ctx, uids)
			}
			if t.note(ctx, p.err); hopeless(p.err) {
				return
			}
		}
	}
}

// putOff are the letters of all folders that answer others; unless all is set, only
// those that an earlier sweep had put off as well.
func (t *tour) putOff(all bool) *chain {
	c := &chain{}
	for k, p := range t.passes {
		if p.ended || p.err != nil {
			continue
		}
		for _, l := range p.chain.links {
			if _, before := p.tries[l.uid]; all || before {
				c.take(l, k)
			}
		}
	}
	return c
}

// inFolder are the letters of a round that lie in the folder of its first.
func (t *tour) inFolder(round []spot) (p *pass, uids []uint32) {
	for _, s := range round {
		if s.folder != round[0].folder {
			break
		}
		uids = append(uids, s.uid)
	}
	return t.passes[round[0].folder], uids
}

// turnTo opens the folder of a pass again if another one was opened since. A line
// that is lost is no error: whoever needs it opens it anew, with the folder.
func (t *tour) turnTo(p *pass) error {
	if t.open == p || t.link.box == nil {
		t.open = p
		return nil
	}
	t.open = p
	if err := p.back(t.link.box); !isLoss(err) {
		return err
	}
	return nil
}

// finish ends what waited. What is not settled then waits for the next sweep.
func (t *tour) finish(ctx context.Context) {
	for _, p := range t.passes {
		if p.ended {
			continue
		}
		if p.err == nil && len(p.waiting) > 0 {
			p.err = t.err
		}
		if p.err = errors.Join(p.err, ctx.Err()); ctx.Err() == nil {
			p.err = errors.Join(p.err, t.turnTo(p)) // nothing is ever moved out of another folder
		}
		p.finish(ctx)
	}
	t.restAtLast(ctx)
}

// restAtLast opens the last folder again, of which IDLE is to tell, and has it swept
// once more: of what came into it meanwhile nobody was told.
func (t *tour) restAtLast(ctx context.Context) {
	if t.open == nil {
		return
	}
	last := t.passes[len(t.passes)-1]
	if t.open == last || t.err != nil || ctx.Err() != nil || t.turnTo(last) != nil || t.link.box == nil {
		return
	}
	select {
	case t.link.box.news <- struct{}{}:
	default:
	}
}
