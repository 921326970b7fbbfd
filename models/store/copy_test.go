package store_test

import (
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"heed/models/store/storetest"
	"heed/models/testserver"
)

// copy is the same office in a database of its own. The original is closed.
func (o *office) copy(t *testing.T) *office {
	t.Helper()
	twin := *o
	twin.blobs = maps.Clone(o.blobs)
	if file, ok := strings.CutPrefix(o.url, "sqlite://"); ok {
		twin.url = "sqlite://" + copyFile(t, file)
	} else {
		twin.url = copyDatabase(t, o.url)
	}
	twin.Store = storetest.Open(t, twin.url, o.clock.Now)
	return &twin
}

func copyFile(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	to := t.TempDir() + "/copy.db"
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// copyDatabase leaves the copy to the end of the server: to drop a database
// costs a checkpoint.
func copyDatabase(t *testing.T, original string) string {
	t.Helper()
	to, err := url.Parse(original)
	if err != nil {
		t.Fatal(err)
	}
	from := strings.TrimPrefix(to.Path, "/")
	to.Path = fmt.Sprintf("/%s_%s", from, strings.ToLower(rand.Text()))
	conn, err := pgx.Connect(t.Context(), testserver.Postgres(t).URL())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+strings.TrimPrefix(to.Path, "/")+" TEMPLATE "+from); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return to.String()
}
