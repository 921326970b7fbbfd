package static

import (
	"bufio"
	"embed"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"heed/models"
)

//go:embed calendar
var calendars embed.FS

// Calendar is the office's calendar with every yearly table that is embedded.
// A year without a table counts Monday to Friday.
func Calendar(zone *time.Location) (models.Calendar, error) {
	c := models.Calendar{Zone: zone, Holidays: map[string]bool{}, Workdays: map[string]bool{}, Years: map[int]bool{}}
	files, err := calendars.ReadDir("calendar")
	if err != nil {
		return c, err
	}
	for _, f := range files {
		year, err := strconv.Atoi(strings.TrimSuffix(f.Name(), path.Ext(f.Name())))
		if err != nil {
			return c, fmt.Errorf("static: calendar %s is not named for a year", f.Name())
		}
		table, err := calendars.Open("calendar/" + f.Name())
		if err != nil {
			return c, err
		}
		if err := readCalendar(&c, year, table); err != nil {
			return c, fmt.Errorf("static: calendar %s: %w", f.Name(), err)
		}
	}
	return c, nil
}

// readCalendar adds a year's table: lines of `date,off` or `date,work`.
func readCalendar(c *models.Calendar, year int, table io.ReadCloser) error {
	defer func() { _ = table.Close() }() // it is part of the program
	lines := bufio.NewScanner(table)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		day, kind, _ := strings.Cut(line, ",")
		if at, err := time.Parse(time.DateOnly, day); err != nil || at.Year() != year {
			return fmt.Errorf("%q is no day of %d", day, year)
		}
		switch kind {
		case "off":
			c.Holidays[day] = true
		case "work":
			c.Workdays[day] = true
		default:
			return fmt.Errorf("%q is neither off nor work", kind)
		}
	}
	c.Years[year] = true
	return lines.Err()
}
