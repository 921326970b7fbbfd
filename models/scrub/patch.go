package scrub

import (
	"bytes"
	"slices"
)

// patches changes a file without moving anything, for formats that point into
// themselves by offset.
type patches struct {
	file
	traces traceSet
	list   []piece
	looked int64 // bytes looked at
}

// mostLooks is how often, on the whole, each byte of a file may be looked at. A
// file may point to the same bytes as often as it likes.
const mostLooks = 8

// zero blanks a stretch and says whether there was anything in it.
func (p *patches) zero(off, n int64) (bool, error) {
	for end := off + n; off < end; {
		step := min(end-off, 32<<10)
		if p.looked += step; p.looked > mostLooks*p.size+mostPut {
			return false, errDamaged
		}
		block, err := p.at(off, int(step))
		if err != nil {
			return false, err
		}
		if len(bytes.Trim(block, "\x00")) > 0 {
			p.list = append(p.list, piece{off: off, n: end - off, zero: true})
			return true, p.bound()
		}
		off += step
	}
	return false, nil
}

// unname puts "free" in the place of a type of four letters, so that readers pass
// over what bears it.
func (p *patches) unname(off int64) error {
	const free = "free"
	old, err := p.at(off, len(free))
	if err != nil {
		return err
	}
	if string(old) != free {
		p.list = append(p.list, piece{off: off, n: int64(len(free)), data: []byte(free)})
	}
	return p.bound()
}

func (p *patches) bound() error {
	if len(p.list) > mostPieces/2 {
		return errDamaged
	}
	return nil
}

// plan turns the patches into a plan. Where two lie over each other, the one that
// begins first stays whole.
func (p *patches) plan(to *plan) {
	slices.SortStableFunc(p.list, func(a, b piece) int { return int(min(1, max(-1, a.off-b.off))) })
	off := int64(0)
	for _, one := range p.list {
		if skip := off - one.off; skip > 0 {
			if one.n <= skip {
				continue
			}
			one.off, one.n = off, one.n-skip
			if one.data != nil {
				one.data = one.data[skip:]
			}
		}
		to.keep(off, one.off-off)
		if one.zero {
			to.blank(one.n)
		} else {
			to.insert(one.data)
		}
		off = one.off + one.n
	}
	to.keep(off, p.size-off)
	to.traces.join(p.traces)
}
