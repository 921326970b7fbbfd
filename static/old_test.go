package static_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"heed/static"
)

// young is what came to browsers after 2019: on an old phone it does nothing, or
// breaks what stands beside it. Where the file has the fallback, it may be used.
type young struct {
	what     *regexp.Regexp
	fallback string // what the file has then; "" = nothing helps
}

func newer(pattern, fallback string) young { return young{regexp.MustCompile(pattern), fallback} }

// youngStyles leaves out what is only missed when it is not there: accent-color,
// color-scheme, text-wrap, :focus-visible.
func youngStyles() []young {
	return []young{
		newer(`[\s;{](row-|column-)?gap\s*:`, ""), // without flexbox it is grid-gap
		newer(`:(has|is|where)\(`, ""),
		newer(`[\s:(,](min|max|clamp)\(`, ""),
		newer(`aspect-ratio\s*:`, ""),
		newer(`[\s;{]inset(-[a-z-]+)?\s*:`, ""),
		newer(`(margin|padding)-(inline|block)\s*:`, ""),
		newer(`@(layer|container|property|scope|starting-style)\b`, ""),
		newer(`\d(d|s|l)v[hwib]\b`, ""),
		newer(`\b(color-mix|oklch|oklab|lch|lab|light-dark)\(`, ""),
		newer(`overflow-wrap\s*:\s*anywhere`, "word-break"),
		newer(`[{;]\s*&`, ""),
		newer(`@font-face`, ""), // no web font, of whatever age
	}
}

func youngScripts() []young {
	return []young{
		newer(`\.replaceAll\(`, ""),
		newer(`\.(at|findLast|findLastIndex|toSorted|toReversed|with)\(`, ""),
		newer(`\bstructuredClone\(`, ""),
		newer(`Promise\.(any|allSettled|withResolvers)\b`, ""),
		newer(`Object\.(hasOwn|groupBy)\(`, ""),
		newer(`\.randomUUID\(`, ""),
		newer(`AbortSignal\.(timeout|any)\b`, ""),
		newer(`\.replaceChildren\(`, ""),
		newer(`\.showModal\(|\.showPopover\(`, ""),
		newer(`\.submitter\b`, "event.submitter ||"),
		newer(`\b(globalThis|WeakRef|FinalizationRegistry|BigInt)\b`, ""),
		newer(`\bimport\(`, ""),
		newer(`"Ed25519"`, "catch"),
	}
}

func youngTags() []young {
	return []young{newer(`<dialog|\bpopover\b|\binert\b|type="module"|<search\b|loading="`, "")}
}

// complaints are what is too young in a text.
func complaints(text string, list []young) (found []string) {
	for _, y := range list {
		hit := y.what.FindString(text)
		if hit != "" && (y.fallback == "" || !strings.Contains(text, y.fallback)) {
			found = append(found, hit)
		}
	}
	return found
}

var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// The citizens' pages work in browsers of 2019.
func TestOldPhonesCanReadThePortal(t *testing.T) {
	for _, name := range []string{"css/heed.css", "css/citizen.css", "css/portal.css"} {
		if found := complaints(comment.ReplaceAllString(read(t, name), ""), youngStyles()); found != nil {
			t.Errorf("%s: %q", name, found)
		}
	}
	for _, name := range publicFiles(t, "templates/portal", "templates/layout", "templates/partials") {
		if found := complaints(read(t, name), youngTags()); found != nil {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// Their scripts are of 2017 by the grammar, and of 2019 by what they call.
func TestOldPhonesCanRunThePortal(t *testing.T) {
	scripts := publicFiles(t, "js")
	if !slices.Contains(scripts, "js/portal.js") {
		t.Fatalf("the scripts are %q", scripts)
	}
	for _, name := range scripts {
		source := read(t, name)
		if grown := written(t, name, source, api.ESNext); grown != written(t, name, source, api.ES2017) {
			t.Errorf("%s has grammar that is younger than 2017", name)
		}
		if strings.HasPrefix(name, "js/vendor/") {
			continue // it asks before it calls
		}
		if found := complaints(source, youngScripts()); found != nil {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// written is a script as it is printed for browsers of an age: what they do not
// know is written in another way.
func written(t *testing.T, name, source string, target api.Target) string {
	t.Helper()
	result := api.Transform(source, api.TransformOptions{Sourcefile: name, Target: target, MinifyWhitespace: true})
	for _, e := range result.Errors {
		t.Errorf("%s: %s", name, e.Text)
	}
	return string(result.Code)
}

// publicFiles are the files of some folders, without those of the staff site.
func publicFiles(t *testing.T, folders ...string) (names []string) {
	t.Helper()
	for _, folder := range folders {
		err := fs.WalkDir(static.Files, folder, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !strings.Contains(name, "backoffice") && (strings.HasSuffix(name, ".js") || strings.HasSuffix(name, ".html")) {
				names = append(names, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// What the two tests look for, they find.
func TestWhatIsYoungIsFound(t *testing.T) {
	for text, list := range map[string][]young{
		".a { display: flex; gap: 1rem; }": youngStyles(), ".a:has(b) { }": youngStyles(), "a { width: min(3em, 100%); }": youngStyles(),
		".a { & b { color: red; } }": youngStyles(), `x.replaceAll("a", "b")`: youngScripts(), "if (event.submitter === b) { }": youngScripts(),
		"<dialog>": youngTags(),
	} {
		if complaints(text, list) == nil {
			t.Errorf("%q is not found", text)
		}
	}
	for _, text := range []string{".a { grid-gap: 1rem; }", "a { grid-template-columns: minmax(0, 1fr); max-width: 3em }", "if (!event.submitter || event.submitter === b) { }"} {
		if found := complaints(text, append(youngStyles(), youngScripts()...)); found != nil {
			t.Errorf("%q is found: %q", text, found)
		}
	}
	if written(t, "x.js", "a?.b", api.ESNext) == written(t, "x.js", "a?.b", api.ES2017) {
		t.Error("grammar of 2020 is not found")
	}
}
