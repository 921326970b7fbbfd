package store

import (
	"testing"

	"heed/models/testserver"

	"github.com/jackc/pgx/v5"
)

// Every connection is asked to be let go, unless the address says how long.
func TestLetGo(t *testing.T) {
	url := testserver.Postgres(t).NewDatabase(t)
	for said, want := range map[string]string{"": "30s", "&idle_in_transaction_session_timeout=2s": "2s"} {
		conn, err := pgx.Connect(t.Context(), url+said)
		if err != nil {
			t.Fatal(err)
		}
		var got string
		err = letGo(t.Context(), conn)
		if err == nil {
			err = conn.QueryRow(t.Context(), "SHOW idle_in_transaction_session_timeout").Scan(&got)
		}
		if err != nil || got != want {
			t.Errorf("%q: %s, %v", said, got, err)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
