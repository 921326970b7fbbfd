package store

import (
	"slices"

	"heed/models"
)

// AddSweepReport keeps the report of a sweep that has ended.
func (tx *Tx) AddSweepReport(r models.SweepReport) error {
	var last int64
	if err := tx.db.Model(&models.SweepReport{}).Select("COALESCE(MAX(id), 0)").Scan(&last).Error; err != nil {
		return err
	}
	r.ID, r.Args = max(tx.now.UnixMicro(), last+1), given(r.Args)
	if r.UIDs == nil {
		r.UIDs = map[models.LedgerOutcome]string{}
	}
	return tx.db.Create(&r).Error
}

// ReportFilter picks reports out. Zero fields pick nothing out.
type ReportFilter struct {
	Account string
	Before  int64 // only reports older than the one with this id
	Limit   int   // 50 when 0
}

// SweepReports are the reports that a filter picks out, the newest first, and
// the id to go on before; 0 when there are no more. Their figures are without
// the messages of tips that the member is recused from, and a report of such
// messages alone is not among them: all is as if those had never come (P7).
func (tx *Tx) SweepReports(staffID int64, f ReportFilter) (reports []models.SweepReport, next int64, err error) {
	hidden, err := tx.hiddenMail(staffID)
	if err != nil {
		return nil, 0, err
	}
	return tx.reportsWithout(hidden, f)
}

func (tx *Tx) reportsWithout(hidden unseenMail, f ReportFilter) (reports []models.SweepReport, next int64, err error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	for len(reports) <= f.Limit {
		page, err := tx.reportPage(f, f.Limit+1-len(reports))
		if err != nil || len(page) == 0 {
			return reports, 0, err
		}
		f.Before = page[len(page)-1].ID
		if page, err = hidden.takenOut(page); err != nil {
			return nil, 0, err
		}
		reports = append(reports, page...)
	}
	reports = reports[:f.Limit]
	return reports, reports[f.Limit-1].ID, nil
}

func (tx *Tx) reportPage(f ReportFilter, limit int) ([]models.SweepReport, error) {
	q := tx.db.Order("id DESC").Limit(limit)
	if f.Account != "" {
		q = q.Where("account = ?", f.Account)
	}
	if f.Before > 0 {
		q = q.Where("id < ?", f.Before)
	}
	return all[models.SweepReport](q)
}

// SweepReport is one report as SweepReports has it; KindNotFound without one.
func (tx *Tx) SweepReport(staffID, id int64) (models.SweepReport, error) {
	r, err := first[models.SweepReport](tx.db.Where("id = ?", id))
	if err != nil {
		return r, err
	}
	hidden, err := tx.hiddenMail(staffID)
	if err != nil {
		return models.SweepReport{}, err
	}
	page, err := hidden.takenOut([]models.SweepReport{r})
	if err == nil && len(page) == 0 {
		err = models.Fail(models.KindNotFound, "error.not_found")
	}
	if err != nil {
		return models.SweepReport{}, err
	}
	return page[0], nil
}

// unseenMail are the UIDs, rising, of messages that a member may not know of.
type unseenMail map[MailFolder][]uint32

// hiddenMail reads them from the ledger: the other half of mailSeen.
func (tx *Tx) hiddenMail(staffID int64) (unseenMail, error) {
	const recused = "tip_id IN (SELECT tip_id FROM recusals WHERE staff_id = ? AND tip_id <> 0)" +
		" OR tip_id IN (SELECT t.id FROM tips t JOIN recusals r ON r.unit_id = t.unit_id WHERE r.staff_id = ? AND r.unit_id <> 0)"
	var n int64
	if err := tx.db.Model(&models.Recusal{}).Where("staff_id = ?", staffID).Count(&n).Error; err != nil || n == 0 {
		return nil, err
	}
	rows, err := all[models.Ledger](tx.db.Select("account, folder, uidvalidity, uid").
		Where("tip_id <> 0").Where("("+recused+")", staffID, staffID).Order("uid"))
	out := unseenMail{}
	for _, r := range rows {
		f := MailFolder{r.Account, r.Folder, r.UIDValidity}
		out[f] = append(out[f], r.UID)
	}
	return out, err
}

// takenOut are reports without what is hidden, less those of nothing else.
func (m unseenMail) takenOut(page []models.SweepReport) ([]models.SweepReport, error) {
	for i := range page {
		r := &page[i]
		if err := r.Without(m[MailFolder{r.Account, r.Folder, r.UIDValidity}]); err != nil {
			return nil, models.Internal(err)
		}
	}
	return slices.DeleteFunc(page, models.SweepReport.Blank), nil
}

// SweptAccounts are the names that reports of the member's exist of, in order.
func (tx *Tx) SweptAccounts(staffID int64) ([]string, error) {
	var names, seen []string
	if err := tx.db.Model(&models.SweepReport{}).Distinct().Order("account").Pluck("account", &names).Error; err != nil {
		return nil, err
	}
	hidden, err := tx.hiddenMail(staffID)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		some, _, err := tx.reportsWithout(hidden, ReportFilter{Account: name, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(some) > 0 {
			seen = append(seen, name)
		}
	}
	return seen, nil
}
