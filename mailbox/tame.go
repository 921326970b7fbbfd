package mailbox

import (
	"bytes"
	"net"
	"regexp"
	"strconv"
)

// tame is a line on which no list of capabilities has a parenthesis: at one, the
// library's reader stands still for ever without reading on, and keeps a core busy
// (go-imap v2.0.0-beta.8, readCapabilities). None belongs there; with the other
// kind in its place the library says that the answer makes no sense.
//
// Nothing else changes, what is in a literal least of all.
type tame struct {
	net.Conn
	literal int64  // bytes of one that are still to come
	head    []byte // how the line that is coming begins
	tail    []byte // how it ends so far
}

const (
	headMost = 96 // enough for the tag, a status and its code
	tailMost = 32 // enough for the length of a literal
)

var (
	ableList = regexp.MustCompile(`(?i)^\S+ (\d+ )?(CAPABILITY|(OK|NO|BAD|BYE|PREAUTH) \[CAPABILITY)\b`)
	status   = regexp.MustCompile(`(?i)^\S+ (\d+ )?(OK|NO|BAD|BYE|PREAUTH)\b`)
	length   = regexp.MustCompile(`\{(\d{1,18})\+?\} ?\r?\n$`)
)

func (t *tame) Read(p []byte) (int, error) {
	n, err := t.Conn.Read(p)
	t.follow(p[:n])
	return n, err
}

// follow tames what came, line by line.
func (t *tame) follow(came []byte) {
	for len(came) > 0 {
		if t.literal > 0 {
			n := min(t.literal, int64(len(came)))
			came, t.literal = came[n:], t.literal-n
			continue
		}
		piece := came
		end := bytes.IndexByte(came, '\n')
		if end >= 0 {
			piece = came[:end+1]
		}
		t.more(piece)
		if end >= 0 {
			t.endLine()
		}
		came = came[len(piece):]
	}
}

// more takes the next piece of a line.
func (t *tame) more(piece []byte) {
	t.head = append(t.head, piece[:min(len(piece), headMost-len(t.head))]...)
	if ableList.Match(t.head) {
		for k, c := range piece {
			if c == '(' {
				piece[k] = ')'
			}
		}
	}
	t.tail = append(t.tail, piece[max(0, len(piece)-tailMost):]...)
	t.tail = t.tail[max(0, len(t.tail)-tailMost):]
}

// endLine sees whether a literal follows, which no text of a status has.
func (t *tame) endLine() {
	if n := length.FindSubmatch(t.tail); n != nil && !status.Match(t.head) {
		t.literal, _ = strconv.ParseInt(string(n[1]), 10, 64) // 18 digits fit
	}
	if t.literal == 0 {
		t.head = t.head[:0] // a line goes on behind its literal
	}
	t.tail = t.tail[:0]
}
