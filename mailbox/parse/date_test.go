package parse

import (
	"slices"
	"testing"
	"time"
)

// Dates in every broken form. Noon in China on 6 May 2026 is 04:00 in UTC.
func TestDates(t *testing.T) {
	want := time.Date(2026, 5, 6, 4, 0, 0, 0, time.UTC)
	for _, value := range []string{
		"Wed, 6 May 2026 12:00:00 +0800",
		"Wed, 6 May 2026 12:00:00 +0800 (CST)",
		"6 May 2026 12:00 +0800",
		"Wed,6 May 2026 12:00:00 +08:00",
		"Wednesday, 06-May-26 12:00:00 +0800",
		"Wed May  6 12:00:00 2026 +0800",
		"Wed May  6 12:00:00 +0800 2026",
		"Wed, 06 May 26 04:00:00 GMT",
		"Wed, 6 May 2026 04:00:00",
		"Wed, 6 May 2026 12:00:00 GMT+8",
		"Wed, 6 May 2026 12:00:00 UTC+0800",
		"Wed, 6 May 2026 12:00:00 CST",
		"Wed, 6 MAY 2026 00:00:00 EDT",
		"Tue, 6 May 2026 12:00:00 +0800",
		"May 6, 2026 12:00:00 PM +0800",
		"May 6th, 2026 12:00:00pm +0800",
		"2026-05-06T12:00:00+08:00",
		"2026-05-06T04:00:00Z",
		"2026-05-06T04:00:00.123Z",
		"2026-05-06 12:00:00 +0800",
		"2026/5/6 12:00:00 +0800",
		"2026年5月6日 12:00:00 +0800",
		"2026年5月6日 下午12:00 +0800",
		"星期三, 6 May 2026 12:00:00 +0800",
		"\r\n Wed, 6 May\r\n 2026 12:00:00 +0800",
		"Wed. 6 May. 2026 12:00:00 +0800",
		"Wed, 6 May 2026 04:00:00 +9999",
		"Wed, 6 May 2026 04:00:00 -0000",
	} {
		m := Message([]byte("From: a@b.cn\r\nDate: "+value+"\r\n\r\nx"), Limits{})
		if !m.Date.Equal(want) {
			t.Errorf("%q read as %v, %q", value, m.Date, m.Reasons)
		}
	}
}

// Numbers alone are read where they leave no doubt.
func TestNumericDates(t *testing.T) {
	for value, want := range map[string]string{
		"13/05/2026 10:00:00 +0000": "2026-05-13T10:00:00Z",
		"05/13/2026 10:00:00 +0000": "2026-05-13T10:00:00Z",
		"05.05.2026 12:30 AM":       "2026-05-05T00:30:00Z",
		"13-May-26 01:00 PM":        "2026-05-13T13:00:00Z",
		"13 May 2026 10:00 JST":     "2026-05-13T01:00:00Z",
		"13 May 2026 10:00 CET":     "2026-05-13T09:00:00Z",
		"13 May 2026 10:00 CEST":    "2026-05-13T08:00:00Z",
		"13 May 2026 10:00 PST":     "2026-05-13T18:00:00Z",
		"13 May 2026 10:00 PDT":     "2026-05-13T17:00:00Z",
		"13 May 2026 10:00 EST":     "2026-05-13T15:00:00Z",
		"13 May 2026 10:00-0330":    "2026-05-13T13:30:00Z",
		"13 May 98 10:00":           "1998-05-13T10:00:00Z",
	} {
		got, ok := parseDate(value)
		if !ok || got.Format(time.RFC3339) != want {
			t.Errorf("%q read as %v", value, got)
		}
	}
}

// A wrong date is worse than none.
func TestDatesThatSayNothing(t *testing.T) {
	for value, code := range map[string]Reason{
		"":                                DateMissing,
		"yesterday":                       DateUnreadable,
		"03/04/2026 10:00":                DateUnreadable,
		"Wed, 31 Feb 2026 10:00:00 +0800": DateUnreadable,
		"Wed, 6 May 2026 25:00:00 +0800":  DateUnreadable,
		"Wed, 6 Foo 2026 10:00:00 +0800":  DateUnreadable,
		"6 May 99999999999999999999":      DateUnreadable,
		"Thu, 1 Jan 1970 00:00:00 +0000":  DateImplausible,
		"Wed, 6 May 2126 10:00:00 +0800":  DateImplausible,
		"0000-00-00":                      DateUnreadable,
		"\xd0\xc7\xc6\xda\xc8\xfd":        DateUnreadable,
	} {
		m := Message([]byte("From: a@b.cn\r\nDate: "+value+"\r\n\r\nx"), Limits{})
		if !m.Date.IsZero() || !slices.Contains(m.Reasons, code) {
			t.Errorf("%q read as %v, %q; want %q", value, m.Date, m.Reasons, code)
		}
	}
}

// The sweep says how late a Date may be.
func TestLatestDate(t *testing.T) {
	lim := Limits{Latest: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
	m := Message([]byte(mail("x")), lim)
	if !m.Date.IsZero() || !slices.Contains(m.Reasons, DateImplausible) {
		t.Errorf("date %v, %q", m.Date, m.Reasons)
	}
}
