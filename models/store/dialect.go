package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"heed/models"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/glebarez/sqlite"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

// dialect is what SQLite and PostgreSQL do differently.
type dialect interface {
	name() string
	open() (write, read *gorm.DB, err error)
	readOptions() *sql.TxOptions
	readers() int       // reads at a time
	checkpoint() string // the statement that shortens the log beside other work; "" where the server does
	forUpdate(q *gorm.DB) *gorm.DB
	forShare(q *gorm.DB) *gorm.DB // keeps the rows as they are until the transaction ends
	ledgerTurn() string           // the statement that waits for the others who write rows of mails; "" where one writes at a time
	typed(err error) error
	plans() string                                                                // joined to a query that comes before lists: has their statements planned once
	merge(s streams, h hidden, f QueueFilter) (sql string, args []any, err error) // a page of the queue
}

func parseURL(raw string) (dialect, error) {
	switch {
	case strings.HasPrefix(raw, "sqlite://"):
		return liteDialect{path: strings.TrimPrefix(raw, "sqlite://")}, nil
	case strings.HasPrefix(raw, "postgres://"), strings.HasPrefix(raw, "postgresql://"):
		return pgDialect{dsn: raw}, nil
	}
	return nil, models.Fail(models.KindInvalid, "error.database_url")
}

// gormConfig keeps row values out of every log and gives duplicates a type.
func gormConfig() *gorm.Config {
	return &gorm.Config{
		SkipDefaultTransaction: true,
		TranslateError:         true,
		Logger:                 logger.Discard,
		NowFunc:                func() time.Time { return time.Time{} },
	}
}

// liteDialect is one SQLite file: a single writer that waits its turn, and
// readers beside it (WAL). synchronous=FULL makes each commit durable;
// secure_delete overwrites what was removed, so that no grant stays in free
// pages. A commit checkpoints the log itself only when 32 MB wait there: see
// checkpointer. Pages of 8 KB, in a new database, halve the calls of a write.
type liteDialect struct{ path string }

func (liteDialect) name() string { return "sqlite" }

func (d liteDialect) dsn(extra url.Values) string {
	v := url.Values{"_pragma": {
		"busy_timeout(15000)", "page_size(8192)", "journal_mode(WAL)", "wal_autocheckpoint(4000)", "synchronous(FULL)",
		"foreign_keys(1)", "temp_store(2)", "cache_size(-8000)", "secure_delete(1)",
	}}
	for k, vs := range extra {
		v[k] = append(v[k], vs...)
	}
	return "file:" + (&url.URL{Path: d.path}).EscapedPath() + "?" + v.Encode()
}

func (d liteDialect) open() (write, read *gorm.DB, err error) {
	write, err = openPool(sqlite.Open(d.dsn(url.Values{"_txlock": {"immediate"}})), 1)
	if err != nil {
		return nil, nil, err
	}
	read, err = openPool(sqlite.Open(d.dsn(url.Values{"_pragma": {"query_only(1)"}})), liteReaders+1) // and the checkpoint
	return write, read, err
}

func (liteDialect) readOptions() *sql.TxOptions { return nil }

// readers: SQLite works in this process, and more readers than cores only take
// them from each other.
func (liteDialect) readers() int { return liteReaders }

const liteReaders = 4

func (liteDialect) checkpoint() string { return "PRAGMA wal_checkpoint(PASSIVE)" }

func (liteDialect) plans() string { return "" }

func (liteDialect) forUpdate(q *gorm.DB) *gorm.DB { return q }

func (liteDialect) forShare(q *gorm.DB) *gorm.DB { return q }

func (liteDialect) ledgerTurn() string { return "" }

func (liteDialect) typed(err error) error {
	if liteCode(err) == liteFull {
		return models.Wrap(models.KindUnavailable, "error.disk_full", err)
	}
	return typedError(err)
}

// pgDialect is PostgreSQL, and whatever speaks its protocol.
type pgDialect struct{ dsn string }

func (pgDialect) name() string { return "postgres" }

func (d pgDialect) open() (write, read *gorm.DB, err error) {
	write, err = openPool(postgres.New(postgres.Config{
		DSN: d.dsn, OptionOpenDB: []stdlib.OptionOpenDB{stdlib.OptionAfterConnect(letGo)},
	}), 32)
	return write, write, err
}

// letGo has the server end a transaction in which nothing comes for half a
// minute, unless the address of the database says otherwise: a process that was
// stopped in the midst of one must not hold a mailbox's lease, or a tip, for ever.
func letGo(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `SELECT set_config(name, '30s', false) FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout' AND setting = '0'`)
	return err
}

// readers: each connection plans for itself, and more at a time than a small
// server has cores only make all of them late.
func (pgDialect) readers() int { return 8 }

func (pgDialect) checkpoint() string { return "" }

func (pgDialect) readOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

// plans: PostgreSQL would plan a statement anew the first five times on every
// connection, which takes longer than to list a page. The words that a list
// depends on come in as rows, so that no plan is better for knowing them.
func (pgDialect) plans() string {
	return " CROSS JOIN set_config('plan_cache_mode', 'force_generic_plan', true) AS plans"
}

func (pgDialect) forUpdate(q *gorm.DB) *gorm.DB {
	return q.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
}

func (pgDialect) forShare(q *gorm.DB) *gorm.DB {
	return q.Clauses(clause.Locking{Strength: clause.LockingStrengthShare})
}

// ledgerTurn: the number stands for the ledger alone.
func (pgDialect) ledgerTurn() string { return "SELECT pg_advisory_xact_lock(4714)" }

func (pgDialect) typed(err error) error {
	if err != nil && strings.Contains(err.Error(), "SQLSTATE 53100") {
		return models.Wrap(models.KindUnavailable, "error.disk_full", err)
	}
	return typedError(err)
}

func openPool(d gorm.Dialector, conns int) (*gorm.DB, error) {
	g, err := gorm.Open(d, gormConfig())
	if err != nil {
		return nil, models.Wrap(models.KindUnavailable, "error.database", err)
	}
	db, err := g.DB()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return g, nil
}

// typedError turns what a database says into the kinds that callers answer by:
// a duplicate or a broken rule is a conflict, a server that is gone is
// unavailability. What is neither stays as it is, and so counts as our fault.
func typedError(err error) error {
	var known *models.Error
	var fields models.FieldErrors
	switch {
	case err == nil, errors.As(err, &known), errors.As(err, &fields):
		return err
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return models.Wrap(models.KindConflict, "error.conflict", err)
	case errors.Is(err, gorm.ErrCheckConstraintViolated), errors.Is(err, gorm.ErrForeignKeyViolated), liteCode(err) == liteConstraint:
		return models.Wrap(models.KindConflict, "error.refused", err)
	case serverGone(err):
		return models.Wrap(models.KindUnavailable, "error.database", err)
	}
	return err
}

// serverGone knows what trying again helps against, a lost or overloaded server
// above all: refused and cut connections, PostgreSQL's classes 08, 53 and 57,
// the victim of a deadlock and a statement that was never sent, and what SQLite says of its file.
func serverGone(err error) bool {
	var netErr net.Error
	var connect *pgconn.ConnectError
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "53") || strings.HasPrefix(pg.Code, "57") ||
			pg.Code == pgSerialization || pg.Code == pgDeadlock || pg.Code == pgIdle
	}
	switch liteCode(err) {
	case liteBusy, liteLocked, liteReadOnly, liteIOErr, liteFull, liteCantOpen:
		return true
	}
	return errors.As(err, &netErr) || errors.As(err, &connect) || pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, context.DeadlineExceeded)
}

// PostgreSQL's codes for a transaction that it gave up for another's sake.
const (
	pgSerialization = "40001"
	pgDeadlock      = "40P01"
	pgIdle          = "25P03" // nothing came for too long: letGo
)

// The primary result codes of SQLite that say something of the world rather
// than of a statement (sqlite.org/rescode.html).
const (
	liteBusy       = 5
	liteLocked     = 6
	liteReadOnly   = 8
	liteIOErr      = 10
	liteFull       = 13
	liteCantOpen   = 14
	liteConstraint = 19
)

// liteCode is the primary result code of what SQLite said; 0 when it did not.
func liteCode(err error) int {
	var lite *gosqlite.Error
	if !errors.As(err, &lite) {
		return 0
	}
	return lite.Code() & 0xff
}
