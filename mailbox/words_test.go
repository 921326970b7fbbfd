package mailbox

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"heed/static"
	"heed/web/locale"
)

// Every key that this package gives has its words in both languages.
func TestEveryFaultHasItsWords(t *testing.T) {
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"((?:error\.mail|sweep\.)[a-z_]*)"`)
	found := 0
	for _, file := range glob(t, "*.go") {
		source, err := os.ReadFile(filepath.Clean(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllSubmatch(source, -1) {
			found++
			for _, l := range locale.Langs() {
				if !book.Has(l, string(m[1])) {
					t.Errorf("%s: no words for %s in %s", file, m[1], l)
				}
			}
		}
	}
	if found < 40 {
		t.Errorf("only %d keys found", found)
	}
}
