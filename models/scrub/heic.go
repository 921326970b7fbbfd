package scrub

import "slices"

// heicKept are the boxes of a HEIF file (ISO/IEC 23008-12) that are needed to
// show it, by the box around them.
var heicKept = []string{"ftyp", "meta", "mdat", "moov"}

// heic plans the copy of one file of pictures.
type heic struct {
	*patches
	items  map[uint32]item
	thumbs map[uint32]bool
	idat   box
	main   box // which item is the picture
}

// planHEIC blanks items that are not pictures (Exif, XMP and what else a phone
// put in), thumbnails, names and remarks, in place, and takes them off the list
// of what there is by making them items of type "free".
func planHEIC(f file, p *plan) error {
	h := &heic{patches: &patches{file: f, traces: traceSet{}}, items: map[uint32]item{}, thumbs: map[uint32]bool{}}
	seen := false
	err := walkBoxes(f, 0, f.size, func(b box) (bool, error) {
		switch {
		case b.name == "meta" && !seen:
			seen = true
			return false, h.meta(b)
		case b.name == "moov":
			return false, film{h.patches}.box("", b)
		case !slices.Contains(heicKept, b.name) || b.name == "meta":
			return false, h.free(b)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if !seen {
		return errDamaged
	}
	if err := h.tail(); err != nil {
		return err
	}
	h.patches.plan(p)
	return nil
}

// meta reads what items there are, then blanks those that must go.
func (h *heic) meta(meta box) error {
	var places box
	err := walkBoxes(h.file, meta.body()+4, meta.end(), func(b box) (bool, error) {
		switch b.name {
		case "hdlr":
			return false, h.handler(b)
		case "iinf":
			return false, h.infos(b)
		case "iref":
			return false, h.references(b)
		case "iprp":
			return false, h.properties(b)
		case "iloc":
			places = b
		case "idat":
			h.idat = b
		case "pitm":
			h.main = b
		case "grpl", "dinf", "ipro":
		default:
			return false, h.free(b)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	return h.blankItems(places)
}

// heicTold are the properties that tell something (23008-12, 6.5).
var heicTold = map[string]Trace{
	"udes": TraceComment, "crtt": TraceTime, "mdft": TraceTime, "uuid": TraceOther, "altt": TraceComment, "cmin": TraceDevice,
	"cmex": TraceDevice,
}

// properties blanks descriptions, times, and profiles of one device.
func (h *heic) properties(b box) error {
	return walkBoxes(h.file, b.body(), b.end(), func(inner box) (bool, error) {
		switch {
		case inner.name == "ipco":
			return true, nil
		case heicTold[inner.name] != "":
			h.traces.add(heicTold[inner.name])
			_, err := h.zero(inner.body(), inner.end()-inner.body())
			return false, firstOf(err, func() error { return h.unname(inner.off + 4) })
		case inner.name == "colr":
			return false, h.colour(inner)
		}
		return false, nil
	})
}

// colour blanks a profile (12.1.5: its kind, then the profile) of one device.
func (h *heic) colour(b box) error {
	body, err := h.at(b.body(), int(min(b.end()-b.body(), mostText)))
	if err != nil {
		return err
	}
	if len(body) < 4 || string(body[:4]) != "prof" && string(body[:4]) != "rICC" || !namesDevice(body[4:]) {
		return nil
	}
	h.traces.add(TraceDevice)
	_, err = h.zero(b.body(), b.end()-b.body())
	return firstOf(err, func() error { return h.unname(b.off + 4) })
}

// references finds thumbnails (8.11.12: from an item, how many, to items) and
// cuts them off.
func (h *heic) references(b box) error {
	version, err := h.at(b.body(), 4)
	if err != nil {
		return err
	}
	return walkBoxes(h.file, b.body()+4, b.end(), func(ref box) (bool, error) {
		if ref.name != "thmb" {
			return false, nil
		}
		from, err := h.at(ref.body(), 2+2*int(min(version[0], 1)))
		if err != nil {
			return false, err
		}
		h.thumbs[number(from)] = true
		return false, h.unname(ref.off + 4)
	})
}

// number reads an unsigned number of up to eight bytes, big end first.
func number(b []byte) uint32 {
	n := uint64(0)
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return uint32(n)
}
