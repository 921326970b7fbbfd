package scrub

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
)

// mostMembers bounds the list of a zip's members in memory, about 300 bytes each.
const mostMembers = 10_000

// openZip reads the list of members of an archive that has a bearable number of
// them. What is not read is errDamaged or the reader's fault.
func openZip(f file) (*zip.Reader, error) {
	members, err := count(f, []byte("PK\x01\x02"))
	if err != nil {
		return nil, err
	}
	if members > mostMembers {
		return nil, errDamaged
	}
	archive, err := zip.NewReader(f, f.size)
	if err == nil || errors.Is(err, zip.ErrInsecurePath) {
		return archive, nil
	}
	if fault := fault(err); fault != nil {
		return nil, fault
	}
	return nil, errDamaged
}

// count says how often a mark occurs in the file.
func count(f file, mark []byte) (int, error) {
	in, n, rest := f.stream(), 0, 0
	block := make([]byte, 64<<10)
	for {
		got, err := in.Read(block[rest:])
		filled := block[:rest+got]
		n += bytes.Count(filled, mark)
		rest = copy(block, filled[max(0, len(filled)-len(mark)+1):])
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
