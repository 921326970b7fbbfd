package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// firstVisit is what the front page and the form together may weigh for who has
// never been here, in bytes over the wire, without the picture of the captcha.
const firstVisit = 60_000

// scale adds up what a tab has sent to it.
type scale struct {
	mu    sync.Mutex
	urls  map[network.RequestID]string
	bytes map[string]int64 // by address
	fonts []string
}

func (s *scale) hear(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		s.urls[e.RequestID] = e.Request.URL
		if e.Type == network.ResourceTypeFont {
			s.fonts = append(s.fonts, e.Request.URL)
		}
	case *network.EventLoadingFinished:
		if url := s.urls[e.RequestID]; !strings.HasPrefix(url, "data:") && !strings.Contains(url, "/captcha/") {
			s.bytes[url] += int64(e.EncodedDataLength)
		}
	}
}

// total is the weight so far and how many answers are still awaited.
func (s *scale) total() (sum int64, table string, open int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for url, n := range s.bytes {
		sum += n
		lines = append(lines, fmt.Sprintf("%7d %s", n, url))
	}
	for _, url := range s.urls {
		if _, here := s.bytes[url]; !here && !strings.HasPrefix(url, "data:") && !strings.Contains(url, "/captcha/") {
			open++
		}
	}
	slices.Sort(lines)
	return sum, strings.Join(lines, "\n"), open
}

// firstVisits weighs the front page and the form, with everything that comes
// along, in each language.
func (s *stage) firstVisits(t *testing.T) {
	for _, lang := range s.Book.Langs() {
		b := s.citizen(t)
		weighed := &scale{urls: map[network.RequestID]string{}, bytes: map[string]int64{}}
		b.must(chromedp.Listen(b.ctx, weighed.hear))
		b.open("/" + string(lang) + "/").ok().open("/" + string(lang) + "/report").ok()
		sum, table := weighed.settled(b)
		t.Logf("%s: %d bytes\n%s", lang, sum, table)
		if sum > firstVisit || sum < firstVisit/20 {
			t.Errorf("%s: the first visit weighs %d bytes:\n%s", lang, sum, table)
		}
		if len(weighed.fonts) > 0 {
			t.Errorf("%s: web fonts %q", lang, weighed.fonts)
		}
	}
}

// settled waits until every answer has come whole.
func (s *scale) settled(b *tab) (int64, string) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patient)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		sum, table, open := s.total()
		if open == 0 {
			return sum, table
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			b.Fatalf("%d answers never come whole:\n%s", open, table)
		}
	}
}
