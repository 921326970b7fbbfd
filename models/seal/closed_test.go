package seal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Package seal uses of age what seals, and nothing that opens (P3).
func TestSealUsesNothingThatOpens(t *testing.T) {
	allowed := []string{"Encrypt", "Recipient", "HybridRecipient", "ParseHybridRecipient", "ScryptRecipient", "NewScryptRecipient"}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			seen = append(seen, usesOfAge(t, file)...)
		}
	}
	if !slices.Contains(seen, "Encrypt") {
		t.Fatal("found no use of age at all")
	}
	for _, name := range seen {
		if !slices.Contains(allowed, name) {
			t.Errorf("package seal uses age.%s", name)
		}
	}
}

func usesOfAge(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "age" {
				names = append(names, sel.Sel.Name)
			}
		}
		return true
	})
	return names
}

// Neither seal nor receipt, which portal and mailbox link, reaches open (P3).
func TestSealAndReceiptDoNotImportOpen(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "heed/models/seal", "heed/models/seal/receipt").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, "filippo.io/age") {
		t.Fatal("go list does not name age")
	}
	if slices.Contains(deps, "heed/models/seal/open") {
		t.Error("heed/models/seal/open is linked")
	}
}
