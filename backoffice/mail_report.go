package backoffice

import (
	"strings"
	"time"

	"heed/models"
	"heed/models/store"
)

// reportsPage lists what came of the sweeps, the newest first.
type reportsPage struct {
	Page
	Rows     []reportRow
	Accounts []facet
	Account  string // the one picked, or ""
	All      string // the address of all of them as a workbook
	First    string
	Next     string
}

type reportRow struct {
	models.SweepReport
	Took string
	Why  *models.Error
}

func (b *Backoffice) reports(v *visit) error {
	page := reportsPage{Account: v.Query("account")}
	f := store.ReportFilter{Account: page.Account, Before: v.query("before"), Limit: listLimit}
	var next int64
	err := b.store.Read(v.UserContext(), func(tx *store.Tx) (err error) {
		if page.Page, err = b.pageIn(tx, v, "backoffice.reports.title"); err != nil {
			return err
		}
		names, err := tx.SweptAccounts(v.me.ID)
		if err != nil {
			return err
		}
		for _, name := range names {
			page.Accounts = append(page.Accounts, facet{Text: name, URL: withQuery("/mail/reports", "account", name), Here: name == page.Account})
		}
		var reports []models.SweepReport
		reports, next, err = tx.SweepReports(v.me.ID, f)
		for _, r := range reports {
			page.Rows = append(page.Rows, newReportRow(r))
		}
		return err
	})
	if err != nil {
		return err
	}
	page.All = withQuery("/mail/reports/all", "account", page.Account)
	if f.Before != 0 {
		page.First = withQuery(v.OriginalURL(), "before", "")
	}
	if next != 0 {
		page.Next = withQuery(v.OriginalURL(), "before", decimal(next))
	}
	return b.site.Render(v.Ctx, 200, "mail_reports", page)
}

func newReportRow(r models.SweepReport) reportRow {
	row := reportRow{SweepReport: r, Took: clockTime(r.EndedAt.Sub(r.BegunAt))}
	if r.Error != "" {
		row.Why = &models.Error{Key: r.Error, Args: r.Args}
	}
	return row
}

// clockTime is a length of time as minutes and seconds, 12:07.
func clockTime(d time.Duration) string {
	seconds := max(0, int64(d.Round(time.Second)/time.Second))
	text := decimal(seconds / 60)
	return text + ":" + strings.TrimPrefix(decimal(100+seconds%60), "1")
}

// report sends one report as a workbook.
func (b *Backoffice) report(v *visit) error {
	id, err := v.number()
	if err != nil {
		return err
	}
	return b.sendReports(v, "heed-sweep-"+decimal(id)+".xlsx", func(tx *store.Tx, add func(models.SweepReport) error) error {
		r, err := tx.SweepReport(v.me.ID, id)
		if err != nil {
			return err
		}
		return add(r)
	})
}

// allReports sends every report, or every one of an account.
func (b *Backoffice) allReports(v *visit) error {
	f := store.ReportFilter{Account: v.Query("account"), Limit: 1000}
	return b.sendReports(v, "heed-sweeps.xlsx", func(tx *store.Tx, add func(models.SweepReport) error) error {
		for {
			reports, next, err := tx.SweepReports(v.me.ID, f)
			if err != nil {
				return err
			}
			for _, r := range reports {
				if err := add(r); err != nil {
					return err
				}
			}
			if next == 0 {
				return nil
			}
			f.Before = next
		}
	})
}
