package mailbox

import (
	"fmt"
	"testing"

	"heed/mailbox/ref"
)

// put is a chain of mails, each its UID, its own Message-ID and those it answers.
func put(mails ...[]string) *chain {
	c, names := &chain{}, ref.New(nil)
	for n, ids := range mails {
		k := kin{known: reference{message: names.Message(ids[0])}}
		for _, id := range ids[1:] {
			k.answers = append(k.answers, reference{message: names.Message(id)})
		}
		c.add(uint32(n+1), k)
	}
	return c
}

// uids are the rounds of a chain.
func uids(c *chain) (rounds [][]uint32) {
	for _, round := range c.rounds() {
		var list []uint32
		for _, s := range round {
			list = append(list, s.uid)
		}
		rounds = append(rounds, list)
	}
	return rounds
}

func TestWhatIsAnsweredComesFirst(t *testing.T) {
	for _, c := range []struct {
		mails [][]string
		want  string
	}{
		{nil, "[]"},
		{[][]string{{"b", "a"}, {"c", "a"}}, "[[1 2]]"},
		{[][]string{{"d", "c"}, {"c", "b"}, {"b", "a"}}, "[[3] [2] [1]]"},
		{[][]string{{"d", "a", "b", "c"}, {"", "d"}, {"c", "b"}, {"b", "a"}}, "[[4] [3] [1] [2]]"},
		{[][]string{{"x", "y"}, {"y", "x"}, {"b", "a"}, {"z", "y"}}, "[[3] [1 2 4]]"},
		{[][]string{{"b", "b", "a"}}, "[[1]]"},
		{[][]string{{"b", "a"}, {"b", "a"}, {"c", "b"}}, "[[1 2] [3]]"},
	} {
		if got := fmt.Sprint(uids(put(c.mails...))); got != c.want {
			t.Errorf("%v: %s, want %s", c.mails, got, c.want)
		}
	}
}

// A hostile folder, each of whose mails answers the one behind it, costs little
// more than another.
func TestALongChain(t *testing.T) {
	const mails = 100_000
	c := &chain{}
	names := ref.New(nil)
	for n := range uint32(mails) {
		c.add(n+1, kin{
			known:   reference{message: names.Message(fmt.Sprint(n))},
			answers: []reference{{message: names.Message(fmt.Sprint(n + 1))}},
		})
	}
	rounds := c.rounds()
	if len(rounds) != roundsMax+1 || rounds[0][0].uid != mails || len(rounds[roundsMax]) != mails-roundsMax {
		t.Errorf("%d rounds", len(rounds))
	}
}
