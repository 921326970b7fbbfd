package intake

import (
	"context"
	"time"

	"heed/models/store"
)

// orphanAge is how long a blob may wait for its tip: longer than any form or
// sweep takes.
const orphanAge = 24 * time.Hour

// Janitor removes blobs that belong to no tip and are older than a day, and
// says how many. It never removes what a tip holds.
func (i *Intake) Janitor(ctx context.Context) (int, error) {
	removed := 0
	var names []string
	flush := func() error {
		n, err := i.removeOrphans(ctx, names)
		removed, names = removed+n, names[:0]
		return err
	}
	err := i.opts.Blobs.Each(ctx, func(name string, _ int64, written time.Time) error {
		if i.opts.Now().Sub(written) > orphanAge {
			names = append(names, name)
		}
		if len(names) < 500 {
			return nil
		}
		return flush()
	})
	if err != nil {
		return removed, err
	}
	return removed, flush()
}

func (i *Intake) removeOrphans(ctx context.Context, names []string) (int, error) {
	var known map[string]bool
	err := i.opts.Store.Read(ctx, func(tx *store.Tx) (err error) {
		known, err = tx.KnownBlobs(names)
		return err
	})
	if err != nil {
		return 0, err
	}
	removed := 0
	for _, name := range names {
		if known[name] {
			continue
		}
		if err := i.opts.Blobs.Delete(ctx, name); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}
