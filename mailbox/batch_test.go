package mailbox

import (
	"slices"
	"testing"
)

func TestPlan(t *testing.T) {
	l := Limits{BatchMails: 3, BatchBytes: 100}
	sizes := map[uint32]int64{1: 10, 2: 10, 3: 10, 4: 10, 5: 95, 6: 500, 7: 100, 9: 1}
	var got [][]uint32
	for _, b := range plan([]uint32{1, 2, 3, 4, 5, 6, 7, 8, 9}, sizes, l) {
		got = append(got, b.uids)
	}
	var all []uint32
	for _, uids := range got {
		var bytes int64
		for _, uid := range uids {
			bytes += sizes[uid]
		}
		if len(uids) > l.BatchMails || len(uids) > 1 && bytes > l.BatchBytes {
			t.Errorf("%v has %d bytes", uids, bytes)
		}
		all = append(all, uids...)
	}
	slices.Sort(all)
	if !slices.Equal(all, []uint32{1, 2, 3, 4, 5, 6, 7, 8, 9}) || len(got) != 7 {
		t.Errorf("%v", got)
	}
}
