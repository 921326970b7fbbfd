package scrub

import "strings"

// riffHead is "RIFF", the length of what follows, and the form.
const riffHead = 12

// riffChunks shows the chunks of a RIFF file, each with the pad byte that makes
// its length even in whole. The last may be cut short; whole is what there is of
// it. Chunks behind the length that the head gives count too: a film may be hidden
// there, and recorders that were switched off never wrote the length.
func riffChunks(f file, visit func(c chunk, whole int64) error) error {
	for off := int64(riffHead); off+8 <= f.size; {
		head, err := f.at(off, 8)
		if err != nil {
			return err
		}
		c := chunk{name: string(head[:4]), off: off, body: off + 8, n: int64(le32(head[4:]))}
		whole, err := riffLength(f, c)
		if err != nil {
			return err
		}
		if err := visit(c, whole); err != nil {
			return err
		}
		off += whole
	}
	return nil
}

// riffLength is the length of a chunk with its head and pad. Recorders write 0
// for the sound until they are switched off; then what follows is no chunk.
func riffLength(f file, c chunk) (int64, error) {
	left := f.size - c.off
	if c.name == "data" && c.n == 0 && left > 8 {
		next, err := f.at(c.body, int(min(8, left-8)))
		if err != nil {
			return 0, err
		}
		if len(next) < 8 || int64(le32(next[4:])) > left-16 || strings.Trim(string(next[:4]), printable) != "" {
			return left, nil
		}
	}
	return min(8+c.n+c.n&1, left), nil
}

// printable are the characters of chunks' names.
const printable = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _"

// riffPlan puts the head with the right length before what a plan holds, unless
// nothing was left out.
func riffPlan(f file, p, body *plan) error {
	head, err := f.at(0, riffHead)
	if err != nil {
		return err
	}
	p.traces, p.over = body.traces, body.over
	if !body.edited && riffHead+body.length() == f.size {
		p.keep(0, f.size)
		return nil
	}
	copy(head[4:8], le32Of(body.length()+4))
	p.insert(head)
	p.put += body.put
	p.pieces = append(p.pieces, body.pieces...)
	return nil
}
