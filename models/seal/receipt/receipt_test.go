package receipt_test

import (
	"regexp"
	"strings"
	"testing"

	"heed/models/seal/receipt"
)

var form = regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$`)

func TestNew(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		r := newReceipt(t)
		if !form.MatchString(r.Text()) {
			t.Fatalf("form of %q", r.Text())
		}
		if seen[r.Text()] {
			t.Fatal("a receipt came twice")
		}
		seen[r.Text()] = true
		if again := parse(t, r.Text()); !again.Equal(r) || again.LookupHash() != r.LookupHash() {
			t.Fatal("a receipt reads differently")
		}
	}
}

// Every one of the 95 random bits is used: each symbol takes all 32 values.
func TestNewUsesEveryBit(t *testing.T) {
	var seen [20]map[rune]bool
	for i := range seen {
		seen[i] = map[rune]bool{}
	}
	for range 2000 {
		for i, c := range strings.ReplaceAll(newReceipt(t).Text(), "-", "") {
			seen[i][c] = true
		}
	}
	for i, values := range seen {
		if len(values) != 32 {
			t.Errorf("character %d takes %d values", i, len(values))
		}
	}
}

func TestGroups(t *testing.T) {
	r := newReceipt(t)
	groups := r.Groups()
	if strings.Join(groups[:], "-") != r.Text() {
		t.Errorf("groups %v of %s", groups, r.Text())
	}
}

func TestReceiptsDiffer(t *testing.T) {
	a, b := newReceipt(t), newReceipt(t)
	if a.Equal(b) || a.LookupHash() == b.LookupHash() {
		t.Error("two receipts are the same")
	}
	if a.IsZero() || !(receipt.Receipt{}).IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestLastGroupIs(t *testing.T) {
	r := parse(t, "T959-PSKT-KC73-9V74-55ZW")
	for typed, want := range map[string]bool{
		"55ZW": true, "55zw": true, " 55-zw ": true, "５５ｚｗ": true,
		"": false, "55Z": false, "55ZWW": false, "9V74": false, "55ZU": false,
		"5ZWW": false, "T959-PSKT-KC73-9V74-55ZW": false,
	} {
		if got := r.LastGroupIs(typed); got != want {
			t.Errorf("%q: got %v", typed, got)
		}
	}
}

func newReceipt(t testing.TB) receipt.Receipt {
	t.Helper()
	r, err := receipt.New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func parse(t testing.TB, typed string) receipt.Receipt {
	t.Helper()
	r, err := receipt.Parse(typed)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
