package scrub

import "bytes"

// webpKept are the chunks that make the picture (RFC 9649, 2.7); a profile and
// the head are looked into.
var webpKept = map[string]bool{"VP8 ": true, "VP8L": true, "ALPH": true, "ANIM": true, "ANMF": true}

// Flags of the head chunk VP8X (RFC 9649, 2.7.1).
const (
	webpXMP  = 0x04
	webpExif = 0x08
	webpICC  = 0x20
)

// webp plans the copy of one picture.
type webp struct {
	file
	*plan
	flags byte // those of VP8X that hold for the copy
	exif  []byte
}

// planWebP leaves out Exif, XMP and chunks unknown to the format, but for which
// way up the picture is, and sets the flags and the length in the heads right.
func planWebP(f file, p *plan) error {
	w := &webp{file: f, plan: newPlan()}
	w.same = riffHead
	if err := riffChunks(f, w.look); err != nil {
		return err
	}
	if err := riffChunks(f, w.chunk); err != nil {
		return err
	}
	if len(w.pieces) == 0 {
		return errDamaged
	}
	return riffPlan(f, p, w.plan)
}

// look finds out, before the head is planned, what the copy will have.
func (w *webp) look(c chunk, whole int64) error {
	switch c.name {
	case "ICCP":
		profile, err := w.at(c.body, int(min(whole-8, mostText)))
		if err != nil {
			return err
		}
		if namesDevice(profile) {
			w.traces.add(TraceDevice)
		} else {
			w.flags |= webpICC
		}
	case "EXIF":
		body, err := w.at(c.body, int(min(whole-8, mostText)))
		if err != nil {
			return err
		}
		w.readExif(body)
	case "XMP ":
		body, err := w.at(c.body, int(min(whole-8, mostText)))
		if err != nil {
			return err
		}
		w.traces.join(readXMP(body))
	}
	return nil
}

func (w *webp) readExif(body []byte) {
	body = bytes.TrimPrefix(body, []byte(exifMark)) // some programs put it as in JPEG
	found := readExif(body)
	keep := orientationOnly(found.orientation)
	if keep == nil || !bytes.Equal(keep, body) {
		w.traces.join(found.traces)
	}
	if keep != nil && w.exif == nil {
		w.exif = keep
		w.flags |= webpExif
	}
}

func (w *webp) chunk(c chunk, whole int64) error {
	switch {
	case webpKept[c.name]:
		w.keep(c.off, whole)
	case c.name == "ICCP" && w.flags&webpICC != 0:
		w.keep(c.off, whole)
	case c.name == "VP8X":
		return w.head(c, whole)
	case c.name == "EXIF":
		w.orientation(c, whole)
	case c.name != "XMP " && c.name != "ICCP":
		w.traces.add(TraceOther)
	}
	return nil
}

func (w *webp) head(c chunk, whole int64) error {
	head, err := w.at(c.off, int(min(whole, 18)))
	if err != nil {
		return err
	}
	if len(head) < 18 {
		return errDamaged
	}
	flags := head[8]&^(webpXMP|webpExif|webpICC) | w.flags
	if flags == head[8] {
		w.keep(c.off, whole)
		return nil
	}
	head[8] = flags
	w.insert(head)
	w.keep(c.off+18, whole-18)
	return nil
}

// orientation keeps the chunk if it says nothing else, or puts one in its place.
func (w *webp) orientation(c chunk, whole int64) {
	if w.exif == nil {
		return
	}
	want := append([]byte("EXIF"), le32Of(int64(len(w.exif)))...)
	want = append(want, w.exif...)
	w.exif = nil
	if got, err := w.at(c.off, int(min(whole, int64(len(want))+1))); err == nil && bytes.Equal(got, want) {
		w.keep(c.off, whole)
		return
	}
	w.insert(want)
}
