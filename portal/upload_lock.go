package portal

import (
	"context"

	tus "github.com/tus/tusd/v2/pkg/handler"
)

// givingWay is a locker by which a request on a line that is dead makes place at
// once for the next one on the same file: what came of it is kept.
type givingWay struct{ tus.Locker }

// NewLock is a lock on one upload in this process. Two processes need none: the
// first to add a part wins.
func (g givingWay) NewLock(id string) (tus.Lock, error) {
	inner, err := g.Locker.NewLock(id)
	return breaking{inner}, err
}

type breaking struct{ inner tus.Lock }

// Lock also ends the body of the request that has the lock: the library does so
// only once it has begun to read it.
func (b breaking) Lock(ctx context.Context, requestUnlock func()) error {
	v, ok := ctx.Value(uploadKey{}).(*uploadVisit)
	if !ok {
		return b.inner.Lock(ctx, requestUnlock)
	}
	return b.inner.Lock(ctx, func() {
		requestUnlock()
		v.stop()
	})
}

// Unlock lets the next one in.
func (b breaking) Unlock() error { return b.inner.Unlock() }
