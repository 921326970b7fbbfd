package scrub

// Bit rates in kbit/s of layer III (ISO/IEC 11172-3 2.4.2.3 and 13818-3 2.4.2.3).
var (
	rates1 = [16]int64{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	rates2 = [16]int64{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
)

// frameAt is the length of the layer III frame at an offset; 0 when there is
// none, errDamaged at the end of the file.
func frameAt(f file, off int64) (int64, error) {
	h, err := f.at(off, 4)
	if err != nil {
		return 0, err
	}
	version, layer := h[1]>>3&3, h[1]>>1&3
	rate, sample := h[2]>>4, h[2]>>2&3
	if h[0] != 0xff || h[1]&0xe0 != 0xe0 || version == 1 || layer != 1 || sample == 3 {
		return 0, nil
	}
	hertz := [3]int64{44100, 48000, 32000}[sample]
	padding := int64(h[2] >> 1 & 1)
	if version == 3 {
		return frame(144*1000*rates1[rate], hertz, padding), nil
	}
	if version == 2 {
		hertz /= 2
	} else {
		hertz /= 4
	}
	return frame(72*1000*rates2[rate], hertz, padding), nil
}

func frame(bits, hertz, padding int64) int64 {
	if bits == 0 {
		return 0
	}
	return bits/hertz + padding
}

// id3v2End is where the ID3v2 tags at the beginning end (id3.org, 2.4.0, 3.1):
// there may be more than one.
func id3v2End(f file) (int64, error) {
	off := int64(0)
	for off+10 <= f.size {
		h, err := f.at(off, 10)
		if err != nil {
			return 0, err
		}
		n, ok := id3v2Size(h)
		if !ok {
			break
		}
		off = min(off+n, f.size)
	}
	return off, nil
}

// id3v2Size is how long a tag is, with its head and foot, from its first ten
// bytes.
func id3v2Size(h []byte) (int64, bool) {
	if string(h[:3]) != "ID3" || h[3] == 0xff || h[4] == 0xff || (h[6]|h[7]|h[8]|h[9])&0x80 != 0 {
		return 0, false
	}
	n := int64(h[6])<<21 | int64(h[7])<<14 | int64(h[8])<<7 | int64(h[9])
	if h[5]&0x10 != 0 {
		n += 10
	}
	return n + 10, true
}

// mostPadding is how many zero bytes between a tag and the sound are put up with.
const mostPadding = 64 << 10

func skipZeroes(f file, off int64) (int64, error) {
	b, err := f.at(off, int(min(mostPadding, f.size-off)))
	if err != nil {
		return 0, err
	}
	for i, c := range b {
		if c != 0 {
			return off + int64(i), nil
		}
	}
	return off, nil
}
