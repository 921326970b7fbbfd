package limit_test

import (
	"testing"
	"time"

	"heed/web/limit"
)

func TestRatesAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]limit.Rate{
		"240/h:120": {Count: 240, Period: time.Hour, Burst: 120}, " 5 / min : 2 ": {Count: 5, Period: time.Minute, Burst: 2},
		"1/s": {Count: 1, Period: time.Second, Burst: 1}, "0/d": {Period: 24 * time.Hour, Burst: 1},
	} {
		if got, err := limit.Parse(text); err != nil || got != want {
			t.Errorf("%q: %+v %v", text, got, err)
		}
	}
	for _, text := range []string{"", "240", "240/", "240/y", "x/h", "-1/h", "5/h:0", "5/h:x", "5/h:", "9999999/h"} {
		if got, err := limit.Parse(text); err == nil {
			t.Errorf("%q is taken for %+v", text, got)
		}
	}
	for class, rate := range limit.Defaults() {
		if again, err := limit.Parse(rate.String()); err != nil || again != rate {
			t.Errorf("%s: %s %v", class, rate, err)
		}
	}
}
