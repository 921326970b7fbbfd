package store

import (
	"context"
	"time"
)

// bulk is how many sealed bytes make a commit one that is followed by a
// checkpoint.
const bulk = 1 << 20

// checkpointTime bounds one checkpoint.
const checkpointTime = time.Minute

// checkpointer copies what large commits left in SQLite's log into its file,
// beside the commits that follow, which would otherwise do it themselves. Commits
// are durable without it: it only keeps the log short.
type checkpointer struct {
	wake chan struct{}
	done chan struct{}
}

// start begins to wait for large commits, if the database has such a log.
func (c *checkpointer) start(s *Store) {
	command := s.dialect.checkpoint()
	if command == "" {
		return
	}
	c.wake, c.done = make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(c.done)
		for range c.wake {
			ctx, cancel := context.WithTimeout(context.Background(), checkpointTime)
			if err := s.read.WithContext(ctx).Exec(command).Error; err != nil {
				s.opts.Logger.Warn("the database's log stays long", "err", err)
			}
			cancel()
		}
	}()
}

// after is told of every commit, and how many sealed bytes it brought.
func (c *checkpointer) after(bytes int) {
	if bytes < bulk || c.wake == nil {
		return
	}
	select {
	case c.wake <- struct{}{}:
	default: // one is about to begin
	}
}

// stop returns when none is under way. No commit may follow.
func (c *checkpointer) stop() {
	if c.wake != nil {
		close(c.wake)
		<-c.done
		c.wake = nil
	}
}
