package answer

import (
	"context"
	"errors"
	"slices"
	"time"
)

// job is an answer on its way.
type job struct {
	Note
	id      string // its Message-ID, without angle brackets
	word    string // beside the number in the subject: who knows both answers this mail
	sender  []byte // what is stored of who gets it
	claimed bool
	tries   int
	due     time.Time
}

// retries are how long an answer waits after each try that failed. After the
// last it is given up.
func retries() []time.Duration {
	return []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute}
}

// queue is what a Sender has to do.
type queue struct {
	*Sender
	jobs     []*job
	rest     time.Time // nothing is sent before it: the server itself failed
	failures int       // of the server, in a row
}

// Run sends what is offered until ctx ends. What waits then is lost.
func (s *Sender) Run(ctx context.Context) error {
	q := &queue{Sender: s}
	for ctx.Err() == nil {
		q.wait(ctx)
		for _, j := range q.ready() {
			if ctx.Err() != nil {
				break
			}
			q.work(ctx, j)
		}
	}
	return nil
}

// wait returns when an answer is offered or due.
func (q *queue) wait(ctx context.Context) {
	var due <-chan time.Time
	if len(q.jobs) > 0 {
		at := slices.MinFunc(q.jobs, func(a, b *job) int { return a.due.Compare(b.due) }).due
		if at.Before(q.rest) {
			at = q.rest
		}
		left := at.Sub(q.opts.Now())
		if left <= 0 {
			return
		}
		due = q.opts.After(left)
	}
	select {
	case n := <-q.inbox:
		q.put(&job{Note: n, due: q.opts.Now()})
	case <-due:
	case <-ctx.Done():
	}
}

// put lets an answer wait, unless too many do.
func (q *queue) put(j *job) {
	if len(q.jobs) >= q.opts.Queue {
		q.opts.Logger.Warn("too many answers wait to be sent: one is dropped")
		return
	}
	q.jobs = append(q.jobs, j)
}

// ready takes out what is due.
func (q *queue) ready() (due []*job) {
	now := q.opts.Now()
	if now.Before(q.rest) {
		return nil
	}
	q.jobs = slices.DeleteFunc(q.jobs, func(j *job) bool {
		if j.due.After(now) {
			return false
		}
		due = append(due, j)
		return true
	})
	return due
}

// work claims an answer and tries to send it once.
func (q *queue) work(ctx context.Context, j *job) {
	if q.opts.Now().Before(q.rest) { // the server failed at another one just now
		q.put(j)
		return
	}
	sent, err := q.try(ctx, j)
	if sent {
		q.failures = 0
	}
	if err != nil {
		q.again(j, err)
	}
}

// try claims an answer, unless it has it, and sends it. Without an error the answer
// is done with, sent or not.
func (s *Sender) try(ctx context.Context, j *job) (sent bool, err error) {
	if !j.claimed {
		if j.claimed, err = s.claim(ctx, j); err != nil || !j.claimed {
			return false, err
		}
	}
	if err := s.send(ctx, j); err != nil {
		return false, err
	}
	s.sent(ctx, j)
	return true, nil
}

// again lets an answer wait for another try, if there may be one.
func (q *queue) again(j *job, err error) {
	var f *failure
	if errors.As(err, &f) {
		q.opts.Logger.Warn("an answer was not sent", "at", f.at, "code", f.code, "again", f.again)
		if f.server {
			q.failures++
			q.rest = q.opts.Now().Add(retries()[min(q.failures, len(retries()))-1])
		}
		if !f.again {
			return
		}
	}
	if j.tries >= len(retries()) {
		return
	}
	j.due = q.opts.Now().Add(retries()[j.tries])
	j.tries++
	q.put(j)
}
