package keyring

import (
	"context"
	"strings"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// InitSpec is a new office and its first member of staff.
type InitSpec struct {
	OfficeName   string
	OfficeNameEn string // OfficeName when empty
	Login        string
	Name         string
}

// InitResult holds what is shown once and stored nowhere. It prints as
// "[redacted]".
type InitResult struct {
	hidden
	Recovery open.Identity
	Link     string // the token of the first account's one-time link
}

// Init sets the office up: the recovery key, the standing round with both its
// keys, and the first account, who is system administrator, director and
// officer, by a one-time link. It works once: then it is KindConflict,
// "error.initialised".
func (k *Keyring) Init(ctx context.Context, spec InitSpec) (InitResult, error) {
	account := AccountSpec{Login: spec.Login, Name: spec.Name, Roles: firstRoles()}
	if err := account.clean(); err != nil {
		return InitResult{}, err
	}
	office, err := spec.office()
	if err != nil {
		return InitResult{}, err
	}
	recovery, err := open.NewIdentity()
	if err != nil {
		return InitResult{}, models.Internal(err)
	}
	office.Recovery = recovery.Recipient().String()
	result := InitResult{Recovery: recovery}
	err = k.store.Write(ctx, func(tx *store.Tx) (err error) {
		result.Link, err = initOffice(tx, office, account, recovery)
		return err
	})
	if err != nil {
		return InitResult{}, err
	}
	return result, nil
}

func initOffice(tx *store.Tx, office models.Office, account AccountSpec, recovery open.Identity) (string, error) {
	if err := tx.InsertOffice(office); err != nil {
		return "", err
	}
	round, err := createRound(tx, standingRound(office, tx.Now().Year()), 0)
	if err != nil {
		return "", err
	}
	m, err := insertAccount(tx, account)
	if err != nil {
		return "", err
	}
	tx.Audit(cliRow("office.init", "round:"+decimal(round.ID)))
	tx.Audit(cliRow("staff.invite", staffObject(m.ID)))
	return link(tx, recoveryHolder(recovery), m)
}

func (s InitSpec) office() (models.Office, error) {
	o := models.Office{Name: strings.TrimSpace(s.OfficeName), NameEn: strings.TrimSpace(s.OfficeNameEn)}
	if o.Name == "" {
		var faults models.FieldErrors
		faults.Add("office", "error.required")
		return o, faults
	}
	if o.NameEn == "" {
		o.NameEn = o.Name
	}
	return o, nil
}

// firstRoles are more than anybody else may have together: the office must begin
// with one person.
func firstRoles() []models.StaffRole {
	return []models.StaffRole{{Role: models.RoleSystem}, {Role: models.RoleDirector}, {Role: models.RoleOfficer}}
}

// standingRound takes what comes between rounds; its one team is the office.
func standingRound(office models.Office, year int) RoundSpec {
	return RoundSpec{
		Round: models.Round{
			Year: year, Name: "日常受理", NameEn: "Between rounds", Standing: true, Profile: models.DefaultProfile().ID,
		},
		Teams: []models.Team{{Code: "G0", Name: office.Name, NameEn: office.NameEn}},
	}
}
