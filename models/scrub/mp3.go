package scrub

import (
	"bytes"
	"strconv"
)

// planMP3 keeps the frames, without the tags before and behind them. The frames
// themselves are not changed: the first may name the encoder.
func planMP3(f file, p *plan) error {
	start, err := tagsBefore(f, p.traces)
	if err != nil {
		return err
	}
	end, err := tagsBehind(f, start, p.traces)
	if err != nil {
		return err
	}
	if start >= end {
		return errDamaged
	}
	p.keep(start, end-start)
	return nil
}

// tagsBefore is where ID3v2 and APE tags at the beginning end.
func tagsBefore(f file, found traceSet) (int64, error) {
	off := int64(0)
	for off+32 <= f.size {
		h, err := f.at(off, 32)
		if err != nil {
			return 0, err
		}
		n, ok := id3v2Size(h)
		if !ok {
			if n, ok = apeSize(h); !ok {
				break
			}
		}
		n = min(n, f.size-off)
		tag, err := f.at(off, int(min(n, mostText)))
		if err != nil {
			return 0, err
		}
		found.join(readID3(tag))
		off += n
	}
	return off, nil
}

// tagsBehind is where the sound ends that ID3v1, Lyrics3, APE and appended ID3v2
// tags follow, in any order.
func tagsBehind(f file, start int64, found traceSet) (int64, error) {
	end := f.size
	for {
		n, err := tagEndingAt(f, start, end)
		if err != nil || n == 0 {
			return end, err
		}
		tag, err := f.at(end-n, int(min(n, mostText)))
		if err != nil {
			return 0, err
		}
		found.join(readID3(tag))
		end -= n
	}
}

// tagEndingAt is the length of the tag that ends at an offset; 0 when none does.
func tagEndingAt(f file, start, end int64) (int64, error) {
	n := min(end-start, 128)
	tail, err := f.at(end-n, int(n))
	if err != nil {
		return 0, err
	}
	length := int64(0)
	switch {
	case len(tail) == 128 && string(tail[:3]) == "TAG":
		return 128, nil
	case len(tail) >= 32 && string(tail[len(tail)-32:len(tail)-24]) == "APETAGEX":
		length, _ = apeSize(tail[len(tail)-32:])
	case len(tail) >= 15 && string(tail[len(tail)-9:]) == "LYRICS200":
		length, err = strconv.ParseInt(string(tail[len(tail)-15:len(tail)-9]), 10, 64)
		length += 15
	case len(tail) >= 10 && string(tail[len(tail)-10:len(tail)-7]) == "3DI":
		length, _ = id3v2Size(append([]byte("ID3"), tail[len(tail)-7:]...))
	case len(tail) == 128:
		return enhancedTag(f, start, end)
	}
	if err != nil || length <= 0 || length > end-start {
		return 0, nil // no number, no tag
	}
	return length, nil
}

// enhancedSize is that of the tag that some programs put before ID3v1.
const enhancedSize = 227

func enhancedTag(f file, start, end int64) (int64, error) {
	if end-start < enhancedSize {
		return 0, nil
	}
	head, err := f.at(end-enhancedSize, 4)
	if err != nil || string(head) != "TAG+" {
		return 0, err
	}
	return enhancedSize, nil
}

// apeSize is the length of an APE tag, version 1 or 2, from its head or foot.
func apeSize(h []byte) (int64, bool) {
	if string(h[:8]) != "APETAGEX" {
		return 0, false
	}
	n, flags := int64(le32(h[12:])), le32(h[20:])
	if flags>>31 == 1 || flags>>29&1 == 1 { // it has a head, or is one: the length counts the foot only
		n += 32
	}
	return n, true
}

// id3Words are frames of ID3v2.2 to 2.4 and items of APE.
var id3Words = []struct {
	word  string
	trace Trace
}{
	{"TDRC", TraceTime},
	{"TYER", TraceTime},
	{"TDAT", TraceTime},
	{"TDTG", TraceTime},
	{"TDEN", TraceTime},
	{"Year\x00", TraceTime},
	{"TPE1", TraceAuthor},
	{"TPE2", TraceAuthor},
	{"TCOM", TraceAuthor},
	{"TCOP", TraceAuthor},
	{"TOWN", TraceAuthor},
	{"TP1", TraceAuthor},
	{"Artist\x00", TraceAuthor},
	{"TSSE", TraceSoftware},
	{"TENC", TraceSoftware},
	{"TEN\x00", TraceSoftware},
	{"COMM", TraceComment},
	{"COM\x00", TraceComment},
	{"USLT", TraceComment},
	{"Comment\x00", TraceComment},
	{"LYRICSBEGIN", TraceComment},
	{"APIC", TraceThumbnail},
	{"PIC\x00", TraceThumbnail},
	{"TIT2", TraceTitle},
	{"TALB", TraceTitle},
	{"TT2", TraceTitle},
	{"Title\x00", TraceTitle},
	{"TOFN", TracePath},
	{"WXXX", TracePath},
}

// readID3 says what a tag tells; the old one has a title, an artist, a year and a
// remark at fixed places.
func readID3(tag []byte) traceSet {
	found := traceSet{}
	for _, w := range id3Words {
		if bytes.Contains(tag, []byte(w.word)) {
			found.add(w.trace)
		}
	}
	if len(tag) == 128 && string(tag[:3]) == "TAG" {
		for _, field := range []struct {
			from, to int
			trace    Trace
		}{{3, 33, TraceTitle}, {33, 63, TraceAuthor}, {63, 93, TraceTitle}, {93, 97, TraceTime}, {97, 127, TraceComment}} {
			if len(bytes.Trim(tag[field.from:field.to], "\x00 ")) > 0 {
				found.add(field.trace)
			}
		}
	}
	if len(found) == 0 {
		found.add(TraceOther)
	}
	return found
}
