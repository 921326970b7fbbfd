package store

import (
	"context"
	"sync/atomic"
	"time"
)

// bulk is how many bytes of commits are followed by a checkpoint: a quarter of
// what the log may hold before a commit makes one itself.
const bulk = 8 << 20

// tipBytes is about what a tip adds to the log besides its sealed bytes: its rows,
// and the pages of twenty indexes.
const tipBytes = 16 << 10

// checkpointTime bounds one checkpoint.
const checkpointTime = time.Minute

// checkpointer copies what large commits left in SQLite's log into its file,
// beside the commits that follow, which would otherwise do it themselves. Commits
// are durable without it: it only keeps the log short.
type checkpointer struct {
	wake  chan struct{}
	done  chan struct{}
	bytes atomic.Int64 // since the last one was asked for
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

// after is told of every commit, and about how many bytes it brought.
func (c *checkpointer) after(bytes int) {
	if c.wake == nil || c.bytes.Add(int64(bytes)) < bulk {
		return
	}
	c.bytes.Store(0)
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
