package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
)

// heed runs one command on a data folder and gives what it printed, and its
// error as the administrator reads it.
func heed(t *testing.T, data, in string, args ...string) (out, fault string) {
	t.Helper()
	var b bytes.Buffer
	settings := fake(map[string]string{"HEED_DATA": data, "HEED_BLOB_URL": "file://" + filepath.Join(data, "blobs")})
	root := newRoot(&terminal{in: strings.NewReader(in), out: &b, err: &b}, settings)
	root.SetArgs(args)
	if err := root.ExecuteContext(t.Context()); err != nil {
		fault = explain(err)
	}
	return b.String(), fault
}

// An office names its two custodians with the recovery key, and a change of
// them is the same command again.
func TestCustodiansAreNamedWithTheRecoveryKey(t *testing.T) {
	data := t.TempDir()
	said, fault := heed(t, data, "", "init", "--office", "青禾县委巡察办")
	recovery := regexp.MustCompile(`AGE-SECRET-KEY-PQ-1\S+`).FindString(said)
	link := regexp.MustCompile(`/join/(\S+)`).FindStringSubmatch(said)
	if fault != "" || recovery == "" || link == nil {
		t.Fatalf("heed init: %s\n%s", fault, said)
	}
	hire(t, data, link[1], map[string]models.Role{
		"zhou": models.RoleCustodian, "wu": models.RoleCustodian, "zheng": models.RoleCustodian, "clerk": models.RoleClerk,
	})
	for _, row := range []struct{ in, outer, inner, out, fault string }{
		{recovery, "zhou", "wu", "the identities of 1 rounds open for zhou and wu together", ""},
		{recovery, "zheng", "wu", "open for zheng and wu together", ""},
		{recovery, "zhou", "zhou", "", "two different people"},
		{recovery, "zhou", "clerk", "", "clerk is not an active identity custodian"},
		{"", "zhou", "wu", "", "read from standard input"},
		{newSecret(t), "zhou", "wu", "", "The recovery key is not right"},
	} {
		out, fault := heed(t, data, row.in+"\n", "staff", "custodians", row.outer, row.inner)
		if !strings.Contains(out, row.out) || !strings.Contains(fault, row.fault) || (fault == "") != (row.fault == "") {
			t.Errorf("%s and %s: %q, %q", row.outer, row.inner, out, fault)
		}
	}
	if out, fault := heed(t, data, "", "check"); fault != "" {
		t.Errorf("heed check: %s\n%s", fault, out)
	}
}

func newSecret(t *testing.T) string {
	t.Helper()
	id, err := open.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id.Secret()
}

// hire accepts the first link and makes an account for each login.
func hire(t *testing.T, data, link string, people map[string]models.Role) {
	t.Helper()
	e := env{&terminal{out: &bytes.Buffer{}, err: &bytes.Buffer{}}, fake(map[string]string{"HEED_DATA": data})}
	c, err := e.config()
	if err != nil {
		t.Fatal(err)
	}
	err = e.withMachine(t.Context(), c, func(m *machine) error {
		m.passphrases = open.NewPassphrases(open.PassphraseOptions{WorkFactor: 2})
		return hireAll(t.Context(), m.keyring(), link, people)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func hireAll(ctx context.Context, keys *keyring.Keyring, link string, people map[string]models.Role) error {
	admin, err := keys.Accept(ctx, link, demoPassphrase)
	if err != nil {
		return err
	}
	for login, role := range people {
		spec := keyring.AccountSpec{Login: login, Name: login, Roles: []models.StaffRole{{Role: role}}}
		token, err := keys.Invite(ctx, admin, open.Identity{}, spec)
		if err != nil {
			return err
		}
		if _, err := keys.Accept(ctx, token, demoPassphrase); err != nil {
			return err
		}
	}
	return nil
}
