package keyring

import (
	"context"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/open"
	"heed/models/store"
)

// RoundSpec is a round to be made: its teams, and its units with the index of
// their team.
type RoundSpec struct {
	Round models.Round
	Teams []models.Team
	Units []store.NewUnit
}

func (s RoundSpec) check() error {
	var faults models.FieldErrors
	if s.Round.Name == "" {
		faults.Add("name", "error.required")
	}
	if s.Round.Year < 2000 || s.Round.Year > 9999 {
		faults.Add("year", "error.round_year")
	}
	if !s.Round.Standing && s.Round.Seq < 1 {
		faults.Add("seq", "error.round_seq")
	}
	if !s.Round.Standing && s.Round.AcceptUntil.IsZero() {
		faults.Add("accept_until", "error.required")
	}
	if len(s.Teams) == 0 {
		faults.Add("teams", "error.required")
	}
	for _, u := range s.Units {
		if u.Team < 0 || u.Team >= len(s.Teams) {
			faults.Add("units", "error.unit_team")
			break
		}
	}
	return faults.Err()
}

// CreateRound makes a round with both its keys. The content key is granted to
// the recovery key and to every active account whose roles read the tips of all
// rounds or approve what waits for them; the teams' members get it by SetRoles
// or GrantMissing. The identity key is granted to the recovery key and, when
// exactly two accounts are active custodians, to these two together; otherwise
// SetCustodians does it later.
//
// Officers, directors and system administrators may. Faults of the spec are
// FieldErrors; a number that the year has already is KindConflict.
func (k *Keyring) CreateRound(ctx context.Context, by models.Member, spec RoundSpec) (models.Round, error) {
	if !by.HasAny(models.RoleOfficer, models.RoleDirector, models.RoleSystem) {
		return models.Round{}, models.Fail(models.KindForbidden, "error.forbidden")
	}
	if err := spec.check(); err != nil {
		return models.Round{}, err
	}
	var round models.Round
	err := k.store.Write(ctx, func(tx *store.Tx) (err error) {
		if err := tx.LockKeys(); err != nil {
			return err
		}
		if round, err = createRound(tx, spec, by.ID); err != nil {
			return err
		}
		tx.Audit(k.row(by.ID, "round.create", "round:"+decimal(round.ID)))
		return nil
	})
	return round, err
}

func createRound(tx *store.Tx, spec RoundSpec, by int64) (models.Round, error) {
	recovery, err := recoveryReceiver(tx)
	if err != nil {
		return models.Round{}, err
	}
	readers, err := readersOfEveryRound(tx)
	if err != nil {
		return models.Round{}, err
	}
	content, err := newKey(models.KeyContent, by, append(readers, recovery))
	if err != nil {
		return models.Round{}, err
	}
	guards, err := custodiansNow(tx)
	if err != nil {
		return models.Round{}, err
	}
	identity, err := newKey(models.KeyIdentity, by, append(guards, recovery))
	if err != nil {
		return models.Round{}, err
	}
	return tx.CreateRound(store.NewRound{
		Round: spec.Round, Teams: spec.Teams, Units: spec.Units, Keys: []store.NewKey{content, identity},
	})
}

// grantee is whoever a key can be granted to: one receiver, or two custodians.
type grantee interface {
	grant(key open.Identity, by int64) (models.KeyGrant, error)
}

// newKey makes a round key, of which only the grants survive.
func newKey(purpose models.KeyPurpose, by int64, to []grantee) (store.NewKey, error) {
	id, err := open.NewIdentity()
	if err != nil {
		return store.NewKey{}, models.Internal(err)
	}
	key := store.NewKey{Purpose: purpose, Recipient: id.Recipient().String()}
	for _, r := range to {
		g, err := r.grant(id, by)
		if err != nil {
			return store.NewKey{}, err
		}
		key.Grants = append(key.Grants, g)
	}
	return key, nil
}

func recoveryReceiver(tx *store.Tx) (receiver, error) {
	office, err := tx.Office()
	if err != nil {
		return receiver{}, err
	}
	r, err := seal.ParseRecipient(office.Recovery)
	if err != nil {
		return receiver{}, models.Internal(err)
	}
	return receiver{models.HolderRecovery, recoveryID(r), r}, nil
}

func readersOfEveryRound(tx *store.Tx) ([]grantee, error) {
	members, err := tx.Members()
	if err != nil {
		return nil, err
	}
	var out []grantee
	for _, m := range members {
		if !m.Active || m.Recipient == "" || !anyEveryRound(m) {
			continue
		}
		r, err := staffReceiver(m)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func anyEveryRound(m models.Member) bool {
	for _, r := range m.Roles {
		if everyRound(r.Role) {
			return true
		}
	}
	return false
}
