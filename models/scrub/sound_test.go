package scrub_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"heed/models/scrub"
)

var wavFormat = riffChunk("fmt ", "\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00")

func TestRecordingTellsNothing(t *testing.T) {
	sound := riffChunk("data", "samples of sound.")
	data := riffFile("WAVE", wavFormat,
		riffChunk("LIST", "INFO"+riffChunk("IART", mark)+riffChunk("ICRD", mark)+riffChunk("INAM", mark)),
		riffChunk("bext", mark), riffChunk("JUNK", mark), sound,
		riffChunk("id3 ", id3v2()), riffChunk("iXML", mark), riffChunk("_PMX", packet), riffChunk("LIST", "adtl"+mark)) + mark
	out, report := cleaned(t, scrub.WAV, data)
	if want := riffFile("WAVE", wavFormat, sound); out != want {
		t.Errorf("got %q, want %q", out, want)
	}
	wantRemoved(t, report, scrub.TracePlace, scrub.TraceTime, scrub.TraceDevice, scrub.TraceAuthor, scrub.TraceSoftware,
		scrub.TraceComment, scrub.TraceThumbnail, scrub.TraceTitle, scrub.TraceOther)
}

// A recorder that was switched off never wrote how long the sound is.
func TestRecordingWithoutItsLengthKeepsItsSound(t *testing.T) {
	for _, length := range []string{"\x00\x00\x00\x00", "\xff\xff\xff\xff"} {
		data := "RIFF" + length + "WAVE" + wavFormat + "data" + length + strings.Repeat("\x01\xf0", 200)
		if out, report := cleaned(t, scrub.WAV, data); out != data || report.Changed {
			t.Errorf("%x: changed", length)
		}
	}
	untouched(t, scrub.WAV, riffFile("WAVE", wavFormat, riffChunk("bext", mark)))
}

// id3v2 is a tag as a recorder's program writes it.
func id3v2() string {
	frames := ""
	for _, name := range []string{"TPE1", "TIT2", "TDRC", "COMM", "TSSE", "APIC", "PRIV"} {
		frames += name + u32(len(mark)+1) + "\x00\x00\x03" + mark
	}
	n := len(frames)
	return "ID3\x04\x00\x00" + string([]byte{0, 0, byte(n >> 7), byte(n & 127)}) + frames
}

func apeTag() string {
	body := "\x0e\x00\x00\x00\x00\x00\x00\x00Artist\x00" + mark
	foot := func(flags uint32) string {
		b := binary.LittleEndian.AppendUint32([]byte("APETAGEX\xd0\x07\x00\x00"), uint32(len(body)+32))
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, 1), flags)
		return string(b) + strings.Repeat("\x00", 8)
	}
	return foot(0xa0000000) + body + foot(0x80000000)
}

func TestMP3TellsNothing(t *testing.T) {
	sound := strings.Repeat("\xff\xfb\x90\x00"+strings.Repeat("\x55", 413), 4)
	lyrics := "LYRICSBEGIN" + mark
	lyrics += fmt.Sprintf("%06d", len(lyrics)) + "LYRICS200"
	old := "TAG" + mark + strings.Repeat("\x00", 125-len(mark))
	enhanced := "TAG+" + mark + strings.Repeat("\x00", 223-len(mark))
	out, report := cleaned(t, scrub.MP3, id3v2()+id3v2()+apeTag()+sound+apeTag()+lyrics+enhanced+old)
	if out != sound {
		t.Errorf("%d bytes are left of %d", len(out), len(sound))
	}
	wantRemoved(t, report, scrub.TraceTime, scrub.TraceAuthor, scrub.TraceSoftware, scrub.TraceComment, scrub.TraceThumbnail,
		scrub.TraceTitle, scrub.TraceOther)
	untouched(t, scrub.MP3, id3v2())
}
