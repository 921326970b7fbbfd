package scrub

import "slices"

// filmKept are the boxes that a player needs, by the box around them; "" is the
// file. All others become free space (ISO/IEC 14496-12, 8.1.2) of the same
// length, filled with zeroes.
var filmKept = map[string][]string{
	"":     {"ftyp", "styp", "moov", "mdat", "moof", "mfra", "sidx", "ssix", "pdin", "prft"},
	"moov": {"mvhd", "trak", "iods", "mvex"},
	"trak": {"tkhd", "tref", "edts", "mdia", "tapt"},
	"mdia": {"mdhd", "hdlr", "minf", "elng"},
	"minf": {"vmhd", "smhd", "hmhd", "nmhd", "sthd", "gmhd", "hdlr", "dinf", "stbl"},
	"stbl": {
		"stsd", "stts", "ctts", "cslg", "stss", "stsh", "stsz", "stz2", "stsc", "stco", "co64", "sdtp", "sbgp", "sgpd", "subs",
		"saiz", "saio", "padb", "stdp", "stps",
	},
	"mvex": {"mehd", "trex", "leva", "trep"},
	"moof": {"mfhd", "traf"},
	"traf": {"tfhd", "trun", "tfdt", "sbgp", "sgpd", "subs", "saiz", "saio", "sdtp", "senc"},
}

// trackKinds are the tracks that are content: pictures, sound, subtitles. Others
// record where the camera was, how it moved, or the time of day.
var trackKinds = []string{"vide", "soun", "sbtl", "subt", "text", "clcp", "auxv", "pict"}

// film plans the copy of an MP4 file, or of the parts of HEIF that are the same.
type film struct{ *patches }

// planMP4 blanks user data, tags, locations, times, names of handlers and
// encoders, and tracks that are no content, all in place.
func planMP4(f file, p *plan) error {
	m := film{&patches{file: f, traces: traceSet{}}}
	found := false
	err := walkBoxes(f, 0, f.size, func(b box) (bool, error) {
		found = found || b.name == "moov" || b.name == "moof"
		return false, m.box("", b)
	})
	if err != nil {
		return err
	}
	if !found {
		return errDamaged
	}
	if err := m.tail(); err != nil {
		return err
	}
	m.patches.plan(p)
	return nil
}

// tail blanks the few bytes behind the last box that are no box.
func (p *patches) tail() error {
	end := int64(0)
	err := walkBoxes(p.file, 0, p.size, func(b box) (bool, error) {
		end = b.end()
		return false, nil
	})
	if err != nil {
		return err
	}
	_, err = p.zero(end, p.size-end)
	return err
}

// box keeps, changes, walks into or blanks one box.
func (m film) box(within string, b box) error {
	if !slices.Contains(filmKept[within], b.name) {
		return m.free(b)
	}
	switch b.name {
	case "mvhd", "tkhd", "mdhd":
		return m.times(b)
	case "hdlr":
		return m.handler(b)
	case "stsd":
		return m.encoders(b)
	case "trak":
		keep, err := m.isContent(b)
		if err != nil || !keep {
			return firstOf(err, func() error { return m.dropTrack(b) })
		}
	}
	if filmKept[b.name] == nil {
		return nil
	}
	return walkBoxes(m.file, b.body(), b.end(), func(inner box) (bool, error) { return false, m.box(b.name, inner) })
}

func firstOf(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

// free makes a box free space, noting what it told.
func (p *patches) free(b box) error {
	head, err := p.at(b.body(), int(min(b.end()-b.body(), mostText)))
	if err != nil {
		return err
	}
	filled, err := p.zero(b.body(), b.end()-b.body())
	if err != nil {
		return err
	}
	if filled && b.name != "free" && b.name != "skip" && b.name != "wide" {
		p.traces.join(readFilmTags(b.name, head))
	}
	return p.unname(b.off + 4)
}

// times blanks when something was made and changed (8.2.2, 8.3.2, 8.4.2): four or
// eight bytes each, by the version.
func (m film) times(b box) error {
	version, err := m.at(b.body(), 1)
	if err != nil {
		return err
	}
	n := int64(8)
	if version[0] == 1 {
		n = 16
	}
	if b.body()+4+n > b.end() {
		return errDamaged
	}
	set, err := m.zero(b.body()+4, n)
	if set {
		m.traces.add(TraceTime)
	}
	return err
}

// handler blanks the name of a handler (8.4.3): programs sign there.
func (p *patches) handler(b box) error {
	named, err := p.zero(b.body()+24, max(0, b.end()-b.body()-24))
	if named {
		p.traces.add(TraceSoftware)
	}
	return err
}

// compressorName is where an entry of a picture track names the encoder (12.1.3),
// from the entry's beginning.
const compressorName, compressorSize = 50, 32

// encoders blanks the encoders' names in the entries of picture tracks.
func (m film) encoders(b box) error {
	if b.end() < b.body()+8 {
		return errDamaged
	}
	return walkBoxes(m.file, b.body()+8, b.end(), func(entry box) (bool, error) {
		picture := slices.Contains([]string{"avc1", "avc3", "hvc1", "hev1", "mp4v", "av01", "vp09", "dvh1", "dvhe", "jpeg"}, entry.name)
		if !picture || entry.size < compressorName+compressorSize {
			return false, nil
		}
		named, err := m.zero(entry.off+compressorName, compressorSize)
		if named {
			m.traces.add(TraceSoftware)
		}
		return false, err
	})
}
