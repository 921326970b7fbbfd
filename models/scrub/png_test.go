package scrub_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image/png"
	"strings"
	"testing"

	"heed/models/scrub"
)

func plainPNG(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, scene(40, 30)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func pngChunk(name, body string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(b, name+body...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+body))))
}

func deflated(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// pngHead is the length of the magic and the first chunk.
const pngHead = 8 + 25

func TestScreenshotTellsNothing(t *testing.T) {
	plain := plainPNG(t)
	colour := pngChunk("iCCP", "sRGB\x00\x00"+deflated(t, profile("desc", "wtpt")))
	moving := pngChunk("acTL", "\x00\x00\x00\x01\x00\x00\x00\x00") + pngChunk("fcTL", strings.Repeat("\x00", 26))
	data := plain[:pngHead] + colour + moving +
		pngChunk("tEXt", "Author\x00"+mark) +
		pngChunk("zTXt", "Comment\x00\x00"+deflated(t, mark)) +
		pngChunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+packet) +
		pngChunk("eXIf", tiff(binary.BigEndian, phone(8), "")) +
		pngChunk("tIME", "\x07\xea\x0b\x17\x0a\x00\x00") +
		pngChunk("prVt", mark) +
		plain[pngHead:] + mark
	out, report := cleaned(t, scrub.PNG, data)
	wantRemoved(t, report, scrub.TracePlace, scrub.TraceTime, scrub.TraceDevice, scrub.TraceAuthor, scrub.TraceSoftware,
		scrub.TraceComment, scrub.TraceTitle, scrub.TraceOther)
	orientation := "MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00"
	if want := plain[:pngHead] + colour + moving + pngChunk("eXIf", orientation) + plain[pngHead:]; out != want {
		t.Errorf("got\n%q\nwant\n%q", out, want)
	}
	samePicture(t, plain, out)
}

func TestScreensProfileGoesFromPNG(t *testing.T) {
	plain := plainPNG(t)
	data := plain[:pngHead] + pngChunk("iCCP", mark+"\x00\x00"+deflated(t, profile("vcgt"))) + plain[pngHead:]
	out, report := cleaned(t, scrub.PNG, data)
	wantRemoved(t, report, scrub.TraceDevice)
	if out != plain {
		t.Error("more than the profile is gone")
	}
}

func TestHalfAScreenshotIsCleaned(t *testing.T) {
	plain := plainPNG(t)
	out, _ := cleaned(t, scrub.PNG, plain[:pngHead]+pngChunk("tEXt", mark)+plain[pngHead:len(plain)-40])
	if out != plain[:len(plain)-40] {
		t.Error("the picture's data are not all there")
	}
}
