package receipt_test

import (
	"errors"
	"strings"
	"testing"

	"heed/models/seal/receipt"
)

const (
	plain = "T959-PSKT-KC73-9V74-55ZW"
	// digits is full of what O, I and L are typed for.
	digits = "0123-4567-89AB-CDEF-GHJ6"
)

func TestParseTolerates(t *testing.T) {
	want := parse(t, plain)
	for name, typed := range map[string]string{
		"no hyphens":         "T959PSKTKC739V7455ZW",
		"small letters":      "t959-pskt-kc73-9v74-55zw",
		"spaces":             "  T959 PSKT\tKC73\n9V74\u00a055ZW\r\n",
		"other grouping":     "T9 59PS-KTKC 739V--7455ZW",
		"full width":         "Ｔ９５９－ＰＳＫＴ－ＫＣ７３－９Ｖ７４－５５ＺＷ",
		"full width, small":  "ｔ９５９　ｐｓｋｔ　ｋｃ７３　９ｖ７４　５５ｚｗ",
		"Chinese marks":      "「T959」、PSKT，KC73。9V74：55ZW！",
		"Chinese brackets":   "（T959·PSKT—KC73…9V74《55ZW》）",
		"other hyphens":      "T959‐PSKT‑KC73–9V74−55ZW",
		"long-vowel mark":    "T959ーPSKTーKC73ーｰ9V74・55ZW",
		"quotes and stops":   "\"T959\".'PSKT',“KC73”;9V74_55ZW?",
		"invisible marks":    "\ufeffT959\u200bPSKT\u200dKC73\u202d9V74\u00ad55ZW\u2060",
		"ideographic spaces": "\u3000T959\u3000\u3000PSKTKC739V7455ZW",
	} {
		got, err := receipt.Parse(typed)
		if err != nil || !got.Equal(want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseReadsLookalikes(t *testing.T) {
	want := parse(t, withCheck(t, digits))
	text := want.Text()
	for _, one := range []string{"I", "i", "L", "l", "Ｉ", "ｌ"} {
		for _, zero := range []string{"O", "o", "Ｏ", "ｏ"} {
			typed := strings.ReplaceAll(strings.ReplaceAll(text, "1", one), "0", zero)
			if got, err := receipt.Parse(typed); err != nil || !got.Equal(want) {
				t.Errorf("%s for 1 and %s for 0: %v", one, zero, err)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for typed, want := range map[string]error{
		"":                              receipt.ErrLength,
		" - ":                           receipt.ErrLength,
		plain[:len(plain)-1]:            receipt.ErrLength,
		plain + "0":                     receipt.ErrLength,
		strings.Repeat("-", 257):        receipt.ErrLength,
		strings.Repeat("0", 1<<20):      receipt.ErrLength,
		"U959-PSKT-KC73-9V74-55ZW":      receipt.ErrCharacter,
		"ｕ959-PSKT-KC73-9V74-55ZW":      receipt.ErrCharacter,
		"T959-PSKT-KC73-9V74-55Z+":      receipt.ErrCharacter,
		"查询码":                           receipt.ErrCharacter,
		"T959-PSKT-KC73-9V74-55Z\xff":   receipt.ErrCharacter,
		"T959-PSKT-KC73-9V74-55Z\x00":   receipt.ErrCharacter,
		"T959-PSKT-KC73-9V74-55ZW-巡":    receipt.ErrCharacter,
		"\u0422959-PSKT-KC73-9V74-55ZW": receipt.ErrCharacter,
		"T959-PSKT-KC73-9V74-55ZX":      receipt.ErrCheck,
		"9T59-PSKT-KC73-9V74-55ZW":      receipt.ErrCheck,
		"0000-0000-0000-0000-0000":      receipt.ErrCheck,
	} {
		got, err := receipt.Parse(typed)
		if !errors.Is(err, want) || !got.IsZero() {
			t.Errorf("%.40q: got %v, want %v", typed, err, want)
		}
	}
}

// withCheck replaces the last character by the one that fits.
func withCheck(t *testing.T, text string) string {
	t.Helper()
	for _, c := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
		whole := text[:len(text)-1] + string(c)
		if _, err := receipt.Parse(whole); err == nil {
			return whole
		}
	}
	t.Fatal("no character fits")
	return ""
}

// FuzzParse: whatever is typed gives a known error, or a receipt that is the
// same when its text is read again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{plain, digits, "", "Ｔ９５９　ｐｓｋｔ，kc73-9V74—55ZW", "oIl", "\xff", "T959-PSKT-KC73-9V74-55ZX"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		r, err := receipt.Parse(typed)
		if err != nil {
			known := errors.Is(err, receipt.ErrCharacter) || errors.Is(err, receipt.ErrLength) || errors.Is(err, receipt.ErrCheck)
			if !known || !r.IsZero() {
				t.Fatalf("%q: %v", typed, err)
			}
			return
		}
		if !form.MatchString(r.Text()) {
			t.Fatalf("%q gives %q", typed, r.Text())
		}
		if again, err := receipt.Parse(r.Text()); err != nil || !again.Equal(r) {
			t.Fatalf("%q reads differently the second time: %v", typed, err)
		}
	})
}
