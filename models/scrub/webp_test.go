package scrub_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"heed/models/scrub"
)

func riffChunk(name, body string) string {
	return name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body + strings.Repeat("\x00", len(body)%2)
}

func riffFile(form string, chunks ...string) string {
	return riffChunk("RIFF", form+strings.Join(chunks, ""))
}

// vp8x is the head chunk of a picture of one pixel with flags.
func vp8x(flags byte) string {
	return riffChunk("VP8X", string([]byte{flags})+"\x00\x00\x00\x00\x00\x00\x00\x00\x00")
}

// pixel is one pixel, coded without loss.
var pixel = riffChunk("VP8L", "\x2f\x00\x00\x00\x00\x07\x10\xfd\x8f\xfe\x07\x22\xa2\xff\x01")

func TestWebPTellsNothing(t *testing.T) {
	colour := riffChunk("ICCP", profile("desc"))
	data := riffFile("WEBP", vp8x(0x3c), colour, pixel,
		riffChunk("EXIF", "Exif\x00\x00"+tiff(binary.LittleEndian, phone(3), mark)),
		riffChunk("XMP ", packet), riffChunk("PRVT", mark)) + mark
	out, report := cleaned(t, scrub.WebP, data)
	wantRemoved(t, report, append(phoneTraces, scrub.TraceOther)...)
	upside := riffChunk("EXIF", "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00\x00\x00\x00\x00")
	if want := riffFile("WEBP", vp8x(0x38), colour, pixel, upside); out != want {
		t.Errorf("got\n%q\nwant\n%q", out, want)
	}
}

func TestUprightWebPHasNoExif(t *testing.T) {
	out, _ := cleaned(t, scrub.WebP, riffFile("WEBP", vp8x(0x2c), riffChunk("ICCP", profile("mmod")+mark), pixel,
		riffChunk("EXIF", tiff(binary.LittleEndian, phone(1), mark)), riffChunk("XMP ", packet)))
	if want := riffFile("WEBP", vp8x(0), pixel); out != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestPlainWebPStaysAsItIs(t *testing.T) {
	for _, data := range []string{riffFile("WEBP", pixel), riffFile("WEBP", vp8x(0), pixel)} {
		if _, report := cleaned(t, scrub.WebP, data); report.Changed {
			t.Errorf("%q is changed", data)
		}
	}
}
