package mailbox

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// The belt of a pass: one fetcher, two sifters, two clerks of whom one seals
// while the other's commit waits for the disk. What waits between them is
// bounded by these and by Limits.FlightBytes.
const (
	sifters   = 2
	clerks    = 2
	beltDepth = 1
)

// settle brings every message to its outcome but those that answer others, which
// are put off. It returns when all are settled, or with the first error after which
// nothing more can be done.
func (p *pass) settle(ctx context.Context, todo []uint32) error {
	return p.runBelt(ctx, &fetcher{pass: p, todo: todo, sizes: map[uint32]int64{}})
}

// runBelt ends when all is settled. When the fetcher fails, what it has fetched
// is settled first; when a clerk fails, everything stops.
func (p *pass) runBelt(ctx context.Context, f *fetcher) error {
	g, ctx := errgroup.WithContext(ctx)
	fetched, sifted := make(chan parcel, beltDepth), make(chan parcel, beltDepth)
	var unfetched error
	g.Go(func() error {
		defer close(fetched)
		unfetched = f.run(ctx, fetched)
		return nil
	})
	g.Go(func() error {
		defer close(sifted)
		return p.siftAll(ctx, fetched, sifted)
	})
	for range clerks {
		g.Go(func() error { return p.commitAll(ctx, sifted) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return unfetched
}

func (p *pass) commitAll(ctx context.Context, in <-chan parcel) error {
	for next := range in {
		if err := p.commit(ctx, next); err != nil {
			return err
		}
		p.flight.Release(next.weight)
	}
	return nil
}

func (p *pass) siftAll(ctx context.Context, in <-chan parcel, out chan<- parcel) error {
	g, ctx := errgroup.WithContext(ctx)
	for range sifters {
		g.Go(func() error {
			for next := range in {
				for _, l := range next.letters {
					next.items = append(next.items, p.sift(l))
				}
				select {
				case out <- next:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		})
	}
	return g.Wait()
}
