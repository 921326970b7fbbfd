package mailbox

// batch is a group of messages that are fetched and committed together.
type batch struct {
	uids  []uint32
	bytes int64 // at the most
	first int64 // how much of each message is fetched; 0 for all
}

// plan groups messages in order, by the sizes that the server gave. What is
// larger than a batch goes alone; what the server gave no size for, too.
func plan(uids []uint32, sizes map[uint32]int64, l Limits) []batch {
	var out []batch
	var b batch
	flush := func() {
		if len(b.uids) > 0 {
			out = append(out, b)
		}
		b = batch{}
	}
	for _, uid := range uids {
		size, known := sizes[uid]
		if !known || size > l.BatchBytes {
			out = append(out, batch{uids: []uint32{uid}, bytes: size})
			continue
		}
		if len(b.uids) == l.BatchMails || b.bytes+size > l.BatchBytes {
			flush()
		}
		b.uids, b.bytes = append(b.uids, uid), b.bytes+size
	}
	flush()
	return out
}

// halves splits what is left of a batch that failed, so that the message to
// blame ends up alone.
func halves(uids []uint32, first int64, sizes map[uint32]int64) []batch {
	var out []batch
	n := (len(uids) + 1) / 2
	for _, part := range [][]uint32{uids[:n:n], uids[n:]} {
		if len(part) == 0 {
			continue
		}
		b := batch{uids: part, first: first}
		for _, uid := range part {
			b.bytes += max(first, sizes[uid])
		}
		out = append(out, b)
	}
	return out
}

// without is uids less those of the letters, in order.
func without(uids []uint32, letters []letter) []uint32 {
	have := make(map[uint32]bool, len(letters))
	for _, l := range letters {
		have[l.uid] = true
	}
	var rest []uint32
	for _, uid := range uids {
		if !have[uid] {
			rest = append(rest, uid)
		}
	}
	return rest
}
