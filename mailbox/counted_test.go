package mailbox

import (
	"slices"

	"heed/models"
)

// named checks that every report names the very messages that its figures count,
// and so tells nothing of one that is taken out of it.
func (o *office) named() {
	o.t.Helper()
	_, reports := o.board()
	for _, r := range reports {
		var all []uint32
		for _, set := range append([]string{r.UnmovedUIDs}, values(r.UIDs)...) {
			uids, err := models.ParseUIDSet(set)
			if err != nil {
				o.t.Fatal(err)
			}
			all = append(all, uids...)
		}
		rest, every := r, models.UIDSet(sorted(all))
		if err := rest.Without(sorted(all)); err != nil {
			o.t.Fatal(err)
		}
		figures := []int64{rest.Seen, rest.Imported, rest.Joined, rest.Duplicate, rest.Quarantined, rest.SetAside, rest.Vanished, rest.Failed, rest.Unmoved}
		for n, left := range figures {
			if left != 0 {
				o.t.Errorf("figure %d counts %d more than the messages named, %s: %+v", n, left, every, r)
			}
		}
	}
}

func values(sets map[models.LedgerOutcome]string) (out []string) {
	for _, set := range sets {
		out = append(out, set)
	}
	return out
}

func sorted(uids []uint32) []uint32 {
	slices.Sort(uids)
	return slices.Compact(uids)
}
