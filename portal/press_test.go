package portal

import (
	"testing"

	"heed/portal/poster"
)

// What visitors ask for again and again is drawn once, and what is kept is bounded.
func TestThePressKeepsWhatItDrewWithinBounds(t *testing.T) {
	p := newPress()
	made := poster.Poster{Tag: "en", Title: "Report", Link: "https://tips.example/en/report"}
	first, err := p.print(posterKey{round: 1}, made)
	if err != nil {
		t.Fatal(err)
	}
	made.Title = "never drawn"
	again, err := p.print(posterKey{round: 1}, made)
	if err != nil || &again[0] != &first[0] {
		t.Errorf("the same poster is drawn twice, %v", err)
	}
	for round := range int64(maxPosters) {
		p.kept[posterKey{round: round}] = nil
	}
	if _, err := p.print(posterKey{round: -1}, made); err != nil || len(p.kept) > maxPosters {
		t.Errorf("%d posters are kept, %v", len(p.kept), err)
	}
}
