package backoffice_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"heed/static"
	"heed/web/locale"
)

var keyForm = regexp.MustCompile(`"((?:backoffice|error|tip_event)\.[a-z_.A-Z0-9]*[a-z0-9_A-Z])"`)

// Every message that a page or a handler names exists in both languages, and
// every message of this site is named somewhere.
func TestEveryMessageExistsAndIsUsed(t *testing.T) {
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	sources := source(t, static.Files, "templates/backoffice") + source(t, os.DirFS("."), ".")
	found := keyForm.FindAllStringSubmatch(sources, -1)
	if len(found) < 200 {
		t.Fatalf("%d keys", len(found))
	}
	for _, key := range found {
		for _, l := range book.Langs() {
			if !book.Has(l, key[1]) && !strings.HasSuffix(key[1], ".") {
				t.Errorf("%s is missing in %s", key[1], l)
			}
		}
	}
	for _, key := range book.Keys(locale.ZH) {
		prefix := key[:strings.LastIndex(key, ".")+1]
		if strings.HasPrefix(key, "backoffice.") && !strings.Contains(sources, key) && !strings.Contains(sources, prefix+`"`) {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

func source(t *testing.T, files fs.FS, root string) string {
	t.Helper()
	var all strings.Builder
	err := fs.WalkDir(files, root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		raw, err := fs.ReadFile(files, path)
		all.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
