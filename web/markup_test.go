package web_test

import (
	"bytes"
	"html/template"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"heed/web"
)

var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `" onmouseover="alert(1)`, `&lt;b&gt;`, "\x00<b>",
	`javascript:alert(1)`, `</span></a></li>`, `<!--`, "`", `{{.}}`, "稻香镇", "",
}

// Whatever is written arrives as the text or the attribute that it was, and
// html/template, given the same, agrees.
func TestMarkupEscapes(t *testing.T) {
	same := template.Must(template.New("").Parse(`<p title="{{.}}">{{.}}</p>`))
	for _, s := range hostile {
		var m web.Markup
		m.Raw(`<p title="`)
		m.Text(s)
		m.Raw(`">`)
		m.Text(s)
		m.Raw("</p>")
		var want bytes.Buffer
		if err := same.Execute(&want, s); err != nil {
			t.Fatal(err)
		}
		if got := string(m.HTML()); got != want.String() && parsed(t, got) != parsed(t, want.String()) {
			t.Errorf("%q: %s, want %s", s, got, want.String())
		}
	}
}

func TestMarkupLinksLeadNowhereElse(t *testing.T) {
	for path, want := range map[string]string{
		"/?a=1&b=2": "/?a=1&amp;b=2", `/"><script>`: "/&#34;&gt;&lt;script&gt;", "//evil.example": "#", "javascript:alert(1)": "#",
		"https://evil.example/": "#", `/\evil.example`: "#", "/\t/evil.example": "#", "": "#",
	} {
		var m web.Markup
		m.Link(path)
		if got := string(m.HTML()); got != want {
			t.Errorf("%q: %s", path, got)
		}
	}
}

// parsed is a document as a browser reads it, written down again.
func parsed(t *testing.T, text string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := html.Render(&out, root); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
