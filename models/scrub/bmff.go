package scrub

// Boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2): a length, a
// name, a body that may be boxes again.

// Bounds on what a file may make us walk.
const (
	mostBoxes = 1 << 16
	mostDepth = 12
)

// box is one box, by its place in the file.
type box struct {
	name   string
	off    int64 // of its length
	size   int64 // with its head
	header int64 // length of its head
}

func (b box) body() int64 { return b.off + b.header }
func (b box) end() int64  { return b.off + b.size }

// boxAt reads the head of a box that must end by end. A length of zero reaches
// to the end of what is around it.
func boxAt(f file, off, end int64) (box, error) {
	head, err := f.at(off, 8)
	if err != nil {
		return box{}, err
	}
	b := box{name: string(head[4:8]), off: off, size: int64(be32(head)), header: 8}
	switch b.size {
	case 0:
		b.size = end - off
	case 1:
		long, err := f.at(off+8, 8)
		if err != nil {
			return box{}, err
		}
		b.size, b.header = int64(be64(long)), 16
	}
	if b.size > end-off && b.name == "mdat" && end == f.size { // a line that broke: what is there are its data
		b.size = end - off
	}
	if b.size < b.header || b.size > end-off {
		return box{}, errDamaged
	}
	return b, nil
}

// walkBoxes shows the boxes between two offsets; those for which visit says yes
// are walked into.
func walkBoxes(f file, off, end int64, visit func(box) (bool, error)) error {
	left := mostBoxes
	var walk func(off, end int64, depth int) error
	walk = func(off, end int64, depth int) error {
		for off+8 <= end {
			if left--; left < 0 || depth > mostDepth {
				return errDamaged
			}
			b, err := boxAt(f, off, end)
			if err != nil {
				return err
			}
			into, err := visit(b)
			if err != nil {
				return err
			}
			if into {
				if err := walk(b.body(), b.end(), depth+1); err != nil {
					return err
				}
			}
			off = b.end()
		}
		return nil
	}
	return walk(off, end, 0)
}
