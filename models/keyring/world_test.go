package keyring_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
)

const (
	firstPhrase = "first passphrase of the director"
	clerkPhrase = "不容易猜到的十二个字以上的口令"
)

// world is an office on one database, with a clock that the test turns.
type world struct {
	*keyring.Keyring
	t     testing.TB
	url   string
	store *store.Store
	clock *storetest.Clock
}

// each runs fn on a fresh SQLite file and a fresh PostgreSQL database.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, newWorld(t, "sqlite://"+filepath.Join(t.TempDir(), "heed.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, newWorld(t, storetest.PostgresURL(t)))
	})
}

func newWorld(t testing.TB, url string) *world {
	t.Helper()
	w := &world{t: t, url: url, clock: storetest.NewClock(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))}
	w.store = storetest.Open(t, url, w.clock.Now)
	w.Keyring = w.newKeyring(w.store)
	return w
}

// newKeyring has a cheap KDF: its strength is tested in package open.
func (w *world) newKeyring(s *store.Store) *keyring.Keyring {
	return keyring.New(keyring.Options{
		Store: s, Now: w.clock.Now, Passphrases: open.NewPassphrases(open.PassphraseOptions{WorkFactor: 2}),
	})
}

// person is somebody signed in.
type person struct {
	models.Member
	id     open.Identity
	secret open.SessionSecret
}

// office sets the office up and signs its first member in.
func (w *world) office() (keyring.InitResult, person) {
	w.t.Helper()
	first, err := w.Init(w.t.Context(), initSpec())
	w.must(err)
	w.accept(first.Link, firstPhrase)
	return first, w.signIn("wang", firstPhrase)
}

func initSpec() keyring.InitSpec {
	return keyring.InitSpec{OfficeName: "稻香县委巡察办", Login: "Wang", Name: "王主任"}
}

func (w *world) accept(token, passphrase string) models.Member {
	w.t.Helper()
	m, err := w.Accept(w.t.Context(), token, passphrase)
	w.must(err)
	return m
}

func (w *world) signIn(login, passphrase string) person {
	w.t.Helper()
	secret, _, err := w.SignIn(w.t.Context(), login, passphrase, "")
	w.must(err)
	return w.resume(secret)
}

func (w *world) resume(secret open.SessionSecret) person {
	w.t.Helper()
	m, id, err := w.Resume(w.t.Context(), secret)
	w.must(err)
	return person{m, id, secret}
}

// join invites somebody and signs them in.
func (w *world) join(by person, login string, roles ...models.StaffRole) person {
	w.t.Helper()
	token, err := w.Invite(w.t.Context(), by.Member, by.id, keyring.AccountSpec{Login: login, Name: login, Roles: roles})
	w.must(err)
	w.accept(token, clerkPhrase)
	return w.signIn(login, clerkPhrase)
}

// round makes a round with two teams.
func (w *world) round(by person) (models.Round, []models.Team) {
	w.t.Helper()
	r, err := w.CreateRound(w.t.Context(), by.Member, roundSpec())
	w.must(err)
	var teams []models.Team
	w.must(w.store.Read(w.t.Context(), func(tx *store.Tx) error {
		teams, err = tx.Teams(r.ID)
		return err
	}))
	return r, teams
}

func roundSpec() keyring.RoundSpec {
	return keyring.RoundSpec{
		Round: models.Round{
			Year: 2026, Seq: 1, Name: "第一轮", NameEn: "Round 1", Profile: "cn-2024",
			AcceptUntil: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
		},
		Teams: []models.Team{{Code: "G1", Name: "第一组"}, {Code: "G2", Name: "第二组"}},
		Units: []store.NewUnit{{Unit: models.Unit{Name: "民政局", Kind: "department"}, Team: 1}},
	}
}

func (w *world) key(roundID int64, purpose models.KeyPurpose) models.RoundKey {
	w.t.Helper()
	var key models.RoundKey
	w.must(w.store.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		key, err = tx.RoundKey(roundID, purpose)
		return err
	}))
	return key
}

func (w *world) standing() models.Round {
	w.t.Helper()
	var out models.Round
	w.must(w.store.Read(w.t.Context(), func(tx *store.Tx) error {
		rounds, err := tx.Rounds()
		for _, r := range rounds {
			if r.Standing {
				out = r
			}
		}
		return err
	}))
	return out
}

// reads says whether somebody opens what is sealed to a round's content key.
func (w *world) reads(p person, roundID int64) bool {
	w.t.Helper()
	key := w.key(roundID, models.KeyContent)
	content, err := w.ContentKey(w.t.Context(), p.Member, p.id, key.ID)
	if models.KindOf(err) == models.KindForbidden {
		return false
	}
	w.must(err)
	got, err := open.Bytes(w.seal(key), content)
	w.must(err)
	return string(got) == report
}

const report = "有人在修路款里拿了好处"

// seal does what a portal does: it has the public half only.
func (w *world) seal(key models.RoundKey) []byte {
	w.t.Helper()
	return w.sealText(key, report)
}

func (w *world) sealText(key models.RoundKey, text string) []byte {
	w.t.Helper()
	to, err := seal.ParseRecipient(key.Recipient)
	w.must(err)
	sealed, err := seal.Bytes([]byte(text), to)
	w.must(err)
	return sealed
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// fails says whether err has the kind and the key; field errors have the key of
// their first fault.
func (w *world) fails(err error, kind models.Kind, key string) {
	w.t.Helper()
	got := ""
	switch e := err.(type) { //nolint:errorlint // returned bare, and the key is what matters
	case models.FieldErrors:
		got = e[0].Key
	case *models.Error:
		got = e.Key
	}
	if models.KindOf(err) != kind || got != key {
		w.t.Errorf("got %v (kind %d), want %s", err, models.KindOf(err), key)
	}
}

// actions are the audit log, oldest first, as "actor action object".
func (w *world) actions() []string {
	w.t.Helper()
	var out []string
	for _, row := range w.dump()["audit"] {
		out = append(out, fmt.Sprintf("%s %s", row["action"], row["object"]))
	}
	return out
}

func role(r models.Role) models.StaffRole { return models.StaffRole{Role: r} }

func inTeam(r models.Role, team models.Team) models.StaffRole {
	return models.StaffRole{Role: r, TeamID: team.ID}
}
