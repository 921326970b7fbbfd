package scrub

import "bytes"

// nextMarker finds where coded data ends: at 0xff with neither 0, nor a restart
// mark, nor the end of the file behind it.
func nextMarker(f file, off int64) (int64, error) {
	const step = 32 << 10
	for off < f.size {
		block, err := f.at(off, int(min(step, f.size-off)))
		if err != nil {
			return 0, err
		}
		for i := 0; i < len(block); {
			at := bytes.IndexByte(block[i:], 0xff)
			if at < 0 || i+at+1 == len(block) {
				break
			}
			i += at + 1
			if c := block[i]; c != 0 && c != 0xff && (c < 0xd0 || c > 0xd7) {
				return off + int64(i) - 1, nil
			}
		}
		if off += int64(len(block)); off < f.size && block[len(block)-1] == 0xff {
			off--
		}
	}
	return f.size, nil
}
