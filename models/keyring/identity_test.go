package keyring_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"heed/models"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/models/store"
)

func (c *custody) request() keyring.IdentityRequest {
	return keyring.IdentityRequest{TipID: c.tip.ID, Purpose: models.PurposeContact, Approval: "巡察办〔2026〕批 7 号"}
}

func (c *custody) ask(by person) models.IdentityOpening {
	c.t.Helper()
	o, err := c.RequestIdentity(c.t.Context(), by.Member, by.id, c.request())
	c.must(err)
	return o
}

// tryRead ends a request and gives what the name's envelope held.
func (c *custody) tryRead(by person, openingID int64) (string, error) {
	c.t.Helper()
	var got string
	err := c.OpenIdentity(c.t.Context(), by.Member, by.id, openingID, func(key open.Identity, sealed []models.Envelope) error {
		if sealed[0].Kind != models.EnvelopeIdentity {
			return fmt.Errorf("the first part is %s", sealed[0].Kind)
		}
		plain, err := open.Bytes(sealed[0].Data, key)
		got = string(plain)
		return err
	})
	if err != nil {
		return "", err
	}
	return got, nil
}

func (c *custody) read(by person, openingID int64) string {
	c.t.Helper()
	got, err := c.tryRead(by, openingID)
	c.must(err)
	return got
}

func (c *custody) on(openingID int64) models.IdentityOpening {
	c.t.Helper()
	var o models.IdentityOpening
	c.must(c.store.Read(c.t.Context(), func(tx *store.Tx) (err error) {
		o, err = tx.Opening(c.inner.ID, openingID)
		return err
	}))
	return o
}

func (c *custody) trail() (out []string) {
	c.t.Helper()
	c.must(c.store.Read(c.t.Context(), func(tx *store.Tx) error {
		rows, err := tx.AuditOf(c.tip.ID)
		for _, a := range rows[1:] {
			out = append(out, fmt.Sprintf("%d %s %s", a.Actor, a.Action, a.Note))
		}
		return err
	}))
	return out
}

func TestTheOuterCustodianBegins(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.on(c.ask(c.outer).ID)
		if o.State(w.clock.Now()) != models.OpeningReady || o.HalfBy != c.outer.ID || !o.WaitsFor(c.inner.ID, w.clock.Now()) {
			t.Errorf("asked: %+v", o)
		}
		if _, err := c.tryRead(c.outer, o.ID); models.KindOf(err) != models.KindForbidden {
			t.Errorf("the outer custodian opens: %v", err)
		}
		if got := c.read(c.inner, o.ID); got != report {
			t.Errorf("read %q", got)
		}
		c.isOver(o.ID)
		want := []string{"2 identity.request contact", "2 identity.half ", "3 identity.open name"}
		if got := c.trail(); !slices.Equal(got, want) {
			t.Errorf("audit\n got %q\nwant %q", got, want)
		}
	})
}

func TestTheInnerCustodianBegins(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.ask(c.inner)
		if !c.on(o.ID).WaitsFor(c.outer.ID, w.clock.Now()) {
			t.Error("it does not wait for the outer custodian")
		}
		_, err := c.tryRead(c.inner, o.ID)
		w.fails(err, models.KindConflict, "error.identity_over")
		w.fails(w.GiveIdentityHalf(t.Context(), c.inner.Member, c.inner.id, o.ID), models.KindForbidden, "error.forbidden")
		w.must(w.GiveIdentityHalf(t.Context(), c.outer.Member, c.outer.id, o.ID))
		w.fails(w.GiveIdentityHalf(t.Context(), c.outer.Member, c.outer.id, o.ID), models.KindConflict, "error.identity_over")
		if got := c.read(c.inner, o.ID); got != report {
			t.Errorf("read %q", got)
		}
		c.isOver(o.ID)
		want := []string{"3 identity.request contact", "2 identity.half ", "3 identity.open name"}
		if got := c.trail(); !slices.Equal(got, want) {
			t.Errorf("audit\n got %q\nwant %q", got, want)
		}
	})
}

// isOver says that a request was opened, once, and holds no half any more.
func (c *custody) isOver(id int64) {
	c.t.Helper()
	o := c.on(id)
	if o.State(c.clock.Now()) != models.OpeningOpened || o.OpenedBy != c.inner.ID || len(o.Half) != 0 {
		c.t.Errorf("after opening: %s by %d, half of %d bytes", o.State(c.clock.Now()), o.OpenedBy, len(o.Half))
	}
	_, err := c.tryRead(c.inner, id)
	c.fails(err, models.KindConflict, "error.identity_over")
}

// The raw mail opens in the same request, as often as the download breaks off,
// until the name is opened.
func TestTheMailOpensBeforeTheName(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.ask(c.outer)
		for range 2 {
			key, mail, err := w.IdentityMail(t.Context(), c.inner.Member, c.inner.id, o.ID, 0)
			w.must(err)
			if got, err := open.Bytes(mail.Data, key); mail.Kind != models.EnvelopeMail || err != nil || string(got) != report {
				t.Errorf("mail %q, %v", got, err)
			}
		}
		_, _, err := w.IdentityMail(t.Context(), c.outer.Member, c.outer.id, o.ID, 0)
		w.fails(err, models.KindForbidden, "error.forbidden")
		c.read(c.inner, o.ID)
		_, _, err = w.IdentityMail(t.Context(), c.inner.Member, c.inner.id, o.ID, 0)
		w.fails(err, models.KindConflict, "error.identity_over")
	})
}

// What could not be read leaves the request as it was.
func TestAFailedReadUsesNothingUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.ask(c.outer)
		broken := errors.New("the blob store is down")
		err := w.OpenIdentity(t.Context(), c.inner.Member, c.inner.id, o.ID, func(open.Identity, []models.Envelope) error { return broken })
		if !errors.Is(err, broken) || c.on(o.ID).OpenedBy != 0 {
			t.Errorf("got %v", err)
		}
		c.read(c.inner, o.ID)
	})
}

// Of two who open at the same moment, one is told that it is over.
func TestTwoReadersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.ask(c.outer)
		err := w.OpenIdentity(t.Context(), c.inner.Member, c.inner.id, o.ID, func(open.Identity, []models.Envelope) error {
			c.read(c.inner, o.ID)
			return nil
		})
		w.fails(err, models.KindConflict, "error.identity_over")
	})
}

func TestARequestExpires(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		ready, waiting := c.ask(c.outer), w.tip(c.round)
		c.tip = waiting
		asked := c.ask(c.inner)
		w.clock.Add(store.OpeningLife)
		again := w.signIn("inner", clerkPhrase)
		for _, id := range []int64{ready.ID, asked.ID} {
			_, err := c.tryRead(again, id)
			w.fails(err, models.KindConflict, "error.identity_over")
			if o := c.on(id); o.State(w.clock.Now()) != models.OpeningExpired || len(o.Half) != 0 {
				t.Errorf("expired: %s, half of %d bytes", o.State(w.clock.Now()), len(o.Half))
			}
		}
		w.fails(w.GiveIdentityHalf(t.Context(), c.outer.Member, c.outer.id, asked.ID), models.KindConflict, "error.identity_over")
		if got := c.read(again, c.ask(c.outer).ID); got != report {
			t.Errorf("a new request reads %q", got)
		}
	})
}

func TestOneRequestATip(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		c.ask(c.inner)
		_, err := w.RequestIdentity(t.Context(), c.outer.Member, c.outer.id, c.request())
		w.fails(err, models.KindConflict, "error.identity_asked")
	})
}

func TestARequestSaysWhyAndByWhichApproval(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		for _, row := range []struct{ purpose, approval, key string }{
			{"curiosity", "7", "error.identity_purpose"},
			{"", "7", "error.identity_purpose"},
			{"contact", "", "error.identity_approval"},
			{"contact", "批准", "error.identity_approval"},
			{"contact", "7\n8", "error.identity_approval"},
			{"contact", "1234567890123456789012345678901234567890１", "error.identity_approval"},
		} {
			_, err := w.RequestIdentity(t.Context(), c.outer.Member, c.outer.id, keyring.IdentityRequest{
				TipID: c.tip.ID, Purpose: models.IdentityPurpose(row.purpose), Approval: row.approval,
			})
			w.fails(err, models.KindInvalid, row.key)
		}
	})
}

// Everybody else is refused, whatever they hold otherwise.
func TestOnlyTheTwoMayOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.ask(c.outer)
		for _, r := range models.Roles() {
			if r.TeamBound() {
				continue
			}
			p := w.join(c.wang, "staff-"+string(r), role(r))
			key := "error.forbidden"
			if r == models.RoleCustodian {
				key = "error.no_custody"
			}
			_, err := w.RequestIdentity(t.Context(), p.Member, p.id, c.request())
			w.fails(err, models.KindForbidden, key)
			_, err = c.tryRead(p, o.ID)
			w.fails(err, models.KindNotFound, "error.not_found")
		}
		_, err := w.RequestIdentity(t.Context(), c.wang.Member, c.wang.id, c.request())
		w.fails(err, models.KindForbidden, "error.forbidden")
	})
}

// A recused custodian knows of no such tip, and the other cannot go on alone.
func TestARecusedCustodian(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.custody()
		o := c.ask(c.outer)
		w.must(w.store.Write(t.Context(), func(tx *store.Tx) error {
			return tx.Recuse(models.Recusal{StaffID: c.outer.ID, TipID: c.tip.ID}, c.wang.ID)
		}))
		_, err := w.RequestIdentity(t.Context(), c.outer.Member, c.outer.id, c.request())
		w.fails(err, models.KindNotFound, "error.not_found")
		w.fails(w.GiveIdentityHalf(t.Context(), c.outer.Member, c.outer.id, o.ID), models.KindNotFound, "error.not_found")
		_, err = c.tryRead(c.inner, o.ID)
		w.fails(err, models.KindConflict, "error.custodian_other")
		w.must(w.store.Read(t.Context(), func(tx *store.Tx) error {
			key := w.key(c.round.ID, models.KeyIdentity).ID
			for p, want := range map[int64]int{c.outer.ID: 0, c.inner.ID: 1} {
				tips, err := tx.Identities(store.IdentityFilter{StaffID: p, KeyIDs: []int64{key}, Limit: 10})
				if err != nil {
					return err
				}
				rows, err := tx.Openings(p)
				if len(tips) != want || len(rows) != want || err != nil {
					t.Errorf("member %d sees %d tips and %d requests, %v", p, len(tips), len(rows), err)
				}
			}
			return nil
		}))
	})
}
