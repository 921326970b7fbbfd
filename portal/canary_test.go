package portal_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"heed/models/store/storetest"
)

// canary is typed into everything a visitor can send.
const canary = "Kanarienvogel7391"

// TestCanary holds promise P4: what was typed stands in clear in no log, metric,
// error page, database or file.
func TestCanary(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	data := t.TempDir()
	c := &clock{}
	w := begin(t, c, storetest.Open(t, "sqlite://"+filepath.Join(data, "heed.db"), c.now))

	code := w.sing(t)
	for where, text := range map[string]string{
		"log": w.log.String(), "metrics": metrics(t, w.registry), "database": contents(t, data), "blobs": contents(t, w.blobs),
		"temporary files": contents(t, temp),
	} {
		if strings.Contains(text, canary) {
			t.Errorf("what was typed stands in the %s", where)
		}
		if strings.Contains(text, code) || strings.Contains(text, strings.ReplaceAll(code, "-", "")) {
			t.Errorf("the receipt stands in the %s", where)
		}
	}
	for where, text := range map[string]string{"log": w.log.String(), "database": contents(t, data)} {
		if strings.Contains(text, "127.0.0.1") || strings.Contains(text, "Go-http-client") {
			t.Errorf("the visitor stands in the %s", where)
		}
	}
}

// sing types the canary everywhere: into a report that is stored, into some that
// are refused, into look-ups, addresses and headers. It gives the receipt.
func (w *world) sing(t *testing.T) string {
	t.Helper()
	long := canary + "：他在二〇二五年的冬天收了三千块钱，没有收据。"
	fields := w.form(t, w.get(t, "/zh/report", 200), "unit_text", canary, "text", long, "name", canary, "contact", canary)
	files := []upload{{canary + ".txt", canary}, {"large" + canary, strings.Repeat(canary, 20_000)}}
	fields.Set("text", canary)
	w.singInPieces(t, fields)
	refused := w.send(t, "/zh/report", fields, 422, files...)
	fields = w.form(t, refused, "text", long, "name", canary, "contact", canary, "unit_text", canary)
	code := w.send(t, "/zh/report", fields, 200, files...).code(t)
	w.send(t, "/zh/report", fields, 200, files...) // the same receipt again
	fields.Set("text", long+canary)
	w.send(t, "/zh/report", fields, 422, files...)

	w.send(t, "/zh/report", url.Values{"token": {canary}, "captcha": {canary}, "round": {canary}, "kept": {canary}, "drop": {canary}, "unit": {canary}}, 422)
	w.post(t, "/zh/report", url.Values{canary: {canary}}, 422)
	w.post(t, "/zh/status", url.Values{"receipt": {canary}}, 404)
	w.post(t, "/zh/status", url.Values{"receipt": {code}}, 200)
	w.errorPages(t)
	return code
}

// singInPieces sends the canary ahead of the form: half of one file stays, another
// is whole, a third is refused.
func (w *world) singInPieces(t *testing.T, fields url.Values) {
	t.Helper()
	text := strings.Repeat(canary, 60_000)
	half := w.begun(t, fields, canary+".txt", len(text))
	w.patch(t, half, 0, []byte(text[:len(text)/2]))
	for _, content := range []string{text, "MZ\x90\x00" + text} {
		if _, body := w.patch(t, w.begun(t, fields, canary+".txt", len(content)), 0, []byte(content)); strings.Contains(body, canary+canary) {
			t.Error("the answer tells the content")
		}
	}
}

// errorPages asks for what is not there: no page tells back what was asked for.
func (w *world) errorPages(t *testing.T) {
	t.Helper()
	for path, status := range map[string]int{
		"/" + canary: 404, "/zh/" + canary: 404, "/zh/captcha/" + canary + "/picture": 422, "/zh/report?x=" + canary: 200,
	} {
		page := w.get(t, path, status, "User-Agent", canary, "Referer", "https://"+canary+".example/", "X-Forwarded-For", canary, "Cookie", canary+"=1")
		if strings.Contains(page.text(t)+headers(page.header), canary) {
			t.Errorf("%d tells back what was asked for", status)
		}
	}
	for _, path := range []string{"/zh/receipt", "/zh/receipt/save"} {
		if page := w.post(t, path, url.Values{"parcel": {canary}}, http.StatusGone); strings.Contains(page.body, canary) {
			t.Errorf("%s tells back what was sent", path)
		}
	}
}

func metrics(t *testing.T, from prometheus.Gatherer) string {
	t.Helper()
	families, err := from.Gather()
	must(t, err)
	var b bytes.Buffer
	for _, f := range families {
		_, err := expfmt.MetricFamilyToText(&b, f)
		must(t, err)
	}
	if b.Len() == 0 {
		t.Fatal("no metrics")
	}
	return b.String()
}

// contents are all files under a folder with their names, one after another.
func contents(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		all.WriteString(path + "\n" + string(raw) + "\n")
		return err
	}))
	return all.String()
}
