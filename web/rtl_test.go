package web_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"

	"heed/static"
	"heed/web/locale"
)

// pseudo is a language that does not exist: English, each message between Arabic
// letters, written from right to left. One more file is all that it takes.
const pseudo = "ar"

func pseudoBook(t *testing.T) *locale.Book {
	t.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(static.Files, "locales/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := static.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	files["locales/"+pseudo+".json"] = &fstest.MapFile{Data: mirrored(t, files["locales/en.json"].Data)}
	book, err := locale.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func mirrored(t *testing.T, english []byte) []byte {
	t.Helper()
	var messages map[string]any
	if err := json.Unmarshal(english, &messages); err != nil {
		t.Fatal(err)
	}
	for key, value := range messages {
		if text, plain := value.(string); plain && !strings.HasPrefix(key, "lang.") {
			messages[key] = "\u0646\u0635 " + text + " \u062a\u062c\u0631\u0628\u0629"
		}
	}
	maps.Copy(messages, map[string]any{"lang.tag": pseudo, "lang.dir": "rtl", "lang.name": "\u0639\u0631\u0628\u064a"})
	raw, err := json.Marshal(messages)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// rightToLeft opens pages in the pseudo language, from a telephone to a desk: they
// begin at the right and do not scroll sideways.
func rightToLeft(ctx context.Context, t *testing.T, portal string) {
	t.Helper()
	for name, path := range map[string]string{"front-rtl": "/", "form-rtl": "/report", "faults-rtl": "/report?sent=1", "large-rtl": "/report?text=large"} {
		for _, width := range []int64{320, 1440} {
			look(ctx, t, name+".png", portal+"/"+pseudo+path, "light", width)
			begins, err := chromedp.Run(ctx, chromedp.Evaluate[string](beginning))
			if err != nil {
				t.Fatal(err)
			}
			if begins != "rtl right" {
				t.Errorf("%s at %d px is laid out %s", name, width, begins)
			}
		}
	}
}

// beginning is the direction of the page and the side of the header at which its
// brand stands.
const beginning = `(() => { const brand = document.querySelector(".brand"), at = brand.getBoundingClientRect(), row = brand.parentNode.getBoundingClientRect();
	return getComputedStyle(document.body).direction + (row.right - at.right <= at.left - row.left ? " right" : " left"); })()`
