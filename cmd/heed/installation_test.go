package main_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	_ "github.com/glebarez/go-sqlite"  // registers "sqlite"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"heed/models"
	"heed/models/blob"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// instanceSecret is HEED_SECRET of every installation, by which a test solves captchas.
var instanceSecret = bytes.Repeat([]byte{0x5e}, 32)

// installation is an office that heed init has set up.
type installation struct {
	t        testing.TB
	env      []string // for any heed of it
	data     string
	database string
	blobs    string // URL
	recovery open.Identity
	join     string // the one-time link of the first account, without the host
}

// eachDatabase runs fn on a fresh SQLite file, whose URL is "", and on a fresh PostgreSQL database.
func eachDatabase(t *testing.T, fn func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, "") })
	t.Run("postgres", func(t *testing.T) { fn(t, testserver.Postgres(t).NewDatabase(t)) })
}

// install sets an office up on a database, "" for SQLite in the data folder. More settings are NAME=value.
func install(t testing.TB, database string, settings ...string) *installation {
	t.Helper()
	data := t.TempDir()
	i := prepare(t, data, database, filepath.Join(data, "blobs"), settings...)
	out, log, status := run(t, i.env, "heed", "init", "--office", "青禾县委巡察办")
	if status != 0 {
		t.Fatalf("heed init: %d\n%s", status, log)
	}
	i.begin(out)
	return i
}

// prepare writes the settings of an office that nobody has set up yet, with its folders of data and blobs.
func prepare(t testing.TB, data, database, blobs string, settings ...string) *installation {
	t.Helper()
	i := &installation{t: t, data: data, database: database, blobs: "file://" + blobs}
	if database == "" {
		i.database = "sqlite://" + filepath.Join(data, "heed.db")
	}
	i.env = append([]string{
		"TMPDIR=" + t.TempDir(), "HEED_DATA=" + data, "HEED_DATABASE_URL=" + i.database, "HEED_BLOB_URL=" + i.blobs,
		"HEED_SECRET=" + hex.EncodeToString(instanceSecret), "HEED_TRUSTED_PROXIES=127.0.0.0/8",
		"HEED_PORTAL_ADDR=127.0.0.1:0", "HEED_BACKOFFICE_ADDR=127.0.0.1:0", "HEED_VIEWER_ADDR=127.0.0.1:0",
	}, settings...)
	return i
}

// begin reads what heed init shows once.
func (i *installation) begin(said string) {
	i.t.Helper()
	var err error
	if i.recovery, err = open.ParseIdentity(regexp.MustCompile(`AGE-SECRET-KEY-PQ-1\S+`).FindString(said)); err != nil {
		i.t.Fatalf("heed init shows no recovery key: %v", err)
	}
	if i.join = regexp.MustCompile(`/join/\S+`).FindString(said); i.join == "" {
		i.t.Fatal("heed init shows no link")
	}
}

// checked runs heed check, which must find every promise kept.
func (i *installation) checked() {
	i.t.Helper()
	out, log, status := run(i.t, i.env, "heed", "check")
	if status != 0 || strings.Contains(out, "BROKEN") || !strings.Contains(out, "promises hold") {
		i.t.Errorf("heed check ends with %d:\n%s%s", status, out, log)
	}
}

// open is the store, as another process sees it.
func (i *installation) open() *store.Store {
	i.t.Helper()
	s, err := store.Open(i.t.Context(), storetest.Options(i.database, time.Now))
	must(i.t, err)
	i.t.Cleanup(func() { must(i.t, s.Close()) })
	return s
}

// sql is the database as somebody has it who goes around Heed.
func (i *installation) sql() *sql.DB {
	i.t.Helper()
	driver, source := "pgx", i.database
	if file, ok := strings.CutPrefix(i.database, "sqlite://"); ok {
		driver, source = "sqlite", "file:"+file+"?_pragma=busy_timeout(15000)"
	}
	db, err := sql.Open(driver, source)
	must(i.t, err)
	i.t.Cleanup(func() { must(i.t, db.Close()) })
	return db
}

// vault opens what is sealed, with the recovery key.
type vault struct {
	t     testing.TB
	store *store.Store
	blobs *blob.Store
	ring  *keyring.Keyring
	key   open.Identity
	keys  map[int64]open.Identity
}

func (i *installation) vault() *vault {
	i.t.Helper()
	v := &vault{t: i.t, store: i.open(), key: i.recovery, keys: map[int64]open.Identity{}}
	v.ring = keyring.New(keyring.Options{Store: v.store, Passphrases: open.NewPassphrases(open.PassphraseOptions{}), Now: time.Now})
	var err error
	v.blobs, err = blob.Open(i.t.Context(), i.blobs)
	must(i.t, err)
	i.t.Cleanup(func() { must(i.t, v.blobs.Close()) })
	return v
}

// envelopes are those of the tip of a receipt's hash; the error is KindNotFound when there is none.
func (v *vault) envelopes(hash [32]byte) (all []models.Envelope, err error) {
	err = v.store.Read(context.Background(), func(tx *store.Tx) error {
		tip, err := tx.TipByReceipt(hash[:])
		if err != nil {
			return err
		}
		all, err = tx.Envelopes(tip.ID)
		return err
	})
	return all, err
}

// plain is what an envelope holds.
func (v *vault) plain(e models.Envelope) []byte {
	v.t.Helper()
	id, known := v.keys[e.KeyID]
	if !known {
		var err error
		id, err = v.ring.RecoveryKey(context.Background(), v.key, e.KeyID)
		must(v.t, err)
		v.keys[e.KeyID] = id
	}
	r, err := v.blobs.Envelope(context.Background(), e)
	must(v.t, err)
	sealed, err := io.ReadAll(r)
	must(v.t, err)
	must(v.t, r.Close())
	plain, err := open.BundledBytes(sealed, e.BundleSecret(), id)
	must(v.t, err)
	return plain
}
