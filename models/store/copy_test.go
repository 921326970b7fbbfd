package store_test

import (
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

func copyDatabase(t *testing.T, original string) string {
	t.Helper()
	server := testserver.Postgres(t)
	from, err := url.Parse(original)
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(server.NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(to.Path, "/")
	for _, statement := range []string{
		"DROP DATABASE " + name, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, strings.TrimPrefix(from.Path, "/")),
	} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return to.String()
}
