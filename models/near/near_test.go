package near_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"heed/models/near"
)

func signer(secret byte) *near.Signer {
	return near.NewSigner(bytes.Repeat([]byte{secret}, near.KeyBytes))
}

// shelf is what a database would find by bands.
type shelf struct {
	s     *near.Signer
	sigs  []near.Signature
	bands map[int64][]int
}

func newShelf(texts ...[]string) *shelf {
	b := &shelf{s: signer(1), bands: map[int64][]int{}}
	for _, text := range slices.Concat(texts...) {
		sig := b.s.Sign(text)
		for _, band := range b.s.Bands(sig) {
			b.bands[band] = append(b.bands[band], len(b.sigs))
		}
		b.sigs = append(b.sigs, sig)
	}
	return b
}

// like are the others on the shelf that are similar to one.
func (b *shelf) like(k int) (found []int) {
	for _, band := range b.s.Bands(b.sigs[k]) {
		for _, other := range b.bands[band] {
			if other != k && !slices.Contains(found, other) && near.Common(b.sigs[k], b.sigs[other]) >= near.Alike {
				found = append(found, other)
			}
		}
	}
	return found
}

// 38 copies of one letter, each changed in its way, are all found, each by each,
// among 200 other letters, none of which is taken for a copy of anything.
func TestCopiesOfOneLetterAreFoundAndNothingElse(t *testing.T) {
	const copies, others = 38, 200
	for lang, c := range map[string]struct{ copies, others []string }{
		"zh": {
			variants(letter, copies, []string{"赵大山", "钱二", "孙桂英", "李长河"}, []string{"柳树镇", "杨树镇"}, []string{"这是千真万确的。", "大家都看在眼里，气在心里。", "请领导为我们做主。"}),
			unrelated(others),
		},
		"en": {
			variants(english, copies, []string{"Zhao", "Qian", "Sun"}, []string{""}, []string{" This is true.", " Everybody saw it.", " Please help us."}),
			unrelatedEnglish(others),
		},
	} {
		b, lowest, highest := newShelf(c.copies, c.others), 1.0, 0.0
		for k := range b.sigs {
			found := b.like(k)
			switch {
			case k < copies && len(found) != copies-1:
				t.Errorf("%s: copy %d finds %d others", lang, k, len(found))
			case k >= copies && len(found) > 0:
				t.Errorf("%s: letter %d is taken for a copy of %v", lang, k, found)
			}
			for other := range k {
				common := near.Common(b.sigs[k], b.sigs[other])
				if k < copies {
					lowest = min(lowest, common)
				} else {
					highest = max(highest, common)
				}
			}
		}
		t.Logf("%s: two copies have at least %.2f in common, two other letters at most %.2f", lang, lowest, highest)
		if lowest < near.Alike || highest >= near.Alike {
			t.Errorf("%s: %.2f and %.2f", lang, lowest, highest)
		}
	}
}

func TestWhatMakesNoDifference(t *testing.T) {
	s := signer(1)
	want := s.Sign(letter)
	for what, same := range map[string]string{
		"spaces and lines": strings.ReplaceAll(letter, "，", " ，\r\n\u3000"),
		"full width":       strings.NewReplacer("2024", "２０２４", "2026", "２０２６").Replace(letter),
		"punctuation":      strings.NewReplacer("，", ",", "。", "！", "、", "").Replace(letter),
		"what is quoted":   letter + "\n\n> 请问是哪一年的事？请把时间和地点都写清楚，我们才好核实。\n",
	} {
		if near.Common(want, s.Sign(same)) != 1 {
			t.Errorf("%s makes a difference", what)
		}
	}
	if near.Common(s.Sign(english), s.Sign(strings.ToUpper(english))) != 1 {
		t.Error("capitals make a difference")
	}
	if near.Common(want, s.Sign(english)) != 0 {
		t.Error("two languages have something in common")
	}
}

func TestWithoutTheKeyNothingCanBeTried(t *testing.T) {
	one, other := signer(1), signer(2)
	a, b := one.Sign(letter), other.Sign(letter)
	if near.Common(a, b) > 0.05 {
		t.Error("another key makes the same signature")
	}
	for _, band := range other.Bands(b) {
		if slices.Contains(one.Bands(a), band) {
			t.Error("another key makes the same bands")
		}
	}
	if slices.Equal(one.Bands(a), other.Bands(a)) {
		t.Error("bands can be made of a signature without the key")
	}
}

func TestShortTextsResembleNothing(t *testing.T) {
	s := signer(1)
	for _, text := range []string{"", "请查。", "附件是照片，请看。", "See the file.", "\xff\xfe", strings.Repeat("，。！ ", 1000)} {
		if sig := s.Sign(text); sig != nil {
			t.Errorf("%q has a signature", text)
		}
	}
	if near.Common(nil, s.Sign(letter)) != 0 || near.Common(nil, nil) != 0 {
		t.Error("no signature has something in common")
	}
	if n := len(s.Sign(letter)); n != near.SignatureBytes {
		t.Errorf("%d bytes", n)
	}
}

func FuzzSign(f *testing.F) {
	f.Add(letter)
	f.Add(english)
	f.Add(strings.Repeat("a>\n", 100))
	s := signer(1)
	f.Fuzz(func(t *testing.T, text string) {
		sig := s.Sign(text)
		if sig == nil {
			return
		}
		if near.Common(sig, s.Sign(text)) != 1 || len(s.Bands(sig)) == 0 {
			t.Errorf("%q is not like itself", text)
		}
	})
}

func BenchmarkSign3000(b *testing.B) {
	s, text := signer(1), string([]rune(strings.Repeat(letter, 12))[:3000])
	b.ReportAllocs()
	for b.Loop() {
		s.Sign(text)
	}
}
