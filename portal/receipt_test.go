package portal_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// submitted is the receipt page of a fresh report.
func (w *world) submitted(t testing.TB) *answer {
	t.Helper()
	return w.send(t, "/zh/report", w.form(t, w.get(t, "/zh/report", 200)), 200)
}

// hidden checks that a receipt stands in no header, title or address of a page,
// nor in the log.
func (w *world) hidden(t *testing.T, a *answer, code string) {
	t.Helper()
	title := ""
	if before, _, ok := strings.Cut(a.body, "</title>"); ok {
		title = before
	}
	bare := strings.ReplaceAll(code, "-", "")
	for where, text := range map[string]string{"header": headers(a.header), "title": title, "log": w.log.String()} {
		for _, secret := range []string{code, bare, strings.ToLower(code), code[:9]} {
			if strings.Contains(text, secret) {
				t.Errorf("the receipt stands in the %s", where)
			}
		}
	}
	for _, name := range []string{`href="`, `action="`, `formaction="`} {
		for _, part := range strings.Split(a.body, name)[1:] {
			if address, _, _ := strings.Cut(part, `"`); strings.Contains(address, code[:4]) {
				t.Errorf("the receipt stands in an address: %s", address)
			}
		}
	}
}

func headers(h http.Header) string {
	var b strings.Builder
	_ = h.Write(&b) // a Builder never fails
	return b.String()
}

func TestReceiptStandsOnThePageAlone(t *testing.T) {
	w := sqlite(t)
	page := w.submitted(t)
	code := page.code(t)
	w.hidden(t, page, code)
	if page.header.Get("Cache-Control") != "no-store" || page.header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("the receipt page may be kept or told on")
	}
	if !strings.Contains(page.body, `src="data:image/png;base64,`) {
		t.Error("the receipt page has no QR picture")
	}
	carry := url.Values{"parcel": {page.inputs(t, "parcel")[0]}}
	if strings.Contains(carry.Get("parcel"), code[:4]) && strings.Contains(carry.Get("parcel"), code[5:9]) {
		t.Error("the parcel holds the receipt in clear")
	}
	other := w.post(t, "/en/receipt", carry, 200)
	if other.code(t) != code || !strings.Contains(other.text(t), "Receipt code") && !strings.Contains(other.text(t), "receipt code") {
		t.Error("the other language shows another receipt")
	}
	w.hidden(t, other, code)
	w.hidden(t, w.post(t, "/zh/status", url.Values{"receipt": {code}}, 200), code)
}

func TestReceiptIsCheckedBeforeLeaving(t *testing.T) {
	w := sqlite(t)
	page := w.submitted(t)
	code := page.code(t)
	carry := url.Values{"parcel": {page.inputs(t, "parcel")[0]}, "group": {"ZZZZZ"}}
	again := w.post(t, "/zh/receipt/confirm", carry, 422)
	if again.code(t) != code || again.faultAt(t, "group") == "" {
		t.Error("a wrong group must leave the receipt page as it was")
	}
	w.hidden(t, again, code)
	carry.Set("group", strings.ToLower(code[len(code)-4:])+" ")
	if noted := w.post(t, "/zh/receipt/confirm", carry, 200); !strings.Contains(noted.text(t), "记对了") || strings.Contains(noted.body, code) {
		t.Error("the right group must be noted, without the receipt")
	}
}

func TestReceiptAsAFile(t *testing.T) {
	w := sqlite(t)
	page := w.submitted(t)
	file := w.post(t, "/zh/receipt/save", url.Values{"parcel": {page.inputs(t, "parcel")[0]}}, 200)
	if !strings.Contains(file.body, page.code(t)) || file.header.Get("Content-Disposition") != `attachment; filename="note.txt"` {
		t.Errorf("the file is %q, %s", file.body, file.header.Get("Content-Disposition"))
	}
	w.hidden(t, file, page.code(t))
}

func TestParcelOfAReceipt(t *testing.T) {
	w := sqlite(t)
	parcel := w.submitted(t).inputs(t, "parcel")[0]
	for _, path := range []string{"/zh/receipt", "/zh/receipt/confirm", "/zh/receipt/save", "/zh/status"} {
		w.post(t, path, url.Values{"parcel": {"x" + parcel}}, 410)
	}
	w.clock.add(25 * time.Hour)
	w.post(t, "/zh/receipt", url.Values{"parcel": {parcel}}, 410)
	w.get(t, "/zh/receipt", 410)
}

func TestAParcelOpensForOnePurposeOnly(t *testing.T) {
	w := sqlite(t)
	parcel := w.submitted(t).inputs(t, "parcel")[0]
	page := w.send(t, "/zh/report", w.form(t, w.get(t, "/zh/report", 200), "kept", parcel), 422)
	if page.faultAt(t, "files") == "" {
		t.Error("a receipt passed for files")
	}
}

func TestUnknownAndMistypedReceiptsLookAlike(t *testing.T) {
	w := sqlite(t)
	code := w.submitted(t).code(t)
	unknown := strings.Replace(code, code[:1], flip(code[:1]), 1)
	var pages []string
	for _, typed := range []string{unknown, "0000-0000-0000-0000-0000", "nonsense", "", "？？"} {
		page := w.post(t, "/zh/status", url.Values{"receipt": {typed}}, 404)
		if page.input(t, "receipt") != typed {
			t.Errorf("%q came back as %q", typed, page.input(t, "receipt"))
		}
		pages = append(pages, strings.Replace(page.body, `value="`+typed+`"`, `value=""`, 1))
	}
	for i, page := range pages {
		if page != pages[0] {
			t.Errorf("answer %d differs from the first", i)
		}
	}
}

func TestStatusInTheOtherLanguage(t *testing.T) {
	w := sqlite(t)
	status := w.post(t, "/zh/status", url.Values{"receipt": {w.submitted(t).code(t)}}, 200)
	other := w.post(t, "/en/status", url.Values{"parcel": {status.input(t, "parcel")}}, 200)
	if want := w.message(t, "en", "tip_told.received"); !strings.Contains(other.text(t), want) {
		t.Errorf("the status in English does not say %q", want)
	}
}
