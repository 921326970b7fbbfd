package portal

import (
	"bytes"
	"testing"
	"time"
	"unicode/utf8"

	"heed/models"
	"heed/models/intake"
	"heed/web/form"
	"heed/web/locale"
)

// FuzzForm reads any body as the report form: it must end, keep to its bounds,
// and let nothing through to intake that the form does not allow.
func FuzzForm(f *testing.F) {
	multi := "multipart/form-data; boundary=b"
	f.Add("application/x-www-form-urlencoded", []byte("unit=1&category=gifts&text=%E4%B8%AD&captcha=1&kept=AAAA&drop=0&round=7"))
	f.Add(multi, []byte("--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhello\r\n--b--\r\n"))
	f.Add(multi, []byte("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n"))
	f.Add(multi, []byte("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\n\r\n\r\n--b\r\n"))
	now := time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)
	parcels, err := newParcels(bytes.Repeat([]byte("k"), 32), func() time.Time { return now })
	if err != nil {
		f.Fatal(err)
	}
	p := &Portal{parcels: parcels, now: func() time.Time { return now }}
	kept, err := p.keep([]intake.Staged{{Name: "a", Size: 1}, {Name: "b", Size: 2}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("application/x-www-form-urlencoded", []byte("kept="+kept+"&drop=1"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) { p.readAny(t, contentType, body) })
}

func (p *Portal) readAny(t *testing.T, contentType string, body []byte) {
	n := &notice{Round: models.Round{ID: 7, AcceptUntil: p.now().Add(time.Hour)}, Units: []models.Unit{{ID: 1}, {ID: 2}}}
	e := &entry{notice: n}
	files := 0
	v, err := form.Read(bytes.NewReader(body), contentType, formLimits(intake.DefaultLimits()), func(v form.Values, _ form.File) error {
		files++
		e.unpack(p, v)
		return nil
	})
	e.unpack(p, v)
	if files > intake.DefaultLimits().Files || len(e.files()) > 2 {
		t.Fatalf("%d files taken, %d kept", files, len(e.files()))
	}
	d, fault := e.draft(locale.ZH, p.now())
	if err != nil || fault != nil {
		return
	}
	length := utf8.RuneCountInString(d.Text)
	if length < minText || length > maxText || !d.Category.Valid() || d.UnitID < 0 || d.UnitID > 2 || !utf8.ValidString(d.Text) {
		t.Fatalf("let through: %d characters, category %q, unit %d", length, d.Category, d.UnitID)
	}
}
