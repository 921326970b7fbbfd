package store_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	_ "github.com/glebarez/go-sqlite"  // registers "sqlite"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	"heed/models"
)

// raw is a connection around the store, as somebody with the database in hand
// has it.
type raw struct {
	t       testing.TB
	conn    *sql.Conn
	dialect string
}

// raw opens one; free says that the database enforces neither foreign keys nor
// checks for it, and, on PostgreSQL, runs no trigger.
func (o *office) raw(t testing.TB, free bool) *raw {
	t.Helper()
	driver, source := "pgx", o.url
	if o.Dialect() == "sqlite" {
		driver, source = "sqlite", "file:"+strings.TrimPrefix(o.url, "sqlite://")+"?_pragma=busy_timeout(15000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &raw{t: t, conn: conn, dialect: o.Dialect()}
	switch {
	case r.dialect == "sqlite" && free:
		r.exec("PRAGMA ignore_check_constraints = 1")
	case r.dialect == "sqlite":
		r.exec("PRAGMA foreign_keys = 1")
	case free:
		r.exec("SET session_replication_role = replica")
	}
	return r
}

// try runs a statement, whose parameters are written $1, $2, …
func (r *raw) try(query string, args ...any) error {
	_, err := r.conn.ExecContext(context.Background(), query, args...)
	return err
}

func (r *raw) exec(query string, args ...any) {
	r.t.Helper()
	if err := r.try(query, args...); err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
}

// number is the answer to a query for one number.
func (r *raw) number(query string, args ...any) (n int64) {
	r.t.Helper()
	if err := r.conn.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// loosen takes every rule from a table: its rows stay.
func (r *raw) loosen(table string) {
	r.t.Helper()
	drop := "DROP TABLE " + table
	if r.dialect == "postgres" {
		drop += " CASCADE"
	}
	r.exec("CREATE TABLE loose AS SELECT * FROM " + table)
	r.exec(drop)
	r.exec("ALTER TABLE loose RENAME TO " + table)
}

// rewriteAudit changes the audit log and chains it anew, as somebody would who
// knows how: what the chain cannot show, another check must.
func (r *raw) rewriteAudit(query string, args ...any) {
	r.t.Helper()
	if r.dialect == "sqlite" {
		r.exec("DROP TRIGGER audit_no_update")
		r.exec("DROP TRIGGER audit_no_delete")
	}
	r.exec(query, args...)
	prev := []byte{}
	for _, row := range r.audit() {
		row.Prev = prev
		prev = row.ChainHash()
		r.exec("UPDATE audit SET prev = $1, hash = $2 WHERE seq = $3", row.Prev, prev, row.Seq)
	}
	r.exec("UPDATE audit_head SET hash = $1, seq = (SELECT MAX(seq) FROM audit)", prev)
}

func (r *raw) audit() (out []models.Audit) {
	r.t.Helper()
	rows, err := r.conn.QueryContext(context.Background(),
		"SELECT seq, at, actor, origin, action, tip_id, object, from_state, to_state, note, prev, hash FROM audit ORDER BY seq")
	if err != nil {
		r.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var a models.Audit
		if err := rows.Scan(&a.Seq, &a.At, &a.Actor, &a.Origin, &a.Action, &a.TipID, &a.Object, &a.From, &a.To, &a.Note, &a.Prev, &a.Hash); err != nil {
			r.t.Fatal(err)
		}
		out = append(out, a)
	}
	if err := rows.Err(); err != nil {
		r.t.Fatal(err)
	}
	return out
}
