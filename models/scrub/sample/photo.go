// Package sample makes files that tell about their maker, for tests: what they
// tell is known, so that a test can look for it.
package sample

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
)

// Camera and Taken stand in the clear in every Photo; Camera tells the device,
// Taken the time.
const (
	Camera = "KanarienvogelCam 7391"
	Taken  = "2026:02:14 23:59:58"
)

// Photo is a JPEG of at least size bytes that tells where, when and with what it
// was taken.
func Photo(size int) []byte {
	plain := picture(size)
	out := append([]byte{}, plain[:2]...)
	about := append([]byte("Exif\x00\x00"), exif()...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(about)+2))
	out = append(out, about...)
	return append(out, plain[2:]...)
}

// picture is noise, which no encoder makes small: about a byte and a half a
// point.
func picture(size int) []byte {
	noise := rand.New(rand.NewPCG(1, 2))
	for side := 64; ; side += side / 2 {
		img := image.NewGray(image.Rect(0, 0, side, side))
		for y := range side {
			for x := range side {
				img.SetGray(x, y, color.Gray{uint8(noise.UintN(256))})
			}
		}
		var out bytes.Buffer
		if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 98}); err != nil {
			panic(err) // a buffer takes everything
		}
		if out.Len() >= size {
			return out.Bytes()
		}
	}
}

// Kinds of values in a TIFF directory.
const (
	ascii    = 2
	long     = 4
	rational = 5
)

// entry is one of a TIFF directory.
type entry struct {
	id, kind uint16
	n        uint32
	value    []byte
}

// exif is a TIFF header with a directory that leads to one of the place.
func exif() []byte {
	const header, first = 8, 3
	text := func(id uint16, s string) entry { return entry{id, ascii, uint32(len(s) + 1), append([]byte(s), 0)} }
	main := []entry{text(0x010f, Camera), text(0x0132, Taken), {0x8825, long, 1, make([]byte, 4)}}
	size := directorySize(main)
	binary.LittleEndian.PutUint32(main[first-1].value, uint32(header+size))
	place := []entry{
		text(1, "N"), {2, rational, 3, rationals(31, 14, 30)}, text(3, "E"), {4, rational, 3, rationals(121, 28, 10)},
	}
	out := []byte{'I', 'I', 42, 0, header, 0, 0, 0}
	out = append(out, directory(main, header)...)
	return append(out, directory(place, header+size)...)
}

func rationals(values ...uint32) []byte {
	var out []byte
	for _, v := range values {
		out = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(out, v), 1)
	}
	return out
}

func directorySize(entries []entry) int {
	size := 2 + 12*len(entries) + 4
	for _, e := range entries {
		if len(e.value) > 4 {
			size += len(e.value)
		}
	}
	return size
}

// directory writes entries that stand at an offset, their long values behind them.
func directory(entries []entry, at int) []byte {
	out := binary.LittleEndian.AppendUint16(nil, uint16(len(entries)))
	var behind []byte
	end := at + 2 + 12*len(entries) + 4
	for _, e := range entries {
		out = binary.LittleEndian.AppendUint16(out, e.id)
		out = binary.LittleEndian.AppendUint16(out, e.kind)
		out = binary.LittleEndian.AppendUint32(out, e.n)
		if len(e.value) <= 4 {
			out = append(out, append(append([]byte{}, e.value...), make([]byte, 4-len(e.value))...)...)
			continue
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(end+len(behind)))
		behind = append(behind, e.value...)
	}
	return append(append(out, 0, 0, 0, 0), behind...)
}
