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
			for _, l := range book.Langs() {
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

// Every code that a row or a tip may bear has its words for staff.
func TestEveryReasonHasItsWords(t *testing.T) {
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`(?m)^\t\w+ +(?:Reason )?= "([a-z_]+)"`)
	found := 0
	for _, file := range []string{"reason.go", "parse/reason.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllSubmatch(source, -1) {
			found++
			for _, l := range book.Langs() {
				if !book.Has(l, "backoffice.reason."+string(m[1])) {
					t.Errorf("%s: no words for %s in %s", file, m[1], l)
				}
			}
		}
	}
	if found < 45 {
		t.Errorf("only %d codes found", found)
	}
}
