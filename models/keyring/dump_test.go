package keyring_test

import (
	"strings"

	"github.com/glebarez/sqlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// dump reads every table of the database, as a thief of its file would.
func (w *world) dump() map[string][]map[string]any {
	w.t.Helper()
	var dialect gorm.Dialector
	list := "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
	if path, lite := strings.CutPrefix(w.url, "sqlite://"); lite {
		dialect, list = sqlite.Open(path), "SELECT name FROM sqlite_master WHERE type = 'table'"
	} else {
		dialect = postgres.New(postgres.Config{DSN: w.url})
	}
	db, err := gorm.Open(dialect, &gorm.Config{Logger: logger.Discard})
	w.must(err)
	raw, err := db.DB()
	w.must(err)
	defer func() { w.must(raw.Close()) }()
	var tables []string
	w.must(db.Raw(list).Scan(&tables).Error)
	out := map[string][]map[string]any{}
	for _, name := range tables {
		rows := []map[string]any{}
		w.must(db.Table(name).Find(&rows).Error)
		out[name] = rows
	}
	return out
}
