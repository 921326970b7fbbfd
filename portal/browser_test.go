package portal_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"testing"
)

// get asks for a page; the answer must have the status.
func (w *world) get(t testing.TB, path string, status int, header ...string) *answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+path, nil)
	must(t, err)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return w.do(t, req, status)
}

// post sends a form without files.
func (w *world) post(t testing.TB, path string, fields url.Values, status int) *answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+path, bytes.NewBufferString(fields.Encode()))
	must(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(t, req, status)
}

// upload is a file as a browser sends it.
type upload struct{ name, data string }

// send sends the report form as a browser does: the fields in the order of the
// page, the files, the captcha.
func (w *world) send(t testing.TB, path string, fields url.Values, status int, files ...upload) *answer {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for _, name := range []string{"parcel", "once", "round", "token", "about", "unit", "unit_text", "category", "text", "urgent", "name", "contact", "kept", "drop", "statement"} {
		for _, value := range fields[name] {
			must(t, m.WriteField(name, value))
		}
	}
	for _, f := range files {
		part, err := m.CreateFormFile("files", f.name)
		must(t, err)
		_, err = io.WriteString(part, f.data)
		must(t, err)
	}
	for _, name := range []string{"another", "captcha", "work", "sure", "kind"} {
		for _, value := range fields[name] {
			must(t, m.WriteField(name, value))
		}
	}
	must(t, m.Close())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+path, &body)
	must(t, err)
	req.Header.Set("Content-Type", m.FormDataContentType())
	return w.do(t, req, status)
}

func (w *world) do(t testing.TB, req *http.Request, status int) *answer {
	t.Helper()
	res, err := w.client.Do(req)
	must(t, err)
	defer func() { must(t, res.Body.Close()) }()
	raw, err := io.ReadAll(res.Body)
	must(t, err)
	a := &answer{status: res.StatusCode, header: res.Header, body: string(raw)}
	if a.status != status && status != 0 {
		t.Fatalf("%s %s answered %d, not %d:\n%s\n%s", req.Method, req.URL.Path, a.status, status, a.faults(t), w.log)
	}
	a.check(t)
	return a
}

// solve is the answer to the captcha of a form.
func (w *world) solve(t testing.TB, token string) string {
	t.Helper()
	digits, err := w.box.DigitsForTest(token)
	must(t, err)
	return digits
}

// form is a filled-in form of an earlier answer, with the captcha solved.
func (w *world) form(t testing.TB, from *answer, fields ...string) url.Values {
	t.Helper()
	token := from.input(t, "token")
	v := url.Values{
		"round": {from.input(t, "round")}, "token": {token}, "captcha": {w.solve(t, token)}, "about": {"conduct"}, "unit": {"other"},
		"category": {"gifts"}, "text": {"去年冬天村里发救助金，会计每户扣下二百块，说是手续费，没有收据。"},
	}
	if kept := from.inputs(t, "kept"); len(kept) > 0 {
		v["kept"] = kept
	}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return v
}
