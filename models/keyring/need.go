package keyring

import (
	"slices"

	"heed/models"
	"heed/models/store"
)

// needs knows which round a team belongs to, and by that who needs which key.
type needs struct{ rounds map[int64]int64 }

func needsOf(tx *store.Tx) (needs, error) {
	rounds, err := tx.TeamRounds()
	return needs{rounds}, err
}

// key says whether the roles need a round's key (DOMAIN, Who may do what): the
// content key those who read tips, and those who approve what waits for them;
// the identity key nobody on the staff, it is the custodians' to open.
// Administrators need none.
func (n needs) key(roles []models.StaffRole, key models.RoundKey) bool {
	if key.Purpose != models.KeyContent {
		return false
	}
	return slices.ContainsFunc(roles, func(r models.StaffRole) bool {
		if r.Role.TeamBound() {
			return n.rounds[r.TeamID] == key.RoundID
		}
		return everyRound(r.Role)
	})
}

// everyRound says whether a role needs the content key of all rounds.
func everyRound(r models.Role) bool {
	return !r.TeamBound() && (r.ReadsTips() || r == models.RoleLeader || r == models.RoleSecrecy)
}

// Lack is an account whose roles need keys that it was not granted.
type Lack struct {
	Member models.Member
	Keys   []models.RoundKey
}

// lacking lists the accounts that could hold more keys than they do.
func lacking(tx *store.Tx) ([]Lack, error) {
	n, err := needsOf(tx)
	if err != nil {
		return nil, err
	}
	keys, err := tx.Keys(models.KeyContent)
	if err != nil {
		return nil, err
	}
	members, err := tx.Members()
	if err != nil {
		return nil, err
	}
	held, err := heldByStaff(tx)
	if err != nil {
		return nil, err
	}
	var out []Lack
	for _, m := range members {
		missing := slices.Clone(keys)
		missing = slices.DeleteFunc(missing, func(key models.RoundKey) bool {
			return !n.key(m.Roles, key) || held[holding{key.ID, decimal(m.ID)}]
		})
		if m.Active && m.Recipient != "" && len(missing) > 0 {
			out = append(out, Lack{Member: m, Keys: missing})
		}
	}
	return out, nil
}

type holding struct {
	key    int64
	holder string
}

func heldByStaff(tx *store.Tx) (map[holding]bool, error) {
	grants, err := tx.Holders(models.HolderStaff)
	held := make(map[holding]bool, len(grants))
	for _, g := range grants {
		held[holding{g.KeyID, g.HolderID}] = true
	}
	return held, err
}
