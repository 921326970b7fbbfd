package models

import (
	"slices"
	"testing"
)

func TestASetOfUIDsIsReadAsItWasWritten(t *testing.T) {
	for text, uids := range map[string][]uint32{
		"": nil, "7": {7}, "1:3,5": {1, 2, 3, 5}, "2,4:5,4294967294:4294967295": {2, 4, 5, 4294967294, 4294967295},
	} {
		if got := UIDSet(uids); got != text {
			t.Errorf("%v is written %q", uids, got)
		}
		if got, err := ParseUIDSet(text); err != nil || !slices.Equal(got, uids) {
			t.Errorf("%q is read %v, %v", text, got, err)
		}
	}
	if got, err := ParseUIDSet("3:1"); err != nil || !slices.Equal(got, []uint32{1, 2, 3}) {
		t.Errorf("the higher first: %v, %v", got, err)
	}
	for _, bad := range []string{"*", "1:*", "x", "1,", "-1", "1:4294967295", "4294967296"} {
		if got, err := ParseUIDSet(bad); err == nil {
			t.Errorf("%q is read %d long", bad, len(got))
		}
	}
}
