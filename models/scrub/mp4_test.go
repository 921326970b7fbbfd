package scrub_test

import (
	"strings"
	"testing"

	"heed/models/scrub"
)

// track is one of a kind whose samples, of the lengths, lie at the offsets, two
// to the first and one to each other.
func track(kind, entry string, sizes, offsets []int) string {
	stsz := u32(0) + u32(len(sizes))
	for _, n := range sizes {
		stsz += u32(n)
	}
	stco := u32(len(offsets))
	for _, at := range offsets {
		stco += u32(at)
	}
	table := fullBox("stsd", 0, u32(1)+entry) + fullBox("stts", 0, u32(0)) + fullBox("stsz", 0, stsz) +
		fullBox("stsc", 0, u32(2)+u32(1)+u32(2)+u32(1)+u32(2)+u32(1)+u32(1)) + fullBox("stco", 0, stco)
	handler := fullBox("hdlr", 0, "\x00\x00\x00\x00"+kind+strings.Repeat("\x00", 12)+mark+"\x00")
	return boxed("trak", fullBox("tkhd", 1, strings.Repeat("T", 16)+strings.Repeat("\x00", 76))+
		boxed("mdia", fullBox("mdhd", 0, "TTTTTTTT"+u32(1000)+u32(1)+u32(0))+handler+
			boxed("minf", fullBox("vmhd", 0, "\x00\x00\x00\x00\x00\x00\x00\x00")+boxed("stbl", table)))+
		boxed("udta", mark))
}

func avc1() string {
	return boxed("avc1", strings.Repeat("\x00", 42)+"\x0e"+mark+strings.Repeat("\x00", 17)+"\x00\x18\xff\xff"+boxed("avcC", "settings"))
}

const (
	coded                  = "the coded film"
	track1, track2, track3 = mark + "30.1,120.2", mark + "30.2", mark + "30.3,120"
)

// filmFile is a film as a phone writes it, with a track of where it was.
func filmFile(kind string) string {
	build := func(data int) string {
		entry := avc1()
		if kind == "soun" {
			entry = boxed("mp4a", strings.Repeat("\x00", 28))
		}
		second := data + len(coded)
		moov := boxed("moov", fullBox("mvhd", 0, "TTTTTTTT"+strings.Repeat("\x00", 88))+
			track(kind, entry, []int{7, 7}, []int{data})+
			track("meta", boxed("mebx", mark), []int{len(track1), len(track2), len(track3)}, []int{second, second + len(track1) + len(track2) + 3})+
			boxed("udta", boxed("\xa9xyz", "\x00\x12\x15\xc7+30.1+120.2/"+mark)+boxed("\xa9mod", mark)+boxed("\xa9too", mark))+
			fullBox("meta", 0, boxed("ilst", boxed("\xa9nam", mark)+boxed("\xa9ART", mark)+boxed("\xa9day", mark)+boxed("covr", mark)))+
			boxed("uuid", "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"+packet))
		return boxed("ftyp", "isom\x00\x00\x00\x00mp42") + moov + boxed("free", mark) +
			boxed("mdat", coded+track1+track2+"gap"+track3) + boxed("priv", mark) + "\x00"
	}
	return build(strings.Index(build(0), coded))
}

func TestFilmTellsNothing(t *testing.T) {
	data := filmFile("vide")
	out, report := cleaned(t, scrub.MP4, data)
	wantRemoved(t, report, scrub.TracePlace, scrub.TraceTime, scrub.TraceDevice, scrub.TraceAuthor, scrub.TraceSoftware,
		scrub.TraceThumbnail, scrub.TraceTitle, scrub.TraceOther)
	if len(out) != len(data) || strings.Index(out, coded) != strings.Index(data, coded) {
		t.Error("something moved")
	}
	if strings.Contains(out, "TTTT") {
		t.Error("a time is left")
	}
	if !strings.Contains(out, "gap") || !strings.Contains(out, "avcCsettings") {
		t.Error("more than the samples of one track is gone")
	}
}

func TestVoiceMemoTellsNothing(t *testing.T) {
	out, _ := cleaned(t, scrub.M4A, filmFile("soun"))
	if !strings.Contains(out, coded) {
		t.Error("the sound is lost")
	}
}

// A line that broke leaves a film without its end.
func TestHalfAFilmIsCleaned(t *testing.T) {
	data := filmFile("vide")
	data = data[:strings.Index(data, coded)+len(coded)-4]
	out, _ := cleaned(t, scrub.MP4, data)
	if !strings.HasSuffix(out, coded[:len(coded)-4]) {
		t.Error("what there is of the film is lost")
	}
}

// Without bounds these would be looked at for hours.
func TestFilmThatPointsToTheSameBytesIsCopiedWhole(t *testing.T) {
	many := 5_000
	sizes, offsets := make([]int, many), make([]int, many)
	for i := range sizes {
		sizes[i], offsets[i] = 1<<20, 16
	}
	start := boxed("ftyp", "isom\x00\x00\x00\x00mp42") + boxed("mdat", strings.Repeat("\x00", 2<<20))
	untouched(t, scrub.MP4, start+boxed("moov", track("meta", boxed("mebx", ""), sizes, offsets)))
	data := start + boxed("moov", track("meta", boxed("mebx", ""), sizes[:1], offsets))
	runs := u32(2) + u32(1) + u32(2) + u32(1) + u32(2) + u32(1) + u32(1)
	untouched(t, scrub.MP4, strings.Replace(data, runs, u32(1)+u32(1)+u32(1<<30)+u32(1)+runs[16:], 1))
}

func TestFilmWithoutIndexIsCopiedWhole(t *testing.T) {
	untouched(t, scrub.MP4, boxed("ftyp", "isom\x00\x00\x00\x00mp42")+boxed("mdat", mark))
	untouched(t, scrub.MP4, boxed("ftyp", "isom\x00\x00\x00\x00mp42")+boxed("moov", u32(4000)+"mvhd"))
}
