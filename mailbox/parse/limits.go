package parse

import "time"

// Limits bounds what one message may cost and what it may yield. A field that
// is zero means the same field of DefaultLimits.
type Limits struct {
	Parts       int       // parts read, those of nested messages included; the rest becomes one attachment
	Depth       int       // multiparts and messages inside one another; what lies deeper stays whole
	HeaderBytes int       // bytes read of one header field
	Fields      int       // header fields of one part that are looked at
	Params      int       // parameters of one Content-Type or Content-Disposition
	Addresses   int       // addresses in From, ids in References
	TextBytes   int       // bytes of Mail.Text; a longer text is an attachment as well
	MarkupBytes int       // bytes of one HTML part that are read for its text
	NameBytes   int       // bytes of an attachment's name
	Earliest    time.Time // a Date before it is implausible
	Latest      time.Time // a Date after it is implausible
}

// DefaultLimits lets through every honest mail that we have seen. The sweep
// may set Latest to a day from now.
func DefaultLimits() Limits {
	return Limits{
		Parts:       1000,
		Depth:       128,
		HeaderBytes: 64 << 10,
		Fields:      200,
		Params:      100,
		Addresses:   50,
		TextBytes:   1 << 20,
		MarkupBytes: 4 << 20,
		NameBytes:   180,
		Earliest:    time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC),
		Latest:      time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}

// filled returns l with its zero fields taken from DefaultLimits.
func (l Limits) filled() Limits {
	d := DefaultLimits()
	pairs := []struct {
		field *int
		value int
	}{
		{&l.Parts, d.Parts},
		{&l.Depth, d.Depth},
		{&l.HeaderBytes, d.HeaderBytes},
		{&l.Fields, d.Fields},
		{&l.Params, d.Params},
		{&l.Addresses, d.Addresses},
		{&l.TextBytes, d.TextBytes},
		{&l.MarkupBytes, d.MarkupBytes},
		{&l.NameBytes, d.NameBytes},
	}
	for _, p := range pairs {
		if *p.field <= 0 {
			*p.field = p.value
		}
	}
	return l.dated(d)
}

func (l Limits) dated(d Limits) Limits {
	if l.Earliest.IsZero() {
		l.Earliest = d.Earliest
	}
	if l.Latest.IsZero() {
		l.Latest = d.Latest
	}
	return l
}
