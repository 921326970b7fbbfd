package scrub

import (
	"bytes"
	"slices"
)

// item is one thing in a HEIF file, as the list of items (8.11.6) tells it.
type item struct {
	kind string
	at   int64 // where the kind stands
	end  int64 // of the entry
}

// pictureItems are the kinds of items that are pictures, or say how to put
// pictures together.
var pictureItems = []string{
	"hvc1", "hev1", "hvt1", "lhv1", "av01", "avc1", "jpeg", "j2k1", "vvc1", "grid", "iovl", "iden", "tmap", "mask", "free", "unci",
}

// infos reads the list: a count, then an entry for each item.
func (h *heic) infos(b box) error {
	version, err := h.at(b.body(), 4)
	if err != nil {
		return err
	}
	head := int64(6)
	if version[0] != 0 {
		head = 8
	}
	return walkBoxes(h.file, b.body()+head, b.end(), func(entry box) (bool, error) {
		if entry.name != "infe" {
			return false, h.free(entry)
		}
		return false, h.info(entry)
	})
}

// info notes an item and blanks its name. Entries of the first two versions have
// no kind; no camera writes them.
func (h *heic) info(entry box) error {
	v, err := h.at(entry.body(), 4)
	if err != nil {
		return err
	}
	wide := 2
	if v[0] == 3 {
		wide = 4
	}
	if v[0] != 2 && v[0] != 3 || len(h.items) >= mostMembers {
		return errDamaged
	}
	fields, err := h.at(entry.body()+4, wide+2+4)
	if err != nil {
		return err
	}
	one := item{kind: string(fields[wide+2:]), at: entry.body() + 4 + int64(wide) + 2, end: entry.end()}
	if one.at+4 > one.end {
		return errDamaged
	}
	h.items[number(fields[:wide])] = one
	_, err = h.zero(one.at+4, one.end-one.at-4)
	return err
}

// drops says whether an item must go.
func (h *heic) drops(id uint32) bool {
	return h.thumbs[id] || !slices.Contains(pictureItems, h.items[id].kind)
}

// blankItems goes over the list of places (8.11.3) and blanks those of items that
// go, then the items' entries.
func (h *heic) blankItems(places box) error {
	if err := h.keepsMain(); err != nil {
		return err
	}
	if places.size > 0 {
		if err := h.places(places); err != nil {
			return err
		}
	}
	for id, one := range h.items {
		if !h.drops(id) {
			continue
		}
		if h.thumbs[id] {
			h.traces.add(TraceThumbnail)
		}
		if err := h.unname(one.at); err != nil {
			return err
		}
	}
	return nil
}

// keepsMain makes sure that the picture itself does not go, of whatever kind it is
// (8.11.4: its number, of two bytes or four).
func (h *heic) keepsMain() error {
	if h.main.size == 0 {
		return nil
	}
	version, err := h.at(h.main.body(), 4)
	if err != nil {
		return err
	}
	id, err := h.at(h.main.body()+4, 2+2*int(min(version[0], 1)))
	if err == nil && h.drops(number(id)) {
		err = errDamaged
	}
	return err
}

// fields takes numbers off the front of a box.
type fields struct {
	rest []byte
	bad  bool
}

func (f *fields) next(n int) uint64 {
	if n > len(f.rest) {
		f.bad = true
		return 0
	}
	v := uint64(0)
	for _, c := range f.rest[:n] {
		v = v<<8 | uint64(c)
	}
	f.rest = f.rest[n:]
	return v
}

// mostPlaces bounds the list of places.
const mostPlaces = 1 << 20

func (h *heic) places(b box) error {
	if b.size > mostPlaces {
		return errDamaged
	}
	body, err := h.at(b.body(), int(b.end()-b.body()))
	if err != nil {
		return err
	}
	f := &fields{rest: body}
	version := f.next(4) >> 24
	widths := f.next(2)
	offset, length, base, index := int(widths>>12), int(widths>>8&15), int(widths>>4&15), int(widths&15)
	wide := 2
	if version == 2 {
		wide = 4
	}
	if version == 0 {
		index = 0
	}
	if version > 2 || max(offset, length, base, index) > 8 {
		return errDamaged
	}
	for range f.next(wide) {
		id, method := uint32(f.next(wide)), uint64(0)
		if version > 0 {
			method = f.next(2) & 15
		}
		f.next(2) // which file: this one
		start := f.next(base)
		for range f.next(2) {
			f.next(index)
			at, n := start+f.next(offset), f.next(length)
			if f.bad {
				return errDamaged
			}
			if err := h.blank(id, method, at, n); err != nil {
				return err
			}
		}
		if f.bad {
			return errDamaged
		}
	}
	return nil
}

// Where the places of an item count from (8.11.3.3).
const (
	fromFile = 0
	fromIdat = 1
)

// blank blanks one stretch of an item that goes.
func (h *heic) blank(id uint32, method, at, n uint64) error {
	if !h.drops(id) || n == 0 {
		return nil
	}
	if method == fromIdat {
		at += uint64(h.idat.body())
	} else if method != fromFile {
		return errDamaged
	}
	if at > uint64(h.size) || n > uint64(h.size)-at {
		return errDamaged
	}
	body, err := h.at(int64(at), int(min(n, mostText)))
	if err != nil {
		return err
	}
	filled, err := h.zero(int64(at), int64(n))
	if filled && !h.thumbs[id] {
		h.traces.join(readItem(h.items[id].kind, body))
	}
	return err
}

// readItem says what an item tells. Exif has the offset of its TIFF head in front.
func readItem(kind string, body []byte) traceSet {
	switch {
	case kind == "Exif":
		for _, head := range []string{"MM\x00*", "II*\x00"} {
			if at := bytes.Index(body, []byte(head)); at >= 0 {
				return readExif(body[at:]).traces
			}
		}
	case kind == "mime":
		return readXMP(body)
	}
	return traceSet{TraceOther: true}
}
