package scrub_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"heed/models/scrub"
)

// scene is a picture with something in every corner.
func scene(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x * 5), uint8(y * 7), uint8(x ^ y), 255})
		}
	}
	return m
}

func plainJPEG(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, scene(48, 32), nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func segment(marker byte, body string) string {
	n := len(body) + 2
	return string([]byte{0xff, marker, byte(n >> 8), byte(n)}) + body
}

// profile is a colour profile with tags of the names.
func profile(tags ...string) string {
	p := strings.Repeat("\x00", 12) + "mntr" + strings.Repeat("\x00", 112) + string([]byte{0, 0, 0, byte(len(tags))})
	for _, name := range tags {
		p += name + "\x00\x00\x00\x00\x00\x00\x00\x00"
	}
	return p
}

func icc(data string) string { return segment(0xe2, "ICC_PROFILE\x00\x01\x01"+data) }

// photo is a picture as a phone writes it, with all that was ever seen in one.
func photo(t testing.TB, order binary.AppendByteOrder, orientation uint16) string {
	t.Helper()
	plain := plainJPEG(t)
	return plain[:2] +
		segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x01\x05"+mark+"!") + // 1 × 5 pixels of 3 bytes
		segment(0xe0, "JFXX\x00\x10"+mark) +
		segment(0xe1, "Exif\x00\x00"+tiff(order, phone(orientation), "\xff\xd8"+mark)) +
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+packet) +
		segment(0xe1, "http://ns.adobe.com/xmp/extension/\x00"+mark) +
		icc(profile("desc", "wtpt")) +
		segment(0xe2, "MPF\x00"+mark) +
		segment(0xe4, mark) +
		segment(0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x20\x1c\x02\x50\x00\x10"+mark+"\x1c\x02\x5a\x00\x10"+mark) +
		segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01") +
		segment(0xfe, mark+" comment") +
		"\xff\xff" + plain[2:] + "\x00\x00\x00\x18ftypmp42" + mark
}

func TestPhotoTellsNothing(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
		out, report := cleaned(t, scrub.JPEG, photo(t, order, 6))
		wantRemoved(t, report, append(phoneTraces, scrub.TraceOther)...)
		samePicture(t, plainJPEG(t), out)
		for what, kept := range map[string]string{
			"orientation": "\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06",
			"JFIF":        "\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00\x00",
			"profile":     icc(profile("desc", "wtpt")),
			"Adobe":       "Adobe\x00\x64",
		} {
			if !strings.Contains(out, kept) {
				t.Errorf("the %s is lost", what)
			}
		}
		if coded := plainJPEG(t)[2:]; !strings.HasSuffix(out, coded) {
			t.Error("the coded data are not the same")
		}
	}
}

// The sizes above are those of the sample: an upright picture needs no Exif.
func TestUprightPhotoHasNoExif(t *testing.T) {
	out, _ := cleaned(t, scrub.JPEG, photo(t, binary.LittleEndian, 1))
	if strings.Contains(out, "Exif") {
		t.Error("Exif is left")
	}
	samePicture(t, plainJPEG(t), out)
}

func TestPlainPictureStaysAsItIs(t *testing.T) {
	out, report := cleaned(t, scrub.JPEG, plainJPEG(t))
	if report.Changed || report.Removed != nil || out != plainJPEG(t) {
		t.Errorf("%+v", report)
	}
}

func TestProfileOfAScreenGoes(t *testing.T) {
	plain := plainJPEG(t)
	out, report := cleaned(t, scrub.JPEG, plain[:2]+icc(profile("desc", "mmod")+mark)+plain[2:])
	wantRemoved(t, report, scrub.TraceDevice)
	if out != plain {
		t.Error("more than the profile is gone")
	}
}

// A line that broke leaves half a picture; what is left of it is clean.
func TestHalfAPhotoIsCleaned(t *testing.T) {
	whole := photo(t, binary.BigEndian, 3)
	half := whole[:strings.LastIndex(whole, "\xff\xd9")-40]
	out, _ := cleaned(t, scrub.JPEG, half)
	if !strings.HasSuffix(out, half[len(half)-60:]) {
		t.Error("the picture's data are not all there")
	}
}

func samePicture(t *testing.T, want, got string) {
	t.Helper()
	a, _, err := image.Decode(strings.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	b, _, err := image.Decode(strings.NewReader(got))
	if err != nil {
		t.Fatalf("the copy does not decode: %v", err)
	}
	if a.Bounds() != b.Bounds() {
		t.Fatalf("bounds %v, want %v", b.Bounds(), a.Bounds())
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("pixel %d,%d: %v, want %v", x, y, b.At(x, y), a.At(x, y))
			}
		}
	}
}
