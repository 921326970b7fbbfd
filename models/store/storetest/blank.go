package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/models/store"
)

// lay begins a SQLite file that is not there yet as a copy of a migrated one: to
// migrate each anew takes longer than most tests.
func lay(t testing.TB, url string) {
	t.Helper()
	file, ok := strings.CutPrefix(url, "sqlite://")
	if !ok {
		return
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		return
	}
	content, err := blank()
	if err == nil {
		err = os.WriteFile(file, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// blank is a SQLite file with every table and no row but those that the migrations
// make.
var blank = sync.OnceValues(func() (file []byte, err error) {
	folder, err := os.MkdirTemp("", "heed-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	name := filepath.Join(folder, "heed.db")
	if err := migrate("sqlite://" + name); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
})

func migrate(url string) error {
	s, err := store.Open(context.Background(), Options(url, time.Now))
	if err != nil {
		return err
	}
	_, err = s.Migrate(context.Background())
	return errors.Join(err, s.Close())
}
