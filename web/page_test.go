package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"image/png"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"heed/web/form"
	"heed/web/locale"
	"heed/web/qrcode"
)

func TestAFormKeepsWhatWasTyped(t *testing.T) {
	_, body := ask(t, portalSite(t), http.MethodGet, "/zh/report?sent=1", "")
	for _, want := range []string{
		"修路款 &lt;b&gt;</textarea>", `<option value="b" selected>`, `value="category.projects" checked`,
		`href="#f-text"`, `aria-describedby="f-text-hint f-text-fault" aria-invalid="true"`, "有 2 处需要改一改",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if strings.Contains(body, "style=") || strings.Contains(body, "onclick") {
		t.Error("the policy blocks what stands in the page")
	}
}

func TestLanguageAndTextSizeStayInTheAddresses(t *testing.T) {
	s := portalSite(t)
	s.App.Get("/", s.ToLang)
	_, body := ask(t, s, http.MethodGet, "/en/report?text=large", "")
	for _, want := range []string{`class="portal large"`, `href="/zh/report?text=large"`, `href="/en/report"`, `action="/en/report?text=large"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	for header, want := range map[string]string{"": "/zh/", "en-US": "/en/"} {
		answer, _ := ask(t, s, http.MethodGet, "/", "", "Accept-Language", header)
		if got := answer.Header.Get("Location"); got != want {
			t.Errorf("%q leads to %q", header, got)
		}
	}
}

// Nothing in any page comes from another host (P12).
func TestNoPageLoadsFromAnybodyElse(t *testing.T) {
	portal, staff := portalSite(t), staffSite(t)
	bodies := map[string]string{}
	for _, url := range []string{"/zh/", "/en/report", "/zh/none"} {
		_, bodies[url] = ask(t, portal, http.MethodGet, url, "")
	}
	_, bodies["/queue"] = ask(t, staff, http.MethodGet, "/queue", "")
	source := regexp.MustCompile(`(?:src|href|action)="([^"]*)"`)
	for url, body := range bodies {
		found := source.FindAllStringSubmatch(body, -1)
		if len(found) < 5 {
			t.Errorf("%s names %d addresses", url, len(found))
		}
		for _, m := range found {
			if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") && !strings.HasPrefix(m[1], "?") && !strings.HasPrefix(m[1], "data:image/") ||
				strings.HasPrefix(m[1], "//") {
				t.Errorf("%s loads %s", url, m[1])
			}
		}
	}
}

func TestAssetsAreKeptForEver(t *testing.T) {
	s := portalSite(t)
	_, body := ask(t, s, http.MethodGet, "/zh/", "")
	url := regexp.MustCompile(`/assets/[0-9a-f]+/css/heed\.css`).FindString(body)
	answer, plain := ask(t, s, http.MethodGet, url, "")
	if answer.StatusCode != 200 || !strings.Contains(answer.Header.Get("Cache-Control"), "immutable") || answer.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
	packed, raw := ask(t, s, http.MethodGet, url, "", "Accept-Encoding", "gzip")
	r, err := gzip.NewReader(strings.NewReader(raw))
	if err != nil || packed.Header.Get("Content-Encoding") != "gzip" || len(raw) > len(plain)/2 {
		t.Fatalf("%v %v", err, packed.Header)
	}
	if unpacked, err := io.ReadAll(r); err != nil || string(unpacked) != plain {
		t.Errorf("the packed asset is another, %v", err)
	}
	for _, wrong := range []string{"/assets/000000000000/css/heed.css", strings.Replace(url, "heed.css", "none.css", 1), "/assets/x/../site.go"} {
		if answer, _ := ask(t, s, http.MethodGet, wrong, ""); answer.StatusCode != 404 {
			t.Errorf("%s: %d", wrong, answer.StatusCode)
		}
	}
}

func TestASplicedPageIsThePage(t *testing.T) {
	const mark = "xMARKx"
	s := portalSite(t)
	page := formPage{Page: s.PageFor(locale.ZH, "/report", false, "error.category"), Form: form.New(form.Values{"text": {mark}, "phone": {mark}}, nil)}
	spliced, err := s.Splice("form", page, mark)
	if err != nil {
		t.Fatal(err)
	}
	s.App.Get("/zh/spliced", func(c *fiber.Ctx) error { return spliced.Send(c, 200, `a"<b>`) })
	s.App.Get("/zh/whole", func(c *fiber.Ctx) error {
		whole := page
		whole.Form = form.New(form.Values{"text": {`a"<b>`}, "phone": {`a"<b>`}}, nil)
		return s.Render(c, 200, "form", whole)
	})
	one, got := ask(t, s, http.MethodGet, "/zh/spliced", "")
	two, want := ask(t, s, http.MethodGet, "/zh/whole", "")
	if got != want || one.Header.Get("Content-Type") != two.Header.Get("Content-Type") || spliced.Size() == 0 {
		t.Errorf("they differ: %d and %d bytes", len(got), len(want))
	}
	if _, err := s.Splice("form", page, "not there"); err == nil {
		t.Error("a mark that is not there was taken")
	}
}

func TestAFaultyTemplateSendsNothing(t *testing.T) {
	s := portalSite(t)
	s.App.Get("/zh/wrong", func(c *fiber.Ctx) error { return s.Render(c, 200, "form", frontPage{Page: s.Page(c, "site.name")}) })
	answer, body := ask(t, s, http.MethodGet, "/zh/wrong", "")
	if answer.StatusCode != 500 || strings.Count(body, "<html") != 1 || !strings.Contains(body, "系统出了问题") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
}

func TestAQRPictureIsMadeHere(t *testing.T) {
	uri, err := qrcode.DataURI("7K2M-9QXD-4T8V-ANR3-YZ1H")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(string(uri), "data:image/png;base64,"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(raw)); err != nil {
		t.Error(err)
	}
	if _, err := qrcode.DataURI(strings.Repeat("x", 5000)); err == nil {
		t.Error("what does not fit was drawn")
	}
}
