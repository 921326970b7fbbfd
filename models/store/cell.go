package store

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"heed/models"
)

// cell is one counter as it is kept in memory. Words are the numbers that the
// cellCache gave them.
type cell struct {
	unit                     int64
	n                        int64
	state, channel, category uint16
	overdue                  bool
}

func (c cell) compare(o cell) int {
	return cmp.Or(cmp.Compare(c.state, o.state), cmp.Compare(c.unit, o.unit), cmp.Compare(c.channel, o.channel),
		cmp.Compare(c.category, o.category), boolCompare(c.overdue, o.overdue))
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// cells are all counters as they stood at one point of the audit log. They
// never change.
type cells struct {
	seq   int64
	teams map[int64][]cell // by team, each in the order of compare
}

// cellCache keeps the counters of the last few points in memory, so that a page
// reads only what changed since. A database that is put back to an earlier day
// wants the process started anew.
type cellCache struct {
	mu    sync.RWMutex
	codes map[string]uint16 // from 1; 0 stands for any
	words []string          // words[code-1]
	known []*cells          // the newest last
}

// cellsKept is how many points are kept: readers that began before a commit go
// on beside those that began after it.
const cellsKept = 4

// cellsNow are the counters in the transaction's snapshot.
func (tx *Tx) cellsNow() (*cells, error) {
	cache := &tx.store.cells
	head, err := tx.point()
	if err != nil {
		return nil, err
	}
	base := cache.before(head.Seq)
	if base.seq == head.Seq {
		return base, nil
	}
	q := tx.db.Where("n <> 0")
	if base.seq > 0 {
		q = tx.db.Where("seq > ?", base.seq)
	}
	changed, err := all[tipCount](q)
	if err != nil {
		return nil, err
	}
	return cache.learn(base, head.Seq, changed), nil
}

// before are the newest counters that a snapshot at seq can build on.
func (c *cellCache) before(seq int64) *cells {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, known := range slices.Backward(c.known) {
		if known.seq <= seq {
			return known
		}
	}
	return &cells{}
}

// learn keeps base with what changed since as the counters at seq.
func (c *cellCache) learn(base *cells, seq int64, changed []tipCount) *cells {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := &cells{seq: seq, teams: maps.Clone(base.teams)}
	if next.teams == nil {
		next.teams = map[int64][]cell{}
	}
	byTeam := map[int64][]cell{}
	for _, row := range changed {
		byTeam[row.TeamID] = append(byTeam[row.TeamID], c.pack(row))
	}
	for team, rows := range byTeam {
		next.teams[team] = merged(next.teams[team], rows)
	}
	at, known := slices.BinarySearchFunc(c.known, seq, func(k *cells, seq int64) int { return cmp.Compare(k.seq, seq) })
	if !known {
		c.known = slices.Insert(slices.Clone(c.known), at, next)
		c.known = c.known[max(0, len(c.known)-cellsKept):]
	}
	return next
}

func (c *cellCache) pack(row tipCount) cell {
	return cell{
		unit: row.UnitID, n: row.N, overdue: row.Overdue,
		state: c.code(string(row.State)), channel: c.code(string(row.Channel)), category: c.code(string(row.Category)),
	}
}

// code numbers a word; the caller holds the lock.
func (c *cellCache) code(word string) uint16 {
	if code, ok := c.codes[word]; ok {
		return code
	}
	if c.codes == nil {
		c.codes = map[string]uint16{}
	}
	c.words = append(c.words, word)
	code := uint16(len(c.words))
	c.codes[word] = code
	return code
}

// merged is old with the rows of changed in the place of their equals.
func merged(old, changed []cell) []cell {
	slices.SortFunc(changed, cell.compare)
	out := make([]cell, 0, len(old)+len(changed))
	for _, row := range changed {
		at, found := slices.BinarySearchFunc(old, row, cell.compare)
		out = append(out, old[:at]...)
		out = append(out, row)
		if found {
			at++
		}
		old = old[at:]
	}
	return append(out, old...)
}

// wanted is a filter in the numbers of the cache. A word that no counter holds
// becomes a number that none has.
type wanted struct {
	unit                     int64
	state, channel, category uint16
	overdue                  bool
}

func (c *cellCache) wanted(f QueueFilter) wanted {
	c.mu.RLock()
	defer c.mu.RUnlock()
	find := func(word string) uint16 {
		if code, ok := c.codes[word]; ok || word == "" {
			return code
		}
		return ^uint16(0)
	}
	return wanted{f.UnitID, find(string(f.State)), find(string(f.Channel)), find(string(f.Category)), f.Overdue}
}

// word is the word of a number.
func (c *cellCache) word(code uint16) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.words[code-1]
}

// cellOf is the counter in which a tip stands, with n of it.
func (c *cellCache) cellOf(t models.Tip, n int64) cell {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pack(tipCount{UnitID: t.UnitID, State: t.State, Channel: t.Channel, Category: t.Category, Overdue: t.Overdue, N: n})
}
