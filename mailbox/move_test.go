package mailbox

import (
	"fmt"
	"testing"
	"time"
)

func TestMovesGrowWithTheServer(t *testing.T) {
	most := moveFirst
	for range 20 {
		most = movesNext(most, time.Second)
	}
	if most != moveMost {
		t.Errorf("%d messages a command for a quick server", most)
	}
	if got := movesNext(most, moveQuick); got != most {
		t.Errorf("%d after a command that took its time", got)
	}
	for range 20 {
		most = movesNext(most, time.Minute)
	}
	if most != 1 {
		t.Errorf("%d messages a command for a slow server", most)
	}
}

func TestASetOfMovesFitsIntoALine(t *testing.T) {
	var row, gaps []uint32
	for n := range uint32(20000) {
		row, gaps = append(row, 4_000_000_000+n), append(gaps, 4_000_000_000+2*n)
	}
	if n := inOneSet(row, moveMost); n != moveMost {
		t.Errorf("%d in a row at once", n)
	}
	n := inOneSet(gaps, moveMost)
	set := toSet(gaps[:n])
	if length := len(fmt.Sprint(set)); length > setMost || length < setMost/3 {
		t.Errorf("%d with gaps at once, in %d octets", n, length)
	}
	if n := inOneSet(gaps[:3], 2); n != 2 {
		t.Errorf("%d of two", n)
	}
}
