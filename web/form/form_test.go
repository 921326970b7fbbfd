package form_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
	"testing"

	"heed/models"
	"heed/web/form"
)

const encoded = "application/x-www-form-urlencoded; charset=utf-8"

func TestFieldsAreReadAsTyped(t *testing.T) {
	body := "text=+%E4%BF%AE%E8%B7%AF%0D%0A%00x+&flag=a&flag=b&empty=&bad=%FF"
	v, err := form.Read(strings.NewReader(body), encoded, form.Limits{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v.Get("text") != "修路\nx" || !v.Has("flag", "b") || len(v.All("flag")) != 2 || v.Get("empty") != "" || v.Get("bad") != "\uFFFD" {
		t.Errorf("%q", v)
	}
}

// part is one part of a multipart body; a nil name is a plain field.
type part struct {
	field, name, content string
	file                 bool
}

func multi(t *testing.T, parts ...part) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		disposition := `form-data; name="` + p.field + `"`
		if p.file {
			disposition += `; filename="` + p.name + `"`
			h.Set("Content-Type", "text/plain")
		}
		h.Set("Content-Disposition", disposition)
		out, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, w.FormDataContentType()
}

func TestFilesStreamAfterTheFields(t *testing.T) {
	body, kind := multi(t, part{field: "text", content: "修路"}, part{field: "files", file: true, name: "", content: ""},
		part{field: "files", file: true, name: `C:\\照片\\..\\a` + "\u202eb.jpg", content: "JPEG"}, part{field: "late", content: "x"})
	var got []string
	v, err := form.Read(body, kind, form.Limits{Files: 2}, func(v form.Values, f form.File) error {
		content, err := io.ReadAll(f.Body)
		got = append(got, v.Get("text"), f.Field, f.Name, f.Type, string(content))
		return err
	})
	if err != nil || v.Get("late") != "x" {
		t.Fatalf("%v %v", v, err)
	}
	if strings.Join(got, "|") != "修路|files|ab.jpg|text/plain|JPEG" {
		t.Errorf("%q", got)
	}
}

func TestLimitsAreKept(t *testing.T) {
	file := func(n int) part {
		return part{field: "files", file: true, name: "a.txt", content: strings.Repeat("x", n)}
	}
	cases := []struct {
		name  string
		l     form.Limits
		parts []part
		key   string
		kind  models.Kind
	}{
		{"a field too long", form.Limits{Field: 10}, []part{{field: "text", content: "修路修路修路"}}, "error.field_too_large", models.KindTooLarge},
		{"fields together too long", form.Limits{Text: 5000}, []part{{field: "a", content: strings.Repeat("x", 4000)}, {field: "b", content: strings.Repeat("x", 4000)}}, "error.too_large", models.KindTooLarge},
		{"the name of a field too long", form.Limits{Text: 5000}, []part{{field: strings.Repeat("n", 9000)}}, "error.too_large", models.KindTooLarge},
		{"a narrow field beside a wide one", form.Limits{Field: 10, Wide: map[string]int{"kept": 100}}, []part{{field: "text", content: "0123456789a"}}, "error.field_too_large", models.KindTooLarge},
		{"too many fields", form.Limits{Fields: 3}, []part{{field: "a"}, {field: "a"}, {field: "b"}}, "error.too_many_fields", models.KindTooLarge},
		{"too many files", form.Limits{Files: 1}, []part{file(1), file(1)}, "error.too_many_files", models.KindTooLarge},
		{"no files taken", form.Limits{}, []part{file(1)}, "error.too_many_files", models.KindTooLarge},
		{"a file too large", form.Limits{Files: 1, File: 10}, []part{file(11)}, "error.file_too_large", models.KindTooLarge},
		{"a file in a text field", form.Limits{Files: 1, Accepted: []string{"other"}}, []part{file(1)}, "error.malformed", models.KindInvalid},
		{"content without a name", form.Limits{Files: 1}, []part{{field: "files", file: true, content: "x"}}, "error.malformed", models.KindInvalid},
	}
	for _, c := range cases {
		body, kind := multi(t, append([]part{{field: "kept", content: "k"}}, c.parts...)...)
		v, err := form.Read(body, kind, c.l, func(form.Values, form.File) error { return nil })
		var e *models.Error
		if !errors.As(err, &e) || e.Key != c.key || e.Kind != c.kind {
			t.Errorf("%s: %v", c.name, err)
		}
		if v.Get("kept") != "k" {
			t.Errorf("%s: what was typed is lost", c.name)
		}
	}
}

func TestFilesAreNotText(t *testing.T) {
	large := strings.Repeat("x", 100_000)
	body, kind := multi(t, part{field: "files", file: true, name: "a", content: large}, part{field: "files", file: true, name: "b", content: large},
		part{field: "parcel", content: large[:900]})
	var got int64
	v, err := form.Read(body, kind, form.Limits{Text: 20_000, Field: 10, Wide: map[string]int{"parcel": 1000}, Files: 2}, func(_ form.Values, f form.File) error {
		n, err := io.Copy(io.Discard, f.Body)
		got += n
		return err
	})
	if err != nil || got != 200_000 || len(v.Get("parcel")) != 900 {
		t.Errorf("%d bytes of files, %d of the parcel, %v", got, len(v.Get("parcel")), err)
	}
}

// endless is a body without an end.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestAnEndlessBodyIsNotHeldInMemory(t *testing.T) {
	for _, c := range []struct{ kind, start string }{
		{encoded, "name=%E6%9D%8E&text="},
		{"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=name\r\n\r\n李\r\n--b\r\nContent-Disposition: form-data; name="},
		{"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=name\r\n\r\n李\r\n--b\r\nContent-Disposition: form-data; name=text\r\n\r\n"},
	} {
		rest := &endless{}
		v, err := form.Read(io.MultiReader(strings.NewReader(c.start), rest), c.kind, form.Limits{Total: 100 << 20, Wide: map[string]int{"text": 100 << 20}}, nil)
		if models.KindOf(err) != models.KindTooLarge || rest.read > 4<<20 {
			t.Errorf("%s: %v after %d bytes", c.start, err, rest.read)
		}
		if v.Get("name") != "李" {
			t.Errorf("%s: what was typed is lost", c.start)
		}
	}
}

func TestABodyCutInACharacterIsKeptBeforeIt(t *testing.T) {
	body := "name=%E6%9D%8E&text=ab%E6%9D%8E"
	for cut := 1; cut < 10; cut++ {
		v, err := form.Read(strings.NewReader(body), encoded, form.Limits{Text: int64(len(body) - cut)}, nil)
		if models.KindOf(err) != models.KindTooLarge || v.Get("name") != "李" || !strings.HasPrefix(v.Get("text"), "ab") {
			t.Errorf("%d before the end: %q %v", cut, v, err)
		}
	}
}

func TestALongFieldIsKeptCutAtACharacter(t *testing.T) {
	v, err := form.Read(strings.NewReader("text="+strings.Repeat("修", 10)), encoded, form.Limits{Field: 10}, nil)
	if err == nil || v.Get("text") != "修修修" {
		t.Errorf("%q %v", v.Get("text"), err)
	}
}

func TestBrokenBodiesAreMalformed(t *testing.T) {
	for _, c := range []struct{ kind, body string }{
		{"", "a=b"},
		{"text/plain", "a=b"},
		{encoded, "a=%zz"},
		{"multipart/form-data", "x"},
		{"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nhalf"},
	} {
		v, err := form.Read(strings.NewReader(c.body), c.kind, form.Limits{}, nil)
		if models.KindOf(err) != models.KindInvalid || v == nil {
			t.Errorf("%q: %v %v", c.body, v, err)
		}
	}
}

func TestTheErrorOfTheTakerComesBack(t *testing.T) {
	body, kind := multi(t, part{field: "files", file: true, name: "a", content: "x"})
	full := models.Fail(models.KindUnavailable, "error.disk_full")
	if _, err := form.Read(body, kind, form.Limits{Files: 1}, func(form.Values, form.File) error { return full }); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
}

func TestAFormShowsItsFaults(t *testing.T) {
	var faults models.FieldErrors
	faults.Add("text", "error.text_empty")
	faults.Add("text", "error.text_short")
	faults.Add("", "error.refused")
	f := form.New(form.Values{"text": {"x"}}, faults)
	if !f.Failed() || f.Fault("text").Key != "error.text_empty" || len(f.General) != 1 || len(f.Ordered) != 3 || f.Value("text") != "x" {
		t.Errorf("%+v", f)
	}
	hidden := form.New(nil, errors.New("dial tcp 10.0.0.1"))
	if hidden.General[0].Key != "error.internal" {
		t.Errorf("a visitor would read %q", hidden.General[0].Key)
	}
	if (form.Form{}).Failed() || (form.Form{}).Value("x") != "" || (form.Form{}).Fault("x") != nil {
		t.Error("the zero form is not empty")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a=b&c=%20", encoded)
	f.Add("--b\r\nContent-Disposition: form-data; name=a; filename=x\r\n\r\nhalf\r\n--b--\r\n", "multipart/form-data; boundary=b")
	f.Fuzz(func(t *testing.T, body, kind string) {
		l := form.Limits{Field: 100, Fields: 5, Files: 2, File: 50}
		v, err := form.Read(strings.NewReader(body), kind, l, func(_ form.Values, f form.File) error {
			n, err := io.Copy(io.Discard, f.Body)
			if n > l.File {
				t.Errorf("%d bytes of a file", n)
			}
			return err
		})
		if v == nil {
			t.Error("no values")
		}
		if err != nil && models.KindOf(err) == models.KindInternal {
			t.Errorf("untyped: %v", err)
		}
		for name, all := range v {
			for _, value := range all {
				if len(value) > l.Field {
					t.Errorf("%q has %d bytes", name, len(value))
				}
			}
		}
	})
}
