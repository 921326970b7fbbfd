package captcha_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image/png"
	"strconv"
	"testing"
	"time"

	"heed/web/captcha"
)

// laboured finds the number of a puzzle as a browser does.
func laboured(t *testing.T, p captcha.Puzzle) string {
	t.Helper()
	for n := range p.Most {
		if sum := sha256.Sum256([]byte(p.Salt + ":" + strconv.Itoa(n))); hex.EncodeToString(sum[:]) == p.Challenge {
			return strconv.Itoa(n)
		}
	}
	t.Fatal("the puzzle has no solution")
	return ""
}

func TestAHardTokenAsksForMore(t *testing.T) {
	at := &clock{at: time.Unix(1_800_000_000, 0)}
	box, err := captcha.New(captcha.Options{Secret: bytes.Repeat([]byte{7}, 32), Now: at.now, Work: 5000, Wait: 30 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	token, other := box.IssueHard(), box.IssueHard()
	p, ok := box.Puzzle(token)
	if !ok || p.Most != 5000 || p.Wait != 30*time.Second || len(p.Salt) != 16 {
		t.Errorf("%+v %v", p, ok)
	}
	number := laboured(t, p)
	if !box.Worked(token, number) || box.Worked(token, number+"0") || box.Worked(token, "") || box.Worked(token, " "+number) {
		t.Error("the work is not judged right")
	}
	if o, _ := box.Puzzle(other); o.Salt == p.Salt || o.Challenge == p.Challenge {
		t.Error("the work for one form serves for another")
	}
	if digits := solve(t, box, token); len(digits) != captcha.LengthHard {
		t.Errorf("%d digits", len(digits))
	}
	if box.Early(token) != 30*time.Second {
		t.Errorf("early by %s", box.Early(token))
	}
	at.at = at.at.Add(40 * time.Second)
	if box.Early(token) != 0 {
		t.Error("still early")
	}
	want(t, box.Verify(t.Context(), token, solve(t, box, token)), "")
	want(t, box.Verify(t.Context(), token, solve(t, box, token)), "captcha.used")
}

func TestAnEasyTokenHasNoWork(t *testing.T) {
	box := newBox(t, time.Now, nil)
	for _, token := range []string{box.Issue(), "nonsense", ""} {
		if _, ok := box.Puzzle(token); ok || box.Worked(token, "0") || box.Early(token) != 0 {
			t.Errorf("%q has work", token)
		}
	}
	hard := []byte(box.IssueHard())
	hard[1] = 'Q' // version 1 in its place
	want(t, box.Verify(t.Context(), string(hard), "123456"), "captcha.malformed")
}

// The number is below the bound, so that the worst case is known, and takes every
// part of the range.
func TestTheWorkIsBounded(t *testing.T) {
	box, err := captcha.New(captcha.Options{Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now, Work: 100})
	if err != nil {
		t.Fatal(err)
	}
	quarters := [4]int{}
	for range 400 {
		p, _ := box.Puzzle(box.IssueHard())
		n, err := strconv.Atoi(laboured(t, p))
		if err != nil {
			t.Fatal(err)
		}
		quarters[n/25]++
	}
	for i, n := range quarters {
		if n < 50 || n > 150 {
			t.Errorf("quarter %d is taken %d times of 400", i, n)
		}
	}
}

func TestAHardPictureIsStruckThrough(t *testing.T) {
	box := newBox(t, time.Now, nil)
	var one, again, sound bytes.Buffer
	token := box.IssueHard()
	for _, out := range []*bytes.Buffer{&one, &again} {
		if err := box.Picture(out, token); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), again.Bytes()) {
		t.Error("two pictures of a token differ: laid on each other they show the digits")
	}
	picture, err := png.Decode(&one)
	if err != nil || picture.Bounds().Dx() != captcha.WidthHard || picture.Bounds().Dy() != captcha.Height {
		t.Errorf("%v %v", picture.Bounds(), err)
	}
	if err := box.Sound(&sound, token, "zh"); err != nil || sound.Len() == 0 {
		t.Errorf("sound: %v", err)
	}
}

func BenchmarkPicture(b *testing.B) {
	box, err := captcha.New(captcha.Options{Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	for name, issue := range map[string]func() string{"easy": box.Issue, "hard": box.IssueHard} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if err := box.Picture(&out, issue()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
