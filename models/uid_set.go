package models

import (
	"errors"
	"strconv"
	"strings"
)

// UIDSet writes UIDs, which rise, as IMAP does: "1:3,5".
func UIDSet(uids []uint32) string {
	var b strings.Builder
	for i := 0; i < len(uids); {
		j := i
		for j+1 < len(uids) && uids[j+1] == uids[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(uint64(uids[i]), 10))
		if j > i {
			b.WriteString(":" + strconv.FormatUint(uint64(uids[j]), 10))
		}
		i = j + 1
	}
	return b.String()
}

// uidsMost is how many UIDs a set may name: no command moves more.
const uidsMost = 1 << 20

var errUIDSet = errors.New("a set of UIDs is written like 1:3,5")

// ParseUIDSet reads what UIDSet or a server wrote, in its order. A set that names
// more than a million is an error.
func ParseUIDSet(text string) ([]uint32, error) {
	if text == "" {
		return nil, nil
	}
	var uids []uint32
	for part := range strings.SplitSeq(text, ",") {
		low, high, err := uidRange(part)
		if err != nil || uint64(high)-uint64(low) >= uint64(uidsMost-len(uids)) {
			return nil, errUIDSet
		}
		for n := uint64(low); n <= uint64(high); n++ {
			uids = append(uids, uint32(n))
		}
	}
	return uids, nil
}

// uidRange reads "5" or "1:3"; a server may write the higher first.
func uidRange(text string) (low, high uint32, err error) {
	from, to, ranged := strings.Cut(text, ":")
	a, err := strconv.ParseUint(from, 10, 32)
	if err != nil {
		return 0, 0, err
	}
	b := a
	if ranged {
		if b, err = strconv.ParseUint(to, 10, 32); err != nil {
			return 0, 0, err
		}
	}
	return uint32(min(a, b)), uint32(max(a, b)), nil
}
