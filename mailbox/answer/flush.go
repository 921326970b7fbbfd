package answer

import (
	"context"
	"errors"
)

// Flushed is what became of answers that were sent at once.
type Flushed struct {
	Sent int
	Lost int // not sent, and tried no more
}

// Flush sends what was offered so far, each answer once and one after the other,
// for a program that ends after it. What fails is lost, and when the server itself
// fails, or ctx ends, so is all that waits: none of it can be claimed any more by
// whoever comes later, because nobody keeps whom it was for. Senders who get none,
// having had one today or being too many within the hour, are in no figure. It returns
// Server.Timeout after the end of ctx at the latest. Run must not be running.
func (s *Sender) Flush(ctx context.Context) (f Flushed) {
	gone := false
	for {
		select {
		case n := <-s.inbox:
			if gone || ctx.Err() != nil {
				f.Lost++
				continue
			}
			sent, err := s.try(ctx, &job{Note: n})
			switch {
			case sent:
				f.Sent++
			case err != nil:
				f.Lost++
				gone = s.logLost(err)
			}
		default:
			return f
		}
	}
}

// logLost says why an answer is lost, and whether those after it would be as well.
func (s *Sender) logLost(err error) (gone bool) {
	var why *failure
	if !errors.As(err, &why) {
		s.opts.Logger.Warn("an answer could not be claimed in the database, and is not sent")
		return false
	}
	s.opts.Logger.Warn("an answer was not sent", "at", why.at, "code", why.code, "again", false)
	return why.server
}
