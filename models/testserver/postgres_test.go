package testserver_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"heed/models/testserver"
)

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func execute(t *testing.T, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, conn *pgx.Conn, query string) string {
	t.Helper()
	var answer string
	if err := conn.QueryRow(t.Context(), query).Scan(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestPostgresIsDurableAndNotRoot(t *testing.T) {
	conn := connect(t, testserver.Postgres(t).URL())
	for setting, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "max_connections": "200",
		"server_encoding": "UTF8", "TimeZone": "UTC",
	} {
		if got := ask(t, conn, "SELECT current_setting('"+setting+"')"); got != want {
			t.Errorf("%s is %s, want %s", setting, got, want)
		}
	}
}

func TestNewDatabasesAreApart(t *testing.T) {
	server := testserver.Postgres(t)
	one, two := connect(t, server.NewDatabase(t)), connect(t, server.NewDatabase(t))
	execute(t, one, "CREATE TABLE tip (id int)")
	if got := ask(t, two, "SELECT coalesce(to_regclass('tip')::text, 'none')"); got != "none" {
		t.Errorf("a second database sees the first one's table %s", got)
	}
}

func TestADatabaseGoesWithItsTest(t *testing.T) {
	server := testserver.Postgres(t)
	var name string
	t.Run("inner", func(t *testing.T) {
		address := server.NewDatabase(t)
		connect(t, address) // still open when the test ends
		parsed, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		name = strings.TrimPrefix(parsed.Path, "/")
	})
	conn := connect(t, server.URL())
	if got := ask(t, conn, "SELECT count(*)::text FROM pg_database WHERE datname = '"+name+"'"); got != "0" {
		t.Errorf("database %q is left behind", name)
	}
}

func TestPostgresKeepsWhatWasCommitted(t *testing.T) {
	server := testserver.OwnPostgres(t)
	address := server.NewDatabase(t)
	execute(t, connect(t, address), "CREATE TABLE tip (note text)")
	for outage, end := range map[string]func(){"stop": server.Stop, "kill": server.Kill} {
		execute(t, connect(t, address), "INSERT INTO tip VALUES ('"+outage+"')")
		end()
		if conn, err := pgx.Connect(t.Context(), address); err == nil {
			t.Fatalf("after %s it still takes connections", outage)
		} else if conn != nil {
			t.Fatalf("after %s: a connection and an error", outage)
		}
		server.Start()
		if got := ask(t, connect(t, address), "SELECT note FROM tip WHERE note = '"+outage+"'"); got != outage {
			t.Errorf("after %s: %q", outage, got)
		}
	}
}

func TestPostgresStartsAgainForTheNextTest(t *testing.T) {
	testserver.Postgres(t).Stop()
	connect(t, testserver.Postgres(t).URL())
}

// A copy has what the database was filled with, and shares nothing with it or with
// another copy; it is filled once.
func TestCopiesOfOneDatabase(t *testing.T) {
	server, filled := testserver.Postgres(t), 0
	address := func() string {
		return server.Copy(t, "like_this", func(url string) error {
			filled++
			conn := connect(t, url)
			execute(t, conn, "CREATE TABLE one (n int); INSERT INTO one VALUES (7)")
			return conn.Close(t.Context())
		})
	}
	first, second := connect(t, address()), connect(t, address())
	execute(t, first, "INSERT INTO one VALUES (8)")
	if sum := ask(t, second, "SELECT SUM(n)::text FROM one"); sum != "7" || filled != 1 {
		t.Errorf("%s, filled %d times", sum, filled)
	}
}
