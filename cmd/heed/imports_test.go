package main_test

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const fiber = "github.com/gofiber/fiber/v2"

// rules says what a package must never link, directly or through others, and, where only is set, the
// packages of Heed that alone it may link. Names are exact: a package below another is named itself.
var rules = []struct {
	pkg   string
	never []string
	only  []string
}{
	{pkg: "heed/portal", never: []string{"heed/models/seal/open", "heed/models/keyring", "heed/backoffice", "heed/mailbox"}},
	{pkg: "heed/portal/poster", only: []string{}, never: []string{fiber}},
	{pkg: "heed/mailbox", never: []string{"heed/models/seal/open", "heed/models/keyring", "heed/portal", "heed/backoffice", "heed/web", fiber}},
	{pkg: "heed/mailbox/proof", only: []string{"heed/models"}, never: []string{fiber}},
	{pkg: "heed/mailbox/ref", only: []string{}},
	{pkg: "heed/mailbox/parse", never: []string{"heed/models/seal/open", "heed/models/keyring", "heed/models/store", "heed/models/intake", fiber}},
	{pkg: "heed/mailbox/answer", never: []string{"heed/models/seal/open", "heed/models/keyring", "heed/models/intake", "heed/web", fiber}},
	{pkg: "heed/mailbox/parse/corpus", only: []string{}, never: []string{fiber}},
	{pkg: "heed/backoffice", never: []string{"heed/portal", "heed/mailbox"}},
	{pkg: "heed/models", only: []string{}},
	{pkg: "heed/models/seal", only: []string{"heed/models"}},
	{pkg: "heed/models/seal/open", never: []string{"heed/models/store", fiber}},
	{pkg: "heed/models/seal/receipt", never: []string{"heed/models/seal/open", "heed/models/store", fiber}},
	{pkg: "heed/models/blob", never: []string{"heed/models/seal/open", "heed/models/store", fiber}},
	{pkg: "heed/models/store", only: []string{"heed/models"}, never: []string{fiber}},
	{pkg: "heed/models/spool", only: []string{"heed/models"}},
	{pkg: "heed/models/pieces", only: []string{"heed/models", "heed/models/blob", "heed/models/store"}},
	{pkg: "heed/models/clam", only: []string{"heed/models"}, never: []string{fiber}},
	{pkg: "heed/models/scrub", only: []string{"heed/models"}},
	{pkg: "heed/models/quote", only: []string{}},
	{pkg: "heed/models/near", only: []string{"heed/models/quote"}},
	{pkg: "heed/models/intake", never: []string{"heed/models/seal/open", "heed/models/keyring", "heed/web", fiber}},
	{pkg: "heed/models/statement", only: []string{"heed/models"}, never: []string{fiber}},
	{pkg: "heed/models/keyring", never: []string{"heed/web", fiber}},
	{pkg: "heed/web", never: []string{"heed/models/store", "heed/models/intake", "heed/models/seal/open", "heed/models/keyring"}},
	{pkg: "heed/web/viewer", only: []string{"heed/static", "heed/models"}, never: []string{fiber}},
	{pkg: "heed/static", never: []string{"heed/web", "heed/models/store", fiber}},
	{pkg: "heed/cmd/heed", never: []string{"heed/models/testserver", "heed/models/store/storetest", "heed/models/scrub/sample", "heed/mailbox/parse/corpus"}},
}

func TestPackagesLinkOnlyWhatTheyMay(t *testing.T) {
	links := packages(t, "Deps")
	for _, rule := range rules {
		linked, exists := links[rule.pkg]
		if !exists {
			t.Errorf("there is no package %s", rule.pkg)
		}
		for _, name := range linked {
			if slices.Contains(rule.never, name) || rule.only != nil && under(name, "heed") && !slices.Contains(rule.only, name) {
				t.Errorf("%s links %s", rule.pkg, name)
			}
		}
	}
}

// A rule that forbids what does not exist proves nothing.
func TestEveryNameInTheRulesIsAPackage(t *testing.T) {
	links := packages(t, "Deps")
	for _, rule := range rules {
		for _, name := range slices.Concat(rule.never, rule.only) {
			_, ours := links[name]
			if !ours && !linkedByAny(links, name) {
				t.Errorf("%s: there is no package %s", rule.pkg, name)
			}
		}
	}
}

func linkedByAny(links map[string][]string, name string) bool {
	for _, linked := range links {
		if slices.Contains(linked, name) {
			return true
		}
	}
	return false
}

// The two sides that seal what they take in cannot open it, and neither can what they are made of.
func TestNothingBelowThePublicSideOpensSeals(t *testing.T) {
	for pkg, linked := range packages(t, "Deps") {
		if underAny(pkg, "heed/portal", "heed/mailbox", "heed/models/intake", "heed/web", "heed/static") &&
			slices.Contains(linked, "heed/models/seal/open") {
			t.Errorf("%s links heed/models/seal/open", pkg)
		}
	}
}

func TestModelsIsStandardLibraryOnly(t *testing.T) {
	for _, pkg := range []string{"heed/models", "heed/models/testserver"} {
		for _, name := range golist(t, "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", pkg) {
			if name != pkg {
				t.Errorf("%s links %s", pkg, name)
			}
		}
	}
}

func TestFiberStaysAtTheSites(t *testing.T) {
	users := 0
	for pkg, imports := range packages(t, "Imports") {
		if !slices.ContainsFunc(imports, func(name string) bool { return under(name, fiber) }) {
			continue
		}
		users++
		if !underAny(pkg, "heed/portal", "heed/backoffice", "heed/web", "heed/cmd") {
			t.Errorf("%s imports fiber", pkg)
		}
	}
	if users == 0 {
		t.Error("nobody imports fiber: this test looks for the wrong name")
	}
}

// under says whether pkg is parent or a package below it.
func under(pkg, parent string) bool { return pkg == parent || strings.HasPrefix(pkg, parent+"/") }

func underAny(pkg string, parents ...string) bool {
	return slices.ContainsFunc(parents, func(parent string) bool { return under(pkg, parent) })
}

// packages maps each package of this module to one of go list's fields for it: Imports or Deps.
func packages(t *testing.T, field string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, line := range golist(t, "-f", `{{.ImportPath}} {{join .`+field+` " "}}`, "./...") {
		names := strings.Fields(line)
		found[names[0]] = names[1:]
	}
	return found
}

// golist is the lines that go list prints; a package that cannot be loaded ends the test.
func golist(t *testing.T, args ...string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...)
	cmd.Dir = "../.."
	output, err := cmd.Output()
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, failed.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(output)), "\n")
}
