package limit

import (
	"context"
	"sync"
	"time"
)

// room is how many keys a Memory keeps. One takes about 150 bytes.
const room = 100_000

// Memory counts in this process by GCRA, the very rule of the script that
// redis_rate runs. It is safe for concurrent use.
type Memory struct {
	rates map[Class]Rate
	now   func() time.Time
	room  int

	mu   sync.Mutex
	tats map[string]time.Time // when the bucket of a key is full again
}

// NewMemory makes an in-process limiter.
func NewMemory(rates map[Class]Rate, now func() time.Time) *Memory {
	return &Memory{rates: rates, now: now, room: room, tats: map[string]time.Time{}}
}

// Allow counts a visit. A class without a rate is let through. It never fails.
func (m *Memory) Allow(_ context.Context, class Class, key string) (Decision, error) {
	rate, ok := m.rates[class]
	if !ok || rate.Count <= 0 {
		return Decision{OK: true}, nil
	}
	now, id := m.now(), string(class)+":"+key
	m.mu.Lock()
	defer m.mu.Unlock()
	d, tat := gcra(rate, m.tats[id], now)
	if d.OK {
		m.keep(id, tat, now)
	}
	return d, nil
}

// gcra lets a visit through when the theoretical arrival time it leads to is not
// further ahead than the burst allows.
func gcra(rate Rate, tat, now time.Time) (Decision, time.Time) {
	interval := rate.Period / time.Duration(rate.Count)
	if tat.Before(now) {
		tat = now
	}
	next := tat.Add(interval)
	ahead := now.Sub(next.Add(-interval * time.Duration(max(rate.Burst, 1))))
	if ahead < 0 {
		return Decision{RetryAfter: -ahead}, tat
	}
	return Decision{OK: true, Remaining: int(ahead / interval)}, next
}

// keep stores a key and, when there is no room, first drops the full buckets,
// then any: a flood from many networks may free some, never use up memory.
func (m *Memory) keep(id string, tat, now time.Time) {
	if _, known := m.tats[id]; !known && len(m.tats) >= m.room {
		for k, t := range m.tats {
			if t.Before(now) {
				delete(m.tats, k)
			}
		}
		for k := range m.tats {
			if len(m.tats) < m.room*9/10 {
				break
			}
			delete(m.tats, k)
		}
	}
	m.tats[id] = tat
}

// Len is how many keys are kept.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.tats)
}
