package static_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"heed/models"
	"heed/static"
	"heed/web/locale"
)

func load(t *testing.T) *locale.Book {
	t.Helper()
	book, err := locale.Load(static.Files)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestCataloguesHaveTheSameMessages(t *testing.T) {
	book := load(t)
	if len(book.Keys(locale.ZH)) < 200 {
		t.Fatalf("only %d messages were read", len(book.Keys(locale.ZH)))
	}
	for _, l := range book.Langs()[1:] {
		for _, key := range book.Keys(l) {
			if !book.Has(locale.ZH, key) {
				t.Errorf("%s is missing in %s", key, locale.ZH)
			}
		}
		for _, key := range book.Keys(locale.ZH) {
			if !book.Has(l, key) {
				t.Errorf("%s is missing in %s", key, l)
				continue
			}
			compare(t, l, key, book.Message(locale.ZH, key), book.Message(l, key))
		}
	}
}

// compare holds a message against the Chinese one.
func compare(t *testing.T, l locale.Lang, key string, zh, other locale.Message) {
	t.Helper()
	if !slices.Equal(zh.Placeholders(), other.Placeholders()) {
		t.Errorf("%s: placeholders %v in zh, %v in %s", key, zh.Placeholders(), other.Placeholders(), l)
	}
	if zh.Counts() || l.Chinese() && other.Counts() {
		t.Errorf("%s: Chinese does not count", key)
	}
	if other.Counts() && !slices.Contains(other.Placeholders(), "n") {
		t.Errorf("%s: counts without {n}", key)
	}
	for _, m := range []locale.Message{zh, other} {
		if strings.TrimSpace(m.Other) == "" || strings.TrimSpace(m.Other) != m.Other {
			t.Errorf("%s: empty, or with spaces around it", key)
		}
	}
}

func keysOf[T interface{ Key() string }](all []T) []string {
	var keys []string
	for _, v := range all {
		keys = append(keys, v.Key())
	}
	return keys
}

// domainKeys are the message keys of every exported list of models.
func domainKeys() []string {
	keys := slices.Concat(
		keysOf(models.Channels()), keysOf(models.Categories()), keysOf(models.TipStates()), keysOf(models.TipEvents()), keysOf(models.MessageKinds()),
		keysOf(models.Bodies()), keysOf(models.Roles()), keysOf(models.FindingStates()), keysOf(models.FindingEvents()),
		keysOf(models.HandoffStates()), keysOf(models.HandoffEvents()), keysOf(models.LedgerOutcomes()), keysOf(models.IdentityPurposes()),
		keysOf(models.OpeningStates()),
		[]string{"force.binding", "force.adopted", "force.practice", "unit_kind.department", "unit_kind.township"},
	)
	for _, s := range models.TipStates() {
		keys = append(keys, s.ToldKey())
	}
	for _, d := range models.Dispositions() {
		keys = append(keys, d.Code.Key(), d.Code.ToldKey())
	}
	for id := range models.DefaultProfile().Clocks {
		keys = append(keys, id.Key())
	}
	for _, code := range models.Classes() {
		keys = append(keys, "class."+code)
	}
	for _, source := range models.FindingSources() {
		keys = append(keys, "finding_source."+source)
	}
	return keys
}

func TestEveryNounHasAName(t *testing.T) {
	book := load(t)
	for _, key := range domainKeys() {
		for _, l := range book.Langs() {
			if !book.Has(l, key) {
				t.Errorf("%s has no name in %s", key, l)
			}
		}
	}
}

func TestADispositionNamesTheBodyItNeeds(t *testing.T) {
	book := load(t)
	for _, d := range models.Dispositions() {
		if d.Body && !slices.Contains(book.Message(locale.ZH, d.Code.ToldKey()).Placeholders(), "body") {
			t.Errorf("%s tells nobody where to turn", d.Code)
		}
	}
}

// The namespaces of messages whose keys stand as literals in code and templates.
// A key that ends in a mark is put together with a word that follows.
var literal = regexp.MustCompile(`"((?:error|captcha|site|nav|form|pager|portal|backoffice|demo|tip_state|role)\.[a-z0-9_.]*[a-z0-9])"`)

func TestEveryKeyNamedInTheCodeExists(t *testing.T) {
	book, seen := load(t), 0
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git" || d.Name() == "docs") {
			return filepath.SkipDir
		}
		source := strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
		if d.IsDir() || !source && !strings.HasSuffix(name, ".html") {
			return nil
		}
		raw, err := os.ReadFile(name)
		for _, m := range literal.FindAllStringSubmatch(string(raw), -1) {
			seen++
			if !strings.HasSuffix(m[1], ".html") && !book.Has(locale.ZH, m[1]) {
				t.Errorf("%s: no message %q", name, m[1])
			}
		}
		return err
	})
	if err != nil || seen < 50 {
		t.Fatalf("%d keys found, %v", seen, err)
	}
}
