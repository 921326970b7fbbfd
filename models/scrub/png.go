package scrub

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
)

// pngKept are the chunks that say how the picture looks (PNG, third edition, 11
// and 14, and those of animation). Chunks whose names begin with a capital are
// needed to decode it and stay whatever they are.
var pngKept = map[string]bool{
	"tRNS": true, "cHRM": true, "gAMA": true, "sBIT": true, "sRGB": true, "cICP": true, "mDCV": true, "cLLI": true,
	"bKGD": true, "hIST": true, "pHYs": true, "acTL": true, "fcTL": true, "fdAT": true,
}

const (
	pngMagic = 8
	pngFrame = 12 // length, name and checksum of a chunk
	// mostText is how much of a text or profile is looked at for what it tells.
	mostText = 64 << 10
)

// planPNG keeps the chunks that make the picture, as they are with their
// checksums, and leaves out all else, with what follows the last chunk.
func planPNG(f file, p *plan) error {
	if _, err := f.at(0, pngMagic); err != nil {
		return err
	}
	p.keep(0, pngMagic)
	for off := int64(pngMagic); off < f.size; {
		head, err := f.at(off, 8)
		if err != nil {
			return err
		}
		c := chunk{name: string(head[4:]), off: off, body: off + 8, n: int64(be32(head))}
		whole := min(c.n+pngFrame, f.size-off)
		if whole < c.n+pngFrame && c.name != "IDAT" && c.name != "fdAT" { // cut short elsewhere than in the picture
			return errDamaged
		}
		if err := pngChunk(f, p, c, whole); err != nil {
			return err
		}
		if off += whole; c.name == "IEND" {
			if off < f.size {
				p.traces.add(TraceOther)
			}
			return nil
		}
	}
	return nil
}

// chunk is a named stretch of a PNG or RIFF file.
type chunk struct {
	name    string
	off     int64
	body, n int64
}

func pngChunk(f file, p *plan, c chunk, whole int64) error {
	if c.name[0] >= 'A' && c.name[0] <= 'Z' || pngKept[c.name] {
		p.keep(c.off, whole)
		return nil
	}
	body, err := f.at(c.body, int(min(c.n, mostText)))
	if err != nil {
		return err
	}
	switch c.name {
	case "iCCP":
		if pngDevice(body) {
			p.traces.add(TraceDevice)
		} else {
			p.keep(c.off, whole)
		}
	case "eXIf":
		pngExif(p, c, whole, body)
	case "tIME":
		p.traces.add(TraceTime)
	case "tEXt", "zTXt", "iTXt":
		p.traces.join(pngText(body))
	default:
		p.traces.add(TraceOther)
	}
	return nil
}

// pngDevice looks into a profile (11.3.2.3: a name, a zero, the method 0, zlib).
func pngDevice(body []byte) bool {
	_, packed, ok := bytes.Cut(body, []byte{0})
	if !ok || len(packed) < 1 {
		return true
	}
	in, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return true
	}
	profile, err := io.ReadAll(io.LimitReader(in, iccHead+4+12*mostICCTags))
	return err != nil && len(profile) == 0 || namesDevice(profile)
}

// pngExif leaves which way up the picture is.
func pngExif(p *plan, c chunk, whole int64, body []byte) {
	found := readExif(body)
	keep := orientationOnly(found.orientation)
	if keep != nil && bytes.Equal(body, keep) {
		p.keep(c.off, whole)
		return
	}
	p.traces.join(found.traces)
	if keep != nil {
		named := append([]byte("eXIf"), keep...)
		out := binary.BigEndian.AppendUint32(nil, uint32(len(keep)))
		p.insert(binary.BigEndian.AppendUint32(append(out, named...), crc32.ChecksumIEEE(named)))
	}
}

// pngWords are keywords of texts (11.3.3.1 and those of ImageMagick and exiftool).
var pngWords = []struct {
	word  string
	trace Trace
}{
	{"author", TraceAuthor},
	{"artist", TraceAuthor},
	{"copyright", TraceAuthor},
	{"title", TraceTitle},
	{"software", TraceSoftware},
	{"time", TraceTime},
	{"date", TraceTime},
	{"source", TraceDevice},
	{"model", TraceDevice},
	{"description", TraceComment},
	{"comment", TraceComment},
	{"gps", TracePlace},
	{"location", TracePlace},
}

func pngText(body []byte) traceSet {
	word, text, _ := bytes.Cut(body, []byte{0})
	if string(word) == "XML:com.adobe.xmp" {
		return readXMP(text)
	}
	found := traceSet{}
	for _, w := range pngWords {
		if strings.Contains(strings.ToLower(string(word)), w.word) {
			found.add(w.trace)
			return found
		}
	}
	found.add(TraceOther)
	return found
}
