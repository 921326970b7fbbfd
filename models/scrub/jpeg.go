package scrub

import (
	"bytes"
	"encoding/binary"
)

// JPEG (ITU-T T.81, annex B): segments behind markers, then coded data up to the
// next marker.
const (
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP0 = 0xe0
	markAPP1 = 0xe1
	markAPP2 = 0xe2
	markAPPD = 0xed
	markAPPE = 0xee
	markCOM  = 0xfe
)

const (
	exifMark = "Exif\x00\x00"
	xmpMark  = "http://ns.adobe.com/x" // xap/1.0/ and xmp/extension/
	iccMark  = "ICC_PROFILE\x00"
)

// jpeg plans the copy of one picture.
type jpeg struct {
	file
	*plan
	upright bool // an orientation was seen
	icc     iccState
}

// iccState says what becomes of the parts of a colour profile.
type iccState int

const (
	iccUnknown iccState = iota
	iccKept
	iccDropped
)

// planJPEG keeps what is needed to decode the picture, the colour profile and
// which way up it is, and leaves out the rest, with all that follows the end of
// the picture: phones put films and a second picture there.
func planJPEG(f file, p *plan) error {
	j := &jpeg{file: f, plan: p}
	if start, err := f.at(0, 2); err != nil || start[1] != markSOI {
		return damage(err)
	}
	j.keep(0, 2)
	off := int64(2)
	for off < f.size {
		next, done, err := j.segment(off)
		if err != nil {
			return err
		}
		if done {
			j.trailer(next)
			return nil
		}
		off = next
	}
	return nil
}

// damage is errDamaged, unless there is a reason already.
func damage(err error) error {
	if err != nil {
		return err
	}
	return errDamaged
}

func (j *jpeg) trailer(off int64) {
	if off < j.size {
		j.traces.add(TraceOther)
	}
}

// segment plans the marker at off and what belongs to it.
func (j *jpeg) segment(off int64) (next int64, done bool, err error) {
	mark, at, err := j.marker(off)
	if err != nil || at < 0 {
		return j.size, false, err
	}
	switch {
	case mark == markEOI:
		j.keep(at, 2)
		return at + 2, true, nil
	case mark >= 0xd0 && mark <= 0xd7 || mark == 0x01: // alone
		j.keep(at, 2)
		return at + 2, false, nil
	case mark == markSOI:
		return 0, false, errDamaged
	}
	head, err := j.at(at+2, 2)
	if err != nil {
		return 0, false, err
	}
	n := 2 + int64(be16(head))
	body, err := j.at(at+4, int(n)-4)
	if err != nil {
		return 0, false, err
	}
	j.sort(mark, at, n, body)
	if mark != markSOS {
		return at + n, false, nil
	}
	end, err := nextMarker(j.file, at+n)
	j.keep(at+n, end-at-n)
	return end, false, err
}

// marker reads the marker at off, behind any fill bytes, which go.
func (j *jpeg) marker(off int64) (mark byte, at int64, err error) {
	for ; off+1 < j.size; off++ {
		pair, err := j.at(off, 2)
		if err != nil {
			return 0, 0, err
		}
		if pair[0] != 0xff || pair[1] == 0 {
			return 0, 0, errDamaged
		}
		if pair[1] != 0xff {
			return pair[1], off, nil
		}
	}
	return 0, -1, nil
}

// sort keeps a segment, keeps part of it, or leaves it out.
func (j *jpeg) sort(mark byte, at, n int64, body []byte) {
	switch {
	case mark >= 0xc0 && mark < markAPP0:
		j.keep(at, n)
	case mark == markAPP0:
		j.app0(at, n, body)
	case mark == markAPP1 && bytes.HasPrefix(body, []byte(exifMark)):
		j.exif(at, n, body)
	case mark == markAPP1 && bytes.HasPrefix(body, []byte(xmpMark)):
		j.traces.join(readXMP(body))
	case mark == markAPP2 && bytes.HasPrefix(body, []byte(iccMark)):
		j.profile(at, n, body)
	case mark == markAPP2 && bytes.HasPrefix(body, []byte("MPF\x00")):
		j.traces.add(TraceThumbnail)
	case mark == markAPPD:
		j.traces.join(readIPTC(body))
	case mark == markAPPE && bytes.HasPrefix(body, []byte("Adobe")) && len(body) == 12:
		j.keep(at, n)
	case mark == markCOM:
		j.traces.add(TraceComment)
	default:
		j.traces.add(TraceOther)
	}
}

// jfifHead is the length of a JFIF segment's body before its thumbnail.
const jfifHead = 14

// app0 keeps JFIF (ITU-T T.871) without its thumbnail.
func (j *jpeg) app0(at, n int64, body []byte) {
	if !bytes.HasPrefix(body, []byte("JFIF\x00")) || len(body) < jfifHead {
		j.traces.add(TraceThumbnail)
		return
	}
	if len(body) == jfifHead && body[12] == 0 && body[13] == 0 {
		j.keep(at, n)
		return
	}
	j.traces.add(TraceThumbnail)
	j.insert(append([]byte{0xff, markAPP0, 0, jfifHead + 2}, append(bytes.Clone(body[:12]), 0, 0)...))
}

// exif leaves which way up the picture is, from the first Exif that says so.
func (j *jpeg) exif(at, n int64, body []byte) {
	found := readExif(body[len(exifMark):])
	if j.upright {
		found.orientation = 1
	}
	j.upright = true
	keep := orientationOnly(found.orientation)
	if bytes.Equal(body[len(exifMark):], keep) && keep != nil {
		j.keep(at, n)
		return
	}
	j.traces.join(found.traces)
	if keep == nil {
		return
	}
	head := binary.BigEndian.AppendUint16([]byte{0xff, markAPP1}, uint16(2+len(exifMark)+len(keep)))
	j.insert(append(append(head, exifMark...), keep...))
}

// profile keeps a colour profile, all its parts or none.
func (j *jpeg) profile(at, n int64, body []byte) {
	const head = len(iccMark) + 2 // number of the part, how many there are
	if len(body) < head {
		return
	}
	if body[len(iccMark)] == 1 && !namesDevice(body[head:]) {
		j.icc = iccKept
	} else if j.icc == iccUnknown || body[len(iccMark)] == 1 {
		j.icc = iccDropped
	}
	if j.icc == iccDropped {
		j.traces.add(TraceDevice)
		return
	}
	j.keep(at, n)
}
