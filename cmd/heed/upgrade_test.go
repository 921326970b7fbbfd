package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/testserver"
)

// The demo as the first version of Heed left it: 16 tips of the round and four
// mails. What it stored is not to be made again by a later version, so these are
// dumps, one a dialect.
const (
	firstVersion     = "testdata/v1"
	firstVersionTips = 20
)

// TestUpgrade brings the data of the first version to this one, keeps every
// promise, and opens every tip with the same passphrase.
func TestUpgrade(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		data := t.TempDir()
		load(t, "sqlite", filepath.Join(data, "heed.db"))
		upgrade(t, map[string]string{"HEED_DATA": data})
	})
	t.Run("postgres", func(t *testing.T) {
		url := testserver.Postgres(t).NewDatabase(t)
		load(t, "pgx", url)
		upgrade(t, map[string]string{"HEED_DATA": t.TempDir(), "HEED_DATABASE_URL": url})
	})
}

// load runs the dump of a dialect.
func load(t *testing.T, driver, source string) {
	t.Helper()
	name := map[string]string{"sqlite": "sqlite.sql.gz", "pgx": "postgres.sql.gz"}[driver]
	f, err := os.Open(filepath.Join(firstVersion, name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // read only
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dump, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), string(dump)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func upgrade(t *testing.T, settings map[string]string) {
	t.Helper()
	var out bytes.Buffer
	command := func(args ...string) {
		t.Helper()
		root := newRoot(&terminal{out: &out, err: &out}, fake(settings))
		root.SetArgs(args)
		if err := root.ExecuteContext(t.Context()); err != nil {
			t.Fatalf("heed %v: %v\n%s", args, err, out.String())
		}
	}
	command("migrate")
	command("check")
	e := env{&terminal{out: &out, err: &out}, fake(settings)}
	c, err := e.config()
	if err != nil {
		t.Fatal(err)
	}
	err = e.withMachine(t.Context(), c, func(m *machine) error {
		m.passphrases = open.NewPassphrases(open.PassphraseOptions{WorkFactor: demoWork})
		return openEverything(t, m)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// openEverything signs the director in and opens the text of every tip.
func openEverything(t *testing.T, m *machine) error {
	t.Helper()
	keys := m.keyring()
	secret, _, err := keys.SignIn(t.Context(), "director", demoPassphrase, "")
	if err != nil {
		return err
	}
	me, id, err := keys.Resume(t.Context(), secret)
	if err != nil {
		return err
	}
	var texts []models.Envelope
	err = m.Store.Read(t.Context(), func(tx *store.Tx) error {
		for tip := range int64(firstVersionTips) {
			all, err := tx.Envelopes(tip + 1)
			if err != nil {
				return err
			}
			for _, one := range all {
				if one.Kind == models.EnvelopeText {
					texts = append(texts, one)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(texts) != firstVersionTips {
		t.Errorf("%d of %d tips have a text", len(texts), firstVersionTips)
	}
	for _, one := range texts {
		if err := openText(t.Context(), keys, me, id, one); err != nil {
			t.Errorf("tip %d: %v", one.TipID, err)
		}
	}
	return nil
}

func openText(ctx context.Context, keys *keyring.Keyring, me models.Member, id open.Identity, one models.Envelope) error {
	key, err := keys.ContentKey(ctx, me, id, one.KeyID)
	if err != nil {
		return err
	}
	plain, err := open.BundledBytes(one.Data, one.BundleSecret(), key)
	if err == nil && !strings.Contains(string(plain), `"text":`) {
		err = open.ErrDamaged
	}
	return err
}
