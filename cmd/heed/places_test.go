package main_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// places are all that heed keeps or says, by name.
func (a *aviary) places() map[string]string {
	a.t.Helper()
	return map[string]string{
		"data folder": contents(a.t, a.data), "temporary folder": contents(a.t, a.temp), "database": a.rows(),
		"log": a.out.String() + a.log.String(), "open files": a.openFiles(),
	}
}

// openFiles are the contents of the files that the process has open, removed ones too.
func (a *aviary) openFiles() string {
	var all strings.Builder
	links, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(a.cmd.Process.Pid), "fd", "*"))
	must(a.t, err)
	for _, link := range links {
		if info, err := os.Stat(link); err == nil && info.Mode().IsRegular() {
			if raw, err := os.ReadFile(link); err == nil { // it may be closed meanwhile
				all.Write(raw)
			}
		}
	}
	return all.String()
}

// contents are all files under a folder with their names. One that goes meanwhile is passed over.
func contents(t testing.TB, dir string) string {
	t.Helper()
	var all strings.Builder
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if raw, err := os.ReadFile(path); err == nil {
			all.WriteString(path + "\n" + string(raw) + "\n")
		}
		return nil
	}))
	return all.String()
}

// rows are all columns of all tables, bytes as they are.
func (i *installation) rows() string {
	i.t.Helper()
	var all strings.Builder
	i.eachValue(func(column string, value any) {
		if raw, ok := value.([]byte); ok {
			value = string(raw)
		}
		fmt.Fprintf(&all, "%s %v\n", column, value)
	})
	return all.String()
}

// eachValue walks all columns of all tables.
func (i *installation) eachValue(fn func(column string, value any)) {
	i.t.Helper()
	db := i.sql()
	list := "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	if strings.HasPrefix(i.database, "sqlite:") {
		list = "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	var tables []string
	found, err := db.QueryContext(context.Background(), list)
	must(i.t, err)
	defer found.Close()
	for found.Next() {
		var name string
		must(i.t, found.Scan(&name))
		tables = append(tables, name)
	}
	must(i.t, found.Err())
	for _, table := range tables {
		i.eachValueOf(db, table, fn)
	}
	must(i.t, db.Close())
}

func (i *installation) eachValueOf(db *sql.DB, table string, fn func(column string, value any)) {
	i.t.Helper()
	rows, err := db.QueryContext(context.Background(), "SELECT * FROM "+table)
	must(i.t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(i.t, err)
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for k := range values {
			into[k] = &values[k]
		}
		must(i.t, rows.Scan(into...))
		for k, value := range values {
			fn(table+"."+columns[k], value)
		}
	}
	must(i.t, rows.Err())
}
