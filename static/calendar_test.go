package static

import (
	"testing"
	"time"

	"heed/models"
)

func TestTheNationalDayHolidayMovesADueDate(t *testing.T) {
	c, err := Calendar(time.FixedZone("CST", 8*3600))
	if err != nil {
		t.Fatal(err)
	}
	wednesday := time.Date(2026, 9, 30, 9, 0, 0, 0, c.Zone)
	if got := c.Due(models.Clock{Days: 1, Working: true}, wednesday); got != "2026-10-08" {
		t.Errorf("one working day after 30 September = %s, want 2026-10-08", got)
	}
	if makeUp := time.Date(2026, 10, 10, 9, 0, 0, 0, c.Zone); !c.WorksOn(makeUp) {
		t.Error("Saturday 10 October 2026 is a make-up working day")
	}
}
