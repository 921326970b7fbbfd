package limit

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

var units = map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour}

// errRate says how a rate is written.
var errRate = errors.New(`is not a rate; write 240/h:120 for 240 an hour, 120 of them at once (s, min, h or d)`)

// Parse reads a rate: "240/h:120" lets 240 visits an hour through, 120 of them at
// once; without the last part it is one at once. "0/h" sets no limit.
func Parse(text string) (Rate, error) {
	rate, burst, some := strings.Cut(strings.TrimSpace(text), ":")
	count, unit, ok := strings.Cut(rate, "/")
	r := Rate{Period: units[strings.TrimSpace(unit)], Burst: 1}
	var err, worse error
	r.Count, err = strconv.Atoi(strings.TrimSpace(count))
	if some {
		r.Burst, worse = strconv.Atoi(strings.TrimSpace(burst))
	}
	if !ok || r.Period == 0 || err != nil || worse != nil || r.Count < 0 || r.Burst < 1 || r.Count > 1_000_000 || r.Burst > 1_000_000 {
		return Rate{}, errRate
	}
	return r, nil
}

// String writes a rate as Parse reads it.
func (r Rate) String() string {
	for name, unit := range units {
		if unit == r.Period {
			return fmt.Sprintf("%d/%s:%d", r.Count, name, r.Burst)
		}
	}
	return fmt.Sprintf("%d in %s, %d at once", r.Count, r.Period, r.Burst)
}
