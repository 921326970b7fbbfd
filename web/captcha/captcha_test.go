package captcha_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"heed/models"
	"heed/models/testserver"
	"heed/web/breaker"
	"heed/web/captcha"
)

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newBox(t *testing.T, now func() time.Time, client redis.UniversalClient) *captcha.Box {
	t.Helper()
	box, err := captcha.New(captcha.Options{
		Secret: bytes.Repeat([]byte{7}, 32), Redis: client, Now: now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return box
}

func solve(t *testing.T, box *captcha.Box, token string) string {
	t.Helper()
	digits, err := box.DigitsForTest(token)
	if err != nil {
		t.Fatal(err)
	}
	return digits
}

func want(t *testing.T, err error, key string) {
	t.Helper()
	e, ok := err.(*models.Error) //nolint:errorlint // the package promises the type itself
	if key == "" && err == nil {
		return
	}
	if !ok || e.Key != key || e.Field != captcha.Field {
		t.Errorf("%v, want %q", err, key)
	}
}

func fullWidth(digits string) string {
	return strings.Map(func(r rune) rune { return r - '0' + '０' }, digits)
}

func TestATokenIsGoodForOneAnswer(t *testing.T) {
	at := &clock{at: time.Unix(1_800_000_000, 0)}
	stores := map[string]redis.UniversalClient{"memory": nil, "redis": connect(t, testserver.Redis(t))}
	for name, client := range stores {
		t.Run(name, func(t *testing.T) {
			box, ctx := newBox(t, at.now, client), context.Background()
			token := box.Issue()
			want(t, box.Verify(ctx, token, ""), "captcha.empty")
			want(t, box.Verify(ctx, token, solve(t, box, token)), "")
			want(t, box.Verify(ctx, token, solve(t, box, token)), "captcha.used")
			missed := box.Issue()
			want(t, box.Verify(ctx, missed, "12345x"), "captcha.wrong")
			want(t, box.Verify(ctx, missed, solve(t, box, missed)), "captcha.used")
			wide := box.Issue()
			d := fullWidth(solve(t, box, wide))
			want(t, box.Verify(ctx, wide, " "+d[:9]+"\u3000"+d[9:]+" "), "")
		})
	}
}

func connect(t *testing.T, server *testserver.RedisServer) redis.UniversalClient {
	t.Helper()
	client, err := breaker.Connect(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func TestATokenUsedOnOneProcessIsUsedOnAll(t *testing.T) {
	client := connect(t, testserver.Redis(t))
	one, two := newBox(t, time.Now, client), newBox(t, time.Now, client)
	token := one.Issue()
	want(t, two.Verify(context.Background(), token, solve(t, one, token)), "")
	want(t, one.Verify(context.Background(), token, solve(t, one, token)), "captcha.used")
}

func TestWhatAnAnswerLedToComesAgain(t *testing.T) {
	stores := map[string]redis.UniversalClient{"memory": nil, "redis": connect(t, testserver.Redis(t))}
	for name, client := range stores {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			one := newBox(t, time.Now, client)
			two := one
			if client != nil {
				two = newBox(t, time.Now, client)
			}
			token, proof := one.Issue(), []byte("a form")
			want(t, one.Verify(ctx, token, solve(t, one, token)), "")
			if err := one.Keep(ctx, token, proof, []byte("a receipt")); err != nil {
				t.Fatal(err)
			}
			want(t, two.Verify(ctx, token, solve(t, two, token)), "captcha.used")
			if thing, err := two.Again(ctx, token, proof); err != nil || string(thing) != "a receipt" {
				t.Errorf("%q %v", thing, err)
			}
			_, err := two.Again(ctx, token, []byte("another form"))
			want(t, err, "captcha.stored")
			missed := one.Issue()
			want(t, one.Verify(ctx, missed, "000"), "captcha.wrong")
			_, err = two.Again(ctx, missed, proof)
			want(t, err, "captcha.used")
			_, err = two.Again(ctx, "nonsense", proof)
			want(t, err, "captcha.malformed")
		})
	}
}

// What is kept in Redis tells neither the thing nor, without the proof, opens.
func TestWhatIsKeptIsSealed(t *testing.T) {
	client := connect(t, testserver.Redis(t))
	box := newBox(t, time.Now, client)
	token := box.Issue()
	want(t, box.Verify(t.Context(), token, solve(t, box, token)), "")
	if err := box.Keep(t.Context(), token, []byte("a form"), []byte("a receipt")); err != nil {
		t.Fatal(err)
	}
	keys, err := client.Keys(t.Context(), "heed:captcha:*").Result()
	if err != nil || len(keys) != 1 {
		t.Fatalf("%q %v", keys, err)
	}
	kept, err := client.Get(t.Context(), keys[0]).Result()
	if err != nil || strings.Contains(kept, "receipt") || strings.Contains(kept, "form") {
		t.Errorf("%q %v", kept, err)
	}
	if left, err := client.TTL(t.Context(), keys[0]).Result(); err != nil || left <= 0 || left > captcha.Life {
		t.Errorf("kept for %v, %v", left, err)
	}
}

func TestTheSecondOfTwoAnswersWaitsForTheFirst(t *testing.T) {
	box := newBox(t, time.Now, nil)
	token, proof := box.Issue(), []byte("a form")
	want(t, box.Verify(t.Context(), token, solve(t, box, token)), "")
	came := make(chan string)
	go func() {
		thing, _ := box.Again(t.Context(), token, proof)
		came <- string(thing)
	}()
	if err := box.Keep(t.Context(), token, proof, []byte("a receipt")); err != nil {
		t.Error(err)
	}
	if got := <-came; got != "a receipt" {
		t.Errorf("%q", got)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	other := box.Issue()
	want(t, box.Verify(t.Context(), other, solve(t, box, other)), "")
	_, err := box.Again(gone, other, proof)
	want(t, err, "captcha.used")
}

func TestACaptchaWorksWithoutRedis(t *testing.T) {
	server := testserver.Redis(t)
	box := newBox(t, time.Now, connect(t, server))
	before, after := box.Issue(), box.Issue()
	want(t, box.Verify(context.Background(), before, solve(t, box, before)), "")
	server.Stop()
	want(t, box.Verify(context.Background(), after, solve(t, box, after)), "")
	want(t, box.Verify(context.Background(), before, solve(t, box, before)), "captcha.used")
}

func TestManyAnswersAtOnceUseATokenOnce(t *testing.T) {
	box := newBox(t, time.Now, nil)
	token := box.Issue()
	digits := solve(t, box, token)
	var right atomic.Int32
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if box.Verify(context.Background(), token, digits) == nil {
				right.Add(1)
			}
		})
	}
	all.Wait()
	if right.Load() != 1 {
		t.Errorf("%d answers were right", right.Load())
	}
}

func TestTokensEnd(t *testing.T) {
	at := &clock{at: time.Unix(1_800_000_000, 0)}
	box := newBox(t, at.now, nil)
	token := box.Issue()
	digits := solve(t, box, token)
	at.at = at.at.Add(captcha.Life)
	want(t, box.Verify(context.Background(), token, digits), "captcha.expired")
	at.at = at.at.Add(-captcha.Life - 2*time.Minute)
	want(t, box.Verify(context.Background(), token, digits), "captcha.expired")
}

func TestForgedTokensAreRefused(t *testing.T) {
	box := newBox(t, time.Now, nil)
	good := box.Issue()
	other, err := captcha.New(captcha.Options{Secret: bytes.Repeat([]byte{8}, 32), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"", "x", good[:len(good)-1], good + "A", "B" + good[1:], other.Issue(), strings.Repeat("A", len(good))} {
		want(t, box.Verify(context.Background(), token, "123456"), "captcha.malformed")
		if box.Picture(&bytes.Buffer{}, token) == nil || box.Sound(&bytes.Buffer{}, token, "zh") == nil {
			t.Errorf("%q is drawn or spoken", token)
		}
	}
	if _, err := captcha.New(captcha.Options{Secret: []byte("short"), Now: time.Now}); err == nil {
		t.Error("a short secret is taken")
	}
}

func TestPictureAndSound(t *testing.T) {
	box := newBox(t, time.Now, nil)
	token := box.Issue()
	var png, zh, en bytes.Buffer
	if err := box.Picture(&png, token); err != nil || !bytes.HasPrefix(png.Bytes(), []byte("\x89PNG")) {
		t.Errorf("picture: %v", err)
	}
	if err := box.Sound(&zh, token, "zh"); err != nil || !bytes.HasPrefix(zh.Bytes(), []byte("RIFF")) {
		t.Errorf("sound: %v", err)
	}
	if err := box.Sound(&en, token, "en"); err != nil || bytes.Equal(zh.Bytes(), en.Bytes()) {
		t.Errorf("both languages sound the same, %v", err)
	}
	if strings.Contains(token, solve(t, box, token)) {
		t.Error("the token shows the digits")
	}
}

// Every digit is as likely: 600 tokens of 6 digits, 360 of each expected.
func TestDigitsAreEven(t *testing.T) {
	box, seen := newBox(t, time.Now, nil), map[rune]int{}
	for range 600 {
		for _, r := range solve(t, box, box.Issue()) {
			seen[r]++
		}
	}
	for r := '0'; r <= '9'; r++ {
		if seen[r] < 250 || seen[r] > 470 {
			t.Errorf("%c occurs %d times", r, seen[r])
		}
	}
}

func FuzzToken(f *testing.F) {
	box, err := captcha.New(captcha.Options{Secret: bytes.Repeat([]byte{7}, 32), Now: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("AQAAAABl", "123456")
	f.Fuzz(func(t *testing.T, token, answer string) {
		if box.Verify(context.Background(), token, answer) == nil {
			t.Error("a token that we did not make was taken")
		}
	})
}

func TestAFormIsKnownByItsTokenAsLongAsThatIsGood(t *testing.T) {
	at := &clock{at: time.Unix(1_800_000_000, 0)}
	one, two := newBox(t, at.now, nil), newBox(t, at.now, nil)
	token := one.Issue()
	id, err := one.FormID(token)
	want(t, err, "")
	if other, err := two.FormID(token); other != id || err != nil || strings.Contains(token, id) {
		t.Errorf("%q and %q, %v", id, other, err)
	}
	if other, _ := one.FormID(one.Issue()); other == id {
		t.Error("two forms are one")
	}
	want(t, one.Verify(t.Context(), token, solve(t, one, token)), "")
	_, err = one.FormID("nonsense")
	want(t, err, "captcha.malformed")
	at.at = at.at.Add(captcha.Life)
	_, err = one.FormID(token)
	want(t, err, "captcha.expired")
}
