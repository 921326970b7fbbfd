package scrub

import (
	"encoding/binary"
	"unicode/utf16"
)

// tellOLE refuses the old Office formats. A new one under a password hides in the
// same container as a stream EncryptedPackage ([MS-OFFCRYPTO] 2.3.4.4).
func tellOLE(f file, head []byte) (Type, error) {
	hidden, err := hasStream(f, "EncryptedPackage")
	if err != nil {
		return "", fault(err)
	}
	if hidden {
		return "", refuseEncrypted()
	}
	if name := ending(head); name != "" {
		return "", refuseType(name)
	}
	return "", refuseType("doc")
}

// hasStream looks for a directory entry ([MS-CFB] 2.6.1: 128 bytes, its name in
// UTF-16 first, then the name's length with its final zero, then 2 for a stream).
// Entries lie at multiples of 128 wherever the directory is.
func hasStream(f file, name string) (bool, error) {
	want := make([]byte, 0, 2*len(name))
	for _, c := range utf16.Encode([]rune(name)) {
		want = binary.LittleEndian.AppendUint16(want, c)
	}
	const step = 64 << 10
	for off := int64(0); off < f.size; off += step {
		block, err := f.at(off, int(min(step, f.size-off)))
		if err != nil {
			return false, err
		}
		for ; len(block) >= 128; block = block[128:] {
			if string(block[:len(want)]) == string(want) && int(le16(block[64:])) == len(want)+2 && block[66] == 2 {
				return true, nil
			}
		}
	}
	return false, nil
}
