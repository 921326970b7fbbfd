package scrub

import "errors"

// tellMP3 wants an ID3v2 tag that its frames follow, or two frames in a row: a
// single frame's head is found in any noise. Behind a tag, one frame is enough.
func tellMP3(f file, head []byte) (Type, error) {
	off, err := id3v2End(f)
	if err != nil {
		return "", fault(err)
	}
	tagged := off > 0
	if off, err = skipZeroes(f, off); err != nil {
		return "", fault(err)
	}
	for frames := 0; frames < 2; frames++ {
		n, err := frameAt(f, off)
		if errors.Is(err, errDamaged) || n == 0 {
			if tagged {
				break
			}
			return "", nil
		}
		if err != nil {
			return "", fault(err)
		}
		off += n
	}
	if tagged && string(head[:min(len(head), 3)]) != "ID3" {
		return "", nil
	}
	return MP3, nil
}
