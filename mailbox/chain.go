package mailbox

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// roundsMax bounds how many letters in a row are waited for, each of which answers
// the one before and no other: each round costs a fetch and a commit of its own.
const roundsMax = 100

// chain holds the letters that answer others until all else of the account is
// committed: what they answer may come behind them, or lie in another folder. It
// keeps some words of each and not the letter, which is fetched once more.
type chain struct {
	links []chained
}

// spot is where a letter lies: in which folder of the account, by its place among
// those that are swept, and under which UID.
type spot struct {
	folder int
	uid    uint32
}

type chained struct {
	spot
	message uint64   // the beginning of its own name; 0 without one
	answers []uint64 // those of what it answers
}

func (c *chain) add(uid uint32, k kin) {
	one := chained{spot: spot{uid: uid}, message: word(k.known.message)}
	for _, a := range k.answers {
		one.answers = append(one.answers, word(a.message))
	}
	c.links = append(c.links, one)
}

// take adds a letter of one of several folders.
func (c *chain) take(l chained, folder int) {
	l.folder = folder
	c.links = append(c.links, l)
}

func word(name []byte) uint64 {
	if len(name) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(name)
}

// rounds are the letters in the order to settle them: those of one round answer
// none of the same or of a later one. The last round has what is left after
// roundsMax, and letters that answer each other in a circle. Within a round they
// are in the order of the folders.
func (c *chain) rounds() (rounds [][]spot) {
	waits, after := c.edges()
	var now []int
	for k, n := range waits {
		if n == 0 {
			now = append(now, k)
		}
	}
	left := len(c.links)
	for len(now) > 0 && len(rounds) < roundsMax {
		rounds, left = append(rounds, c.spots(now)), left-len(now)
		var next []int
		for _, k := range now {
			waits[k] = settled
			for _, to := range after[k] {
				if waits[to]--; waits[to] == 0 {
					next = append(next, to)
				}
			}
		}
		now = next
	}
	if left > 0 {
		rounds = append(rounds, c.spots(stuck(waits)))
	}
	return rounds
}

// edges says how many letters of the chain each waits for, and which ones wait
// for it.
func (c *chain) edges() (waits []int, after [][]int) {
	by := make(map[uint64]int, len(c.links))
	for k, l := range c.links {
		if l.message != 0 {
			by[l.message] = k // of several that bear one Message-ID, any will do
		}
	}
	waits, after = make([]int, len(c.links)), make([][]int, len(c.links))
	for k, l := range c.links {
		for _, a := range l.answers {
			if from, there := by[a]; there && from != k {
				waits[k]++
				after[from] = append(after[from], k)
			}
		}
	}
	return waits, after
}

// settled is what a letter that is in a round waits for.
const settled = -1

func stuck(waits []int) (list []int) {
	for k, n := range waits {
		if n != settled {
			list = append(list, k)
		}
	}
	return list
}

func (c *chain) spots(list []int) []spot {
	spots := make([]spot, len(list))
	for i, k := range list {
		spots[i] = c.links[k].spot
	}
	slices.SortFunc(spots, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.folder, b.folder), cmp.Compare(a.uid, b.uid))
	})
	return spots
}
