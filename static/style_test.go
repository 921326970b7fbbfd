package static_test

import (
	"maps"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"heed/static"
)

func read(t *testing.T, name string) string {
	t.Helper()
	raw, err := static.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

var (
	block  = regexp.MustCompile(`(?s)(:root[^{,]*)\{([^}]*)\}`)
	colour = regexp.MustCompile(`(--[a-z-]+): (#[0-9a-f]{6});`)
)

// schemes are the colours of the style sheet by the rule that sets them.
func schemes(t *testing.T) map[string]map[string]string {
	t.Helper()
	found := map[string]map[string]string{}
	screen, _, _ := strings.Cut(read(t, "css/heed.css"), "@media print")
	for _, m := range block.FindAllStringSubmatch(screen, -1) {
		colours := map[string]string{}
		for _, c := range colour.FindAllStringSubmatch(m[2], -1) {
			colours[c[1]] = c[2]
		}
		if len(colours) > 0 {
			found[strings.TrimSpace(m[1])] = colours
		}
	}
	if len(found) != 3 {
		t.Fatalf("%d schemes", len(found))
	}
	return found
}

// luminance is that of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}

func TestTextCanBeReadOnItsGround(t *testing.T) {
	pairs := map[string]float64{}
	for _, text := range []string{"--ink", "--soft", "--accent", "--bad"} {
		for _, ground := range []string{"--paper", "--sheet", "--wash", "--quiet-wash"} {
			pairs[text+" "+ground] = 4.5
		}
	}
	for _, pair := range []string{"--accent-ink --accent", "--accent-ink --accent-deep", "--good --good-wash", "--warn --warn-wash", "--bad --bad-wash", "--accent-deep --wash"} {
		pairs[pair] = 4.5
	}
	pairs["--edge --sheet"], pairs["--edge --paper"] = 3, 3
	for name, colours := range schemes(t) {
		for pair, least := range pairs {
			text, ground, _ := strings.Cut(pair, " ")
			a, b := luminance(t, colours[text]), luminance(t, colours[ground])
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < least {
				t.Errorf("%s: %s has %.2f, wants %.1f", name, pair, ratio, least)
			}
		}
	}
}

func TestBothWaysToTheDarkAreOne(t *testing.T) {
	s := schemes(t)
	if !maps.Equal(s[`:root:not([data-theme="light"])`], s[`:root[data-theme="dark"]`]) {
		t.Error("the device's dark scheme and the picked one differ")
	}
}

// The citizens' site is read on old telephones.
func TestCitizensNeedNoNewBrowser(t *testing.T) {
	fresh := regexp.MustCompile(`:has\(|:is\(|:where\(|@container|@layer|[^-]gap:|\b(?:min|max|clamp)\(|\binset:|aspect-ratio|color-mix|oklch|dvh`)
	for _, name := range []string{"css/heed.css", "css/citizen.css", "css/portal.css"} {
		if found := fresh.FindString(withoutComments(read(t, name))); found != "" {
			t.Errorf("%s uses %q", name, found)
		}
	}
}

func TestStylesLoadNothing(t *testing.T) {
	outside := regexp.MustCompile(`@import|url\(["']?(?:https?:|//)|@font-face`)
	for _, name := range []string{"css/heed.css", "css/citizen.css", "css/office.css", "css/portal.css", "css/staff.css"} {
		if found := outside.FindString(read(t, name)); found != "" {
			t.Errorf("%s loads by %q", name, found)
		}
	}
}

func withoutComments(css string) string {
	return regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(css, "")
}
