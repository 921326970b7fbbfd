package backoffice

import (
	"bytes"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/xuri/excelize/v2"

	"heed/models"
	"heed/models/store"
)

// workbookType is the media type of an Excel workbook.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sheetRows is how many rows a sheet takes, its head included.
const sheetRows = excelize.TotalRows

// sendReports answers with a workbook of reports in the reader's language.
func (b *Backoffice) sendReports(v *visit, name string, each func(*store.Tx, func(models.SweepReport) error) error) error {
	s, err := b.newSheet(v)
	if err != nil {
		return err
	}
	defer func() { _ = s.file.Close() }() // it is in memory
	if err := b.store.Read(v.UserContext(), func(tx *store.Tx) error { return each(tx, s.add) }); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := s.end(&out); err != nil {
		return err
	}
	v.Set(fiber.HeaderContentType, workbookType)
	v.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	v.Set(fiber.HeaderCacheControl, "no-store")
	return v.Send(out.Bytes())
}

// sheet is a workbook with one sheet of reports. Texts are stored as texts: a
// folder whose name begins with = is no formula.
type sheet struct {
	file *excelize.File
	rows *excelize.StreamWriter
	at   int // the row written last
	when int // the style of a date
	zone *time.Location
	say  func(key string, args map[string]any) string
}

// sheetColumns are the message keys of the head and the widths.
var sheetColumns = []struct {
	key  string
	wide float64
}{
	{"sweep.account", 20},
	{"sweep.folder", 24},
	{"backoffice.reports.begun", 19},
	{"backoffice.reports.ended", 19},
	{"backoffice.reports.seconds", 10},
	{"sweep.seen", 10},
	{"sweep.imported", 10},
	{"sweep.joined", 10},
	{"sweep.duplicate", 10},
	{"sweep.quarantined", 12},
	{"sweep.set_aside", 10},
	{"sweep.vanished", 10},
	{"sweep.failed", 14},
	{"backoffice.reports.unmoved", 14},
	{"backoffice.reports.why", 60},
}

func (b *Backoffice) newSheet(v *visit) (*sheet, error) {
	s := &sheet{file: excelize.NewFile(), zone: b.zone, say: func(key string, args map[string]any) string { return b.site.Args(v.Ctx, key, args) }}
	name := s.say("backoffice.reports.sheet", nil)
	if err := s.file.SetSheetName("Sheet1", name); err != nil {
		return nil, err
	}
	var err error
	if s.rows, err = s.file.NewStreamWriter(name); err != nil {
		return nil, err
	}
	format := "yyyy-mm-dd hh:mm:ss"
	if s.when, err = s.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return nil, err
	}
	return s, s.head()
}

// head writes the frozen first row.
func (s *sheet) head() error {
	bold, err := s.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	var cells []any
	for n, c := range sheetColumns {
		if err := s.rows.SetColWidth(n+1, n+1, c.wide); err != nil {
			return err
		}
		cells = append(cells, excelize.Cell{StyleID: bold, Value: s.say(c.key, nil)})
	}
	if err := s.rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	s.at = 1
	return s.rows.SetRow("A1", cells)
}

// add writes a report; what a sheet cannot hold any more is left out.
func (s *sheet) add(r models.SweepReport) error {
	if s.at == sheetRows {
		return nil
	}
	s.at++
	cell, err := excelize.CoordinatesToCellName(1, s.at)
	if err != nil {
		return err
	}
	why := ""
	if r.Error != "" {
		why = s.say(r.Error, r.Args)
	}
	return s.rows.SetRow(cell, []any{
		r.Account, r.Folder, s.date(r.BegunAt), s.date(r.EndedAt), r.EndedAt.Sub(r.BegunAt).Round(time.Second).Seconds(),
		r.Seen, r.Imported, r.Joined, r.Duplicate, r.Quarantined, r.SetAside, r.Vanished, r.Failed, r.Unmoved, why,
	})
}

// date is a point in time of the office's clock, which is what a cell holds: a
// workbook knows no zones.
func (s *sheet) date(t time.Time) excelize.Cell {
	t = t.In(s.zone).Truncate(time.Second)
	return excelize.Cell{StyleID: s.when, Value: time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)}
}

func (s *sheet) end(out *bytes.Buffer) error {
	if err := s.rows.Flush(); err != nil {
		return err
	}
	return s.file.Write(out)
}
