package store

import (
	"slices"
	"time"

	"heed/models"

	"gorm.io/gorm"
)

// AddSweepReport keeps the report of a sweep that has ended.
func (tx *Tx) AddSweepReport(r models.SweepReport) error {
	r.ID, r.Args = 0, given(r.Args)
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
// messages alone is not among them (P7).
func (tx *Tx) SweepReports(staffID int64, f ReportFilter) (reports []models.SweepReport, next int64, err error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	for len(reports) < f.Limit {
		page, err := tx.reportPage(f, f.Limit-len(reports))
		if err != nil || len(page) == 0 {
			return reports, 0, err
		}
		f.Before = page[len(page)-1].ID
		if page, err = tx.withoutHidden(staffID, page); err != nil {
			return nil, 0, err
		}
		reports = append(reports, page...)
	}
	more, err := tx.reportPage(f, 1)
	if len(more) == 0 {
		return reports, 0, err
	}
	return reports, f.Before, err
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
	page, err := tx.withoutHidden(staffID, []models.SweepReport{r})
	if err == nil && len(page) == 0 {
		err = models.Fail(models.KindNotFound, "error.not_found")
	}
	if err != nil {
		return models.SweepReport{}, err
	}
	return page[0], nil
}

// withoutHidden takes what the member is recused from out of the figures.
func (tx *Tx) withoutHidden(staffID int64, page []models.SweepReport) ([]models.SweepReport, error) {
	var recused int64
	if err := tx.db.Model(&models.Recusal{}).Where("staff_id = ?", staffID).Count(&recused).Error; err != nil || recused == 0 {
		return page, err
	}
	rows, err := all[models.Ledger](tx.hiddenMail(staffID, page[len(page)-1].BegunAt))
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		for i := range page {
			if r := &page[i]; r.Account == row.Account && r.Folder == row.Folder && !row.At.Before(r.BegunAt) && !row.At.After(r.EndedAt) {
				r.Take(row.Outcome)
			}
		}
	}
	return slices.DeleteFunc(page, models.SweepReport.Blank), nil
}

// hiddenMail is the query of the ledger's rows since an instant that a member may
// not know of: the other half of mailSeen.
func (tx *Tx) hiddenMail(staffID int64, since time.Time) *gorm.DB {
	const hidden = "tip_id IN (SELECT tip_id FROM recusals WHERE staff_id = ? AND tip_id <> 0)" +
		" OR tip_id IN (SELECT t.id FROM tips t JOIN recusals r ON r.unit_id = t.unit_id WHERE r.staff_id = ? AND r.unit_id <> 0)"
	return tx.db.Model(&models.Ledger{}).Where("tip_id <> 0 AND at >= ?", since).Where("("+hidden+")", staffID, staffID)
}

// SweptAccounts are the names that reports exist of, in order.
func (tx *Tx) SweptAccounts() ([]string, error) {
	var names []string
	err := tx.db.Model(&models.SweepReport{}).Distinct().Order("account").Pluck("account", &names).Error
	return names, err
}
