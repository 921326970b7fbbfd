// Package store keeps Heed's rows in SQLite or PostgreSQL.
//
// It guarantees that every write is one durable transaction which carries its
// audit rows and its counters with it: either all of it is on disk when Write
// returns nil, or none of it. The audit rows form a hash chain. Readers see one
// consistent snapshot. Which rows a member of staff may know of is part of the
// WHERE clause, never a check after loading.
//
// It never opens what is sealed: it holds public keys and age files only.
package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"heed/models"

	"gorm.io/gorm"
)

// Options says which database to open and by which rules to keep time.
type Options struct {
	URL      string // sqlite:///path/heed.db, or postgres://user@host/db
	Now      func() time.Time
	Logger   *slog.Logger
	Calendar models.Calendar
	Profile  models.Profile
}

// Store is an open database.
type Store struct {
	opts    Options
	dialect dialect
	write   *gorm.DB
	read    *gorm.DB
	turns   chan struct{} // one place for each read at a time
	cells   cellCache
	places  sync.Map // team id → place
	logs    checkpointer

	directory atomic.Pointer[Directory] // as it was read last; nil at first
}

// Open connects to the database. It does not migrate: an empty or old database
// opens too, and Migrate brings it up to date.
func Open(ctx context.Context, opts Options) (*Store, error) {
	d, err := parseURL(opts.URL)
	if err != nil {
		return nil, err
	}
	s := &Store{opts: opts, dialect: d}
	if s.write, s.read, err = d.open(); err != nil {
		return nil, err
	}
	s.turns = make(chan struct{}, d.readers())
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.logs.start(s)
	return s, nil
}

// Close waits for running statements and closes every connection.
func (s *Store) Close() error {
	s.logs.stop()
	var errs []error
	for _, g := range []*gorm.DB{s.write, s.read} {
		if g == nil {
			continue
		}
		if db, err := g.DB(); err == nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Ping says whether the database answers; the error is KindUnavailable.
func (s *Store) Ping(ctx context.Context) error {
	db, err := s.write.DB()
	if err == nil {
		err = db.PingContext(ctx)
	}
	if err != nil {
		return models.Wrap(models.KindUnavailable, "error.database", err)
	}
	return nil
}

// Dialect names the kind of database: sqlite or postgres.
func (s *Store) Dialect() string { return s.dialect.name() }

// Calendar is the office's calendar, by which due dates are counted.
func (s *Store) Calendar() models.Calendar { return s.opts.Calendar }

// Read runs fn on one consistent snapshot. Reads take turns in the order in which
// they came, for a pool of connections serves whoever it likes. They do not nest.
func (s *Store) Read(ctx context.Context, fn func(tx *Tx) error) error {
	select {
	case s.turns <- struct{}{}:
	case <-ctx.Done():
		return s.dialect.typed(ctx.Err())
	}
	defer func() { <-s.turns }()
	return s.run(ctx, s.read, s.dialect.readOptions(), fn)
}

// Write runs fn in one transaction and returns after it is durable. What fn
// noted with Audit, and the counters that its changes of tips moved, are
// written before the commit. An error leaves nothing behind, but for one that
// is ErrCommitUnknown: the answer to the commit was lost. Calls do not nest.
func (s *Store) Write(ctx context.Context, fn func(tx *Tx) error) error {
	asked, bytes := false, 0
	err := s.run(ctx, s.write, nil, func(tx *Tx) error {
		tx.writing = true
		if err := fn(tx); err != nil {
			return err
		}
		err := tx.finish()
		asked, bytes = err == nil, tx.bytes
		return err
	})
	s.logs.after(bytes)
	if err != nil && asked && !isFull(err) {
		return models.Wrap(models.KindUnavailable, "error.database", errors.Join(ErrCommitUnknown, err))
	}
	return err
}

// isFull says whether the database itself has found no room: it has answered, and
// nothing of the transaction is left.
func isFull(err error) bool {
	var known *models.Error
	return errors.As(err, &known) && known.Key == "error.disk_full"
}

// ErrCommitUnknown says that a commit was asked for and its answer did not
// come: what was written may be there or not.
var ErrCommitUnknown = errors.New("store: the answer to a commit was lost")

func (s *Store) run(ctx context.Context, g *gorm.DB, opts *sql.TxOptions, fn func(tx *Tx) error) error {
	err := g.WithContext(ctx).Transaction(func(db *gorm.DB) error {
		now := s.opts.Now().UTC().Truncate(time.Microsecond)
		return fn(&Tx{db: db, store: s, now: now, counts: map[countKey]int64{}, held: map[heldKey]int64{}, hidden: map[int64]hidden{}, unread: map[heldKey]int64{}})
	}, opts)
	return s.dialect.typed(err)
}

// Tx is one transaction.
type Tx struct {
	db      *gorm.DB
	store   *Store
	now     time.Time
	writing bool

	at        *point           // once it was asked for
	directory *Directory       // once it was asked for
	hidden    map[int64]hidden // by member, once it was asked for

	audit  []models.Audit
	counts map[countKey]int64
	held   map[heldKey]int64
	unread map[heldKey]int64
	bytes  int // about how many it adds
}

// Now is the one instant of the transaction: UTC, whole microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// finish writes what every transaction owes: its counters and its audit rows,
// behind the head of the audit log, which is locked last and so for the
// shortest time. A counter never changes without an audit row: its seq could
// not be told.
func (tx *Tx) finish() error {
	if len(tx.audit) == 0 {
		if len(tx.counts) > 0 {
			return errUnaudited
		}
		return nil
	}
	head, err := tx.lockHead()
	if err != nil {
		return err
	}
	if err := tx.flushCounts(head.Seq + int64(len(tx.audit))); err != nil {
		return err
	}
	return tx.flushAudit(head)
}

var errUnaudited = errors.New("store: a tip changed without an audit row")

// first loads one row; none at all is KindNotFound.
func first[T any](q *gorm.DB) (T, error) {
	var row T
	err := q.Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, models.Wrap(models.KindNotFound, "error.not_found", err)
	}
	return row, err
}

// all loads every row of a query.
func all[T any](q *gorm.DB) ([]T, error) {
	var rows []T
	err := q.Find(&rows).Error
	return rows, err
}
