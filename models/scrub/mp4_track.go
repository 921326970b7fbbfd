package scrub

import "slices"

// isContent looks for the kind of a track. One that does not say is kept.
func (m film) isContent(track box) (bool, error) {
	content := true
	err := walkBoxes(m.file, track.body(), track.end(), func(b box) (bool, error) {
		if b.name != "hdlr" {
			return b.name == "mdia", nil
		}
		kind, err := m.at(b.body()+8, 4)
		content = slices.Contains(trackKinds, string(kind))
		return false, err
	})
	return content, err
}

// samples says where the samples of a track lie: the boxes stsc, stsz and stco or
// co64 (ISO/IEC 14496-12, 8.7).
type samples struct {
	file
	sizes, chunks, offsets box
}

// dropTrack blanks the samples of a track, then its description.
func (m film) dropTrack(track box) error {
	s := samples{file: m.file}
	err := walkBoxes(m.file, track.body(), track.end(), func(b box) (bool, error) {
		switch b.name {
		case "stsz":
			s.sizes = b
		case "stsc":
			s.chunks = b
		case "stco", "co64":
			s.offsets = b
		}
		return b.name == "mdia" || b.name == "minf" || b.name == "stbl", nil
	})
	if err != nil {
		return err
	}
	err = s.each(func(off, n int64) error {
		if off < 0 || off >= m.size { // behind where the line broke
			return nil
		}
		_, err := m.zero(off, min(n, m.size-off))
		return err
	})
	if err != nil {
		return err
	}
	return m.free(track)
}

// mostSamples bounds the walk over a track that is dropped.
const mostSamples = 1 << 18

// each shows each chunk of samples. A track without samples, such as one whose
// samples are in fragments, has none.
func (s samples) each(visit func(off, n int64) error) error {
	if s.sizes.size == 0 || s.chunks.size == 0 || s.offsets.size == 0 {
		return nil
	}
	sizes, err := s.table(s.sizes, 8, 4)
	if err != nil {
		return err
	}
	runs, err := s.table(s.chunks, 4, 12)
	if err != nil {
		return err
	}
	wide := int64(4)
	if s.offsets.name == "co64" {
		wide = 8
	}
	offsets, err := s.table(s.offsets, 4, wide)
	if err != nil {
		return err
	}
	return spread(sizes, runs, offsets, visit)
}

// table reads a box of entries of a length; the number of them is the last field
// of a head of that many bytes behind version and flags. The head stays in front.
func (s samples) table(b box, head, entry int64) ([]byte, error) {
	h, err := s.at(b.body()+4, int(head))
	if err != nil {
		return nil, err
	}
	n := int64(be32(h[head-4:]))
	if entry == 4 && head == 8 && be32(h) != 0 { // all samples are of one size: no table
		return h, nil
	}
	if n > mostSamples || b.body()+4+head+n*entry > b.end() {
		return nil, errDamaged
	}
	return s.at(b.body()+4, int(head+n*entry))
}

// spread goes over the chunks: runs say how many samples are in each.
func spread(sizes, runs, offsets []byte, visit func(off, n int64) error) error {
	wide := 4
	if chunks := int(be32(offsets)); chunks > 0 && (len(offsets)-4)/chunks == 8 {
		wide = 8
	}
	sample, one, left := 0, int64(be32(sizes)), uint32(mostSamples)
	entries := runs[4:]
	for i, rest := 0, offsets[4:]; len(rest) >= wide; i, rest = i+1, rest[wide:] {
		for len(entries) >= 24 && int64(be32(entries[12:])) <= int64(i)+1 {
			entries = entries[12:]
		}
		if len(entries) < 12 {
			return errDamaged
		}
		count := be32(entries[4:])
		if count > left {
			return errDamaged
		}
		left -= count
		n := one * int64(count)
		for ; count > 0 && one == 0; count-- {
			if at := 8 + 4*sample; at+4 <= len(sizes) {
				n += int64(be32(sizes[at:]))
			}
			sample++
		}
		off := int64(be32(rest))
		if wide == 8 {
			off = int64(be64(rest))
		}
		if err := visit(off, n); err != nil {
			return err
		}
	}
	return nil
}
