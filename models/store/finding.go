package store

import (
	"fmt"

	"heed/models"

	"gorm.io/gorm"
)

// FindingFilter picks findings; a zero field picks all.
type FindingFilter struct {
	RoundID int64
	State   models.FindingState
	After   int64 // older than this one
	Limit   int   // 50 when 0
}

// proposeFinding stores the worksheet that a proposal carries, if any.
func (tx *Tx) proposeFinding(tip models.Tip, p Proposal) (int64, error) {
	if p.Finding == nil {
		return 0, nil
	}
	number, err := tx.recordNumber(tip.TeamID, "finding", wordFinding)
	if err != nil {
		return 0, err
	}
	f := *p.Finding
	f.ID, f.Number, f.RoundID, f.TeamID = 0, number, tip.RoundID, tip.TeamID
	f.State, f.MadeBy, f.ReviewedBy, f.SignedBy = models.FindingProposed, p.By, 0, 0
	f.CreatedAt, f.ChangedAt = tx.now, tx.now
	if err := tx.db.Create(&f).Error; err != nil {
		return 0, err
	}
	tx.auditObject(p.By, "finding.propose", fmt.Sprintf("finding:%d", f.ID), "", string(f.State))
	return f.ID, nil
}

// The words that begin the numbers of records (DOMAIN, Words).
const (
	wordFinding = "问题"
	wordHandoff = "移交"
)

// recordNumber reads 问题〔2026〕1-G1-01: kind of record, year, round, team,
// running number.
func (tx *Tx) recordNumber(teamID int64, kind, word string) (string, error) {
	n, err := tx.takeNumbers(teamID, kind, 1)
	if err != nil {
		return "", err
	}
	round, team, err := tx.roundOfTeam(teamID)
	return fmt.Sprintf("%s〔%d〕%d-%s-%02d", word, round.Year, round.Seq, team.Code, n), err
}

func (tx *Tx) auditObject(actor int64, action, object, from, to string) {
	tx.Audit(models.Audit{Actor: actor, Origin: "backoffice", Action: action, Object: object, From: from, To: to})
}

// findings is the query of every finding that a scope may know of: one whose
// tip it is recused from is not there.
func (tx *Tx) findings(scope models.Scope) *gorm.DB {
	return tx.records(&models.Finding{}, "finding_id", scope).
		Where("unit_id NOT IN (SELECT unit_id FROM recusals WHERE staff_id = ? AND unit_id <> 0)", scope.StaffID)
}

// records is the query of findings or hand-offs within a scope's teams, less
// those that came from a tip the member is recused from.
func (tx *Tx) records(model any, link string, scope models.Scope) *gorm.DB {
	recused := tx.db.Table("decisions").Select("decisions."+link).Joins("JOIN tips ON tips.id = decisions.tip_id").
		Where("tips.id IN (SELECT tip_id FROM recusals WHERE staff_id = ?) OR "+
			"tips.unit_id IN (SELECT unit_id FROM recusals WHERE staff_id = ? AND unit_id <> 0)", scope.StaffID, scope.StaffID)
	q := tx.db.Model(model).Where("id NOT IN (?)", recused)
	if !scope.All {
		q = q.Where("team_id IN ?", append([]int64{0}, scope.Teams...))
	}
	return q
}

// Findings lists findings within the scope, the newest first.
func (tx *Tx) Findings(scope models.Scope, f FindingFilter) ([]models.Finding, error) {
	q := tx.findings(scope)
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	return all[models.Finding](pageOf(q, f.RoundID, f.After, f.Limit))
}

// pageOf is a keyset page of findings or hand-offs.
func pageOf(q *gorm.DB, roundID, after int64, limit int) *gorm.DB {
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	if roundID != 0 {
		q = q.Where("round_id = ?", roundID)
	}
	if after != 0 {
		q = q.Where("id < ?", after)
	}
	return q.Order("id DESC").Limit(limit)
}

// Finding is one finding within the scope; any other is KindNotFound.
func (tx *Tx) Finding(scope models.Scope, id int64) (models.Finding, error) {
	return first[models.Finding](tx.findings(scope).Where("id = ?", id))
}

// MoveFinding takes a step of the worksheet: the deputy of its team reviews,
// the head signs, and maker, reviewer and signer are three people.
func (tx *Tx) MoveFinding(id int64, event models.FindingEvent, m models.Member) (models.Finding, error) {
	f, err := tx.Finding(m.Scope(), id)
	if err != nil {
		return f, err
	}
	if err := mayMoveFinding(f, event, m); err != nil {
		return f, err
	}
	if err := tx.stepFinding(id, event, m.ID); err != nil {
		return f, err
	}
	return tx.Finding(m.Scope(), id)
}

func mayMoveFinding(f models.Finding, event models.FindingEvent, m models.Member) error {
	wanted := map[models.FindingEvent][]models.Role{
		models.FindingReview: {models.RoleDeputy, models.RoleHead},
		models.FindingSign:   {models.RoleHead},
		models.FindingReturn: {models.RoleHead},
	}
	if actingRole(wanted[event], m.RolesFor(f.TeamID)) == "" {
		return models.Fail(models.KindForbidden, "error.not_approver")
	}
	if f.MadeBy == m.ID || (event == models.FindingSign && f.ReviewedBy == m.ID) {
		return models.Fail(models.KindConflict, "error.own_worksheet")
	}
	return nil
}

func (tx *Tx) stepFinding(id int64, event models.FindingEvent, actor int64) error {
	f, err := first[models.Finding](tx.store.dialect.forUpdate(tx.db.Where("id = ?", id)))
	if err != nil {
		return err
	}
	from := f.State
	if f.State, err = f.State.Next(event); err != nil {
		return err
	}
	switch event {
	case models.FindingReview:
		f.ReviewedBy = actor
	case models.FindingSign:
		f.SignedBy = actor
	case models.FindingReturn:
		f.ReviewedBy = 0
	case models.FindingAccept, models.FindingWithdraw:
	}
	f.ChangedAt = tx.now
	tx.auditObject(actor, "finding."+string(event), fmt.Sprintf("finding:%d", id), string(from), string(f.State))
	return tx.db.Save(&f).Error
}

// UpdateWorksheet lets the maker mend a worksheet that is not reviewed yet.
func (tx *Tx) UpdateWorksheet(id int64, title string, keyID int64, sealed []byte, m models.Member) error {
	f, err := tx.Finding(m.Scope(), id)
	if err != nil {
		return err
	}
	if f.MadeBy != m.ID {
		return models.Fail(models.KindForbidden, "error.not_maker")
	}
	res := tx.db.Model(&models.Finding{}).Where("id = ? AND state = ?", id, models.FindingDrafted).
		Updates(map[string]any{"title": title, "key_id": keyID, "sealed": sealed, "changed_at": tx.now})
	if res.Error == nil && res.RowsAffected == 0 {
		return models.Fail(models.KindConflict, "error.step")
	}
	tx.auditObject(m.ID, "finding.update", fmt.Sprintf("finding:%d", id), string(f.State), string(f.State))
	return res.Error
}
