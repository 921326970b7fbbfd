package keyring_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"

	"filippo.io/age"
)

// custody is a round whose identities two people guard together, and a tip with
// a name in it.
type custody struct {
	*world
	recovery     open.Identity
	wang         person
	outer, inner person
	round        models.Round
	tip          models.Tip
}

func (w *world) custody() *custody {
	w.t.Helper()
	first, wang := w.office()
	c := &custody{world: w, recovery: first.Recovery, wang: wang}
	c.outer, c.inner = w.join(wang, "outer", role(models.RoleCustodian)), w.join(wang, "inner", role(models.RoleCustodian))
	c.round, _ = w.round(wang)
	c.tip = w.tip(c.round)
	return c
}

// tip submits a tip whose identity envelope holds report.
func (w *world) tip(round models.Round) models.Tip {
	w.t.Helper()
	content, identity := w.key(round.ID, models.KeyContent), w.key(round.ID, models.KeyIdentity)
	var out models.Tip
	w.must(w.store.Write(w.t.Context(), func(tx *store.Tx) error {
		teams, err := tx.Teams(round.ID)
		if err != nil {
			return err
		}
		part := func(kind models.EnvelopeKind, key models.RoundKey, text string) models.Envelope {
			data := w.sealText(key, text)
			return models.Envelope{Kind: kind, KeyID: key.ID, Size: int64(len(data)), SHA256: []byte{1}, Data: data}
		}
		tips, err := tx.InsertTips([]store.NewTip{{
			Tip: models.Tip{
				RoundID: round.ID, TeamID: teams[0].ID, Channel: models.ChannelMail, Category: models.CategoryOther,
				ReceivedAt: tx.Now(), Named: true, Lang: "zh",
			},
			Envelopes: []models.Envelope{
				part(models.EnvelopeText, content, "what everybody on the team may read"),
				part(models.EnvelopeIdentity, identity, report), part(models.EnvelopeMail, identity, report),
			},
			Origin: "mailbox",
		}})
		if err == nil {
			out = tips[0]
		}
		return err
	}))
	return out
}

// held says which two hold a round's identity key; "" when nobody does.
func (w *world) held(round models.Round) string {
	w.t.Helper()
	var held map[int64]models.CustodianPair
	w.must(w.store.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		held, err = tx.Custody()
		return err
	}))
	pair, ok := held[w.key(round.ID, models.KeyIdentity).ID]
	if !ok {
		return ""
	}
	return pair.String()
}

// A copied database and one custodian's passphrase open no identity, and not
// both with a colleague's; both custodians' do, and so does the recovery key.
func TestNeitherCustodianOpensAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		w.join(c.wang, "li", role(models.RoleClerk))
		c.rephrase(c.outer, "the outer one's own phrase")
		c.rephrase(c.inner, "the inner one's own phrase")
		sealed := w.seal(w.key(c.round.ID, models.KeyIdentity))
		for name, th := range map[string]struct {
			ends  []string
			opens bool
		}{
			"nothing else":             {nil, false},
			"everybody but custodians": {[]string{firstPhrase, clerkPhrase, c.wang.secret.Text()}, false},
			"the outer one":            {[]string{firstPhrase, "the outer one's own phrase", c.outer.secret.Text()}, false},
			"the inner one":            {[]string{firstPhrase, "the inner one's own phrase", c.inner.secret.Text()}, false},
			"both":                     {[]string{"the outer one's own phrase", "the inner one's own phrase"}, true},
			"both cookies":             {[]string{c.outer.secret.Text(), c.inner.secret.Text()}, true},
			"the recovery key":         {[]string{c.recovery.Secret()}, true},
		} {
			if got := w.steal(th.ends...).opens(sealed); got != th.opens {
				t.Errorf("with %s: opened %v", name, got)
			}
		}
	})
}

func (c *custody) rephrase(p person, phrase string) {
	c.t.Helper()
	c.must(c.ChangePassphrase(c.t.Context(), p.Member, p.secret, clerkPhrase, phrase))
}

// A half that waits is worth nothing to the outer custodian, who gave it, and
// nothing to anybody once it was used.
func TestAWaitingHalfOpensForTheInnerOneAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		sealed := w.seal(w.key(c.round.ID, models.KeyIdentity))
		o := c.ask(c.outer)
		if w.steal(c.outer.secret.Text(), c.wang.secret.Text()).opens(sealed) {
			t.Error("the outer custodian opens alone")
		}
		if !w.steal(c.inner.secret.Text()).opens(sealed) {
			t.Error("the half does not open for the inner custodian")
		}
		if got := c.read(c.inner, o.ID); got != report {
			t.Errorf("read %q", got)
		}
		if w.steal(c.inner.secret.Text(), c.wang.secret.Text()).opens(sealed) {
			t.Error("the inner custodian opens again, alone")
		}
	})
}

// The grant opens with the plain age library, twice, as docs/keys.md says.
func TestCustodiansGrantIsTwoAgeFiles(t *testing.T) {
	w := newWorld(t, "sqlite://"+t.TempDir()+"/heed.db")
	c := w.custody()
	key := w.key(c.round.ID, models.KeyIdentity)
	var g models.KeyGrant
	w.must(w.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		g, err = tx.Grant(key.ID, models.HolderCustodians, w.held(c.round))
		return err
	}))
	half := ageDecrypt(t, string(g.Sealed), c.outer.id)
	line := ageDecrypt(t, half, c.inner.id)
	id, err := age.ParseHybridIdentity(strings.TrimSpace(line))
	w.must(err)
	if id.Recipient().String() != key.Recipient || line != id.String()+"\n" {
		t.Error("the grant holds another key")
	}
	if _, err := open.Bytes(g.Sealed, c.inner.id); err == nil {
		t.Error("the outer layer opens for the inner custodian")
	}
}

func ageDecrypt(t *testing.T, sealed string, by open.Identity) string {
	t.Helper()
	id, err := age.ParseHybridIdentity(by.Secret())
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(strings.NewReader(sealed), id)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

// A round gets its custodians by itself when there are exactly two, and by the
// recovery key otherwise.
func TestWhoGuardsARound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		if got := w.held(c.round); got != "2+3" || c.outer.ID != 2 {
			t.Errorf("the round is guarded by %q", got)
		}
		if got := w.held(w.standing()); got != "" {
			t.Errorf("the standing round is guarded by %q", got)
		}
		third := w.join(c.wang, "third", role(models.RoleCustodian))
		spec := roundSpec()
		spec.Round.Seq, spec.Units = 2, nil
		second, err := w.CreateRound(t.Context(), c.wang.Member, spec)
		w.must(err)
		if got := w.held(second); got != "" {
			t.Errorf("a round of three custodians is guarded by %q", got)
		}
		n, err := w.SetCustodians(t.Context(), c.recovery, "Third", "outer")
		w.must(err)
		for _, r := range []models.Round{c.round, second, w.standing()} {
			if got := w.held(r); got != "4+2" || n != 3 || third.ID != 4 {
				t.Errorf("round %d is guarded by %q; %d keys", r.ID, got, n)
			}
		}
		if rows := w.actions(); !slices.Contains(rows, "key.custodians key:2") {
			t.Errorf("audit %v", rows)
		}
	})
}

// Who was replaced opens nothing any more, and neither does what they began.
func TestReplacedCustodians(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.ask(c.outer)
		third := w.join(c.wang, "third", role(models.RoleCustodian))
		_, err := w.SetCustodians(t.Context(), c.recovery, "outer", "third")
		w.must(err)
		_, err = c.tryRead(c.inner, o.ID)
		w.fails(err, models.KindForbidden, "error.no_custody")
		_, err = w.RequestIdentity(t.Context(), c.inner.Member, c.inner.id, c.request())
		w.fails(err, models.KindForbidden, "error.no_custody")
		sealed := w.seal(w.key(c.round.ID, models.KeyIdentity))
		if w.steal(c.outer.secret.Text(), c.inner.secret.Text()).opens(sealed) {
			t.Error("the replaced pair still opens")
		}
		if got := c.read(third, c.ask(c.outer).ID); got != report {
			t.Errorf("the new pair reads %q", got)
		}
	})
}

// A custodian who leaves, gets a new key or another role guards nothing.
func TestCustodyEndsWithTheAccount(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, c *custody){
		"deactivated": func(t *testing.T, c *custody) {
			c.must(c.Deactivate(t.Context(), c.wang.Member, c.inner.ID))
		},
		"new key": func(t *testing.T, c *custody) {
			link, err := c.ResetPassphrase(t.Context(), c.wang.Member, c.wang.id, c.outer.ID)
			c.must(err)
			c.accept(link, clerkPhrase)
		},
		"another role": func(t *testing.T, c *custody) {
			c.must(c.SetRoles(t.Context(), c.wang.Member, c.wang.id, c.inner.ID, []models.StaffRole{role(models.RoleAuditor)}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				c := w.custody()
				c.ask(c.outer)
				end(t, c)
				if got := w.held(c.round); got != "" {
					t.Errorf("still guarded by %q", got)
				}
				sealed := w.seal(w.key(c.round.ID, models.KeyIdentity))
				if w.steal(c.outer.id.Secret(), c.inner.id.Secret()).opens(sealed) {
					t.Error("the old keys still open")
				}
			})
		})
	}
}

func TestSetCustodiansRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		w.join(c.wang, "li", role(models.RoleClerk))
		w.join(c.wang, "gone", role(models.RoleCustodian))
		both := w.join(c.wang, "both", role(models.RoleCustodian))
		w.must(w.store.Write(t.Context(), func(tx *store.Tx) error {
			gone, err := tx.MemberByLogin("gone")
			if err != nil {
				return err
			}
			if err := tx.DeactivateStaff(gone.ID); err != nil {
				return err
			}
			return tx.SetRoles(both.ID, []models.StaffRole{role(models.RoleCustodian), role(models.RoleClerk)})
		}))
		for _, row := range []struct {
			outer, inner, key string
			kind              models.Kind
		}{
			{"outer", "OUTER", "error.custodians_same", models.KindInvalid},
			{"outer", "li", "error.not_custodian", models.KindForbidden},
			{"wang", "inner", "error.not_custodian", models.KindForbidden},
			{"outer", "gone", "error.not_custodian", models.KindForbidden},
			{"both", "inner", "error.custodian_reads", models.KindForbidden},
			{"outer", "nobody", "error.not_found", models.KindNotFound},
		} {
			_, err := w.SetCustodians(t.Context(), c.recovery, row.outer, row.inner)
			w.fails(err, row.kind, row.key)
		}
		_, err := w.SetCustodians(t.Context(), c.wang.id, "outer", "inner")
		w.fails(err, models.KindForbidden, "error.recovery_key")
		if got := w.held(c.round); got != "2+3" {
			t.Errorf("a refused change left %q", got)
		}
	})
}

// Nobody comes to triage and guard identities at once.
func TestACustodianDoesNotTriage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		roles := []models.StaffRole{role(models.RoleCustodian), role(models.RoleClerk)}
		err := w.SetRoles(t.Context(), c.wang.Member, c.wang.id, c.inner.ID, roles)
		w.fails(err, models.KindInvalid, "error.roles_custodian")
		if w.held(c.round) == "" {
			t.Error("a refused role took the custody away")
		}
	})
}
