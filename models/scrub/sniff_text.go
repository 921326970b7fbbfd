package scrub

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// markup is text that a program does not show as text: it is refused by what it
// is. Anything below one of these in the library's tree is refused too.
var markup = []string{"text/html", "image/svg+xml", "text/xml", "text/rtf", "text/x-php", "application/postscript", "text/x-shellscript"}

// tellText lets in what is readable text from its first byte to its last, in
// UTF-8, GB18030 or UTF-16.
func tellText(f file, head []byte) (Type, error) {
	set, ok, err := findCharset(f, head)
	if !ok || err != nil {
		return "", err
	}
	start, err := io.ReadAll(io.LimitReader(transform.NewReader(bytes.NewReader(head), set.NewDecoder()), headSize))
	if err != nil {
		return "", nil
	}
	start = bytes.TrimPrefix(start, []byte("\xef\xbb\xbf"))
	found := mimetype.Detect(bytes.ReplaceAll(start, []byte("%PDF-"), nil)) // the library finds that mark anywhere
	for m := found; m != nil; m = m.Parent() {
		for _, name := range markup {
			if m.Is(name) {
				return "", refuseType(found.Extension()[1:])
			}
		}
	}
	return Text, nil
}

// charset is an encoding that text may be in, and the length in UTF-8 of what
// its decoder gives for bytes that are none: raw bytes, or U+FFFD.
type charset struct {
	encoding.Encoding
	bad int
}

var (
	utf8Set    = charset{encoding.Nop, 1}
	gb18030Set = charset{simplifiedchinese.GB18030, utf8.RuneLen(utf8.RuneError)}
	littleSet  = charset{unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), utf8.RuneLen(utf8.RuneError)}
	bigSet     = charset{unicode.UTF16(unicode.BigEndian, unicode.UseBOM), utf8.RuneLen(utf8.RuneError)}
)

// findCharset finds the first encoding in which the whole file is text.
func findCharset(f file, head []byte) (charset, bool, error) {
	for _, set := range candidates(head) {
		ok, err := readable(transform.NewReader(f.stream(), set.NewDecoder()), set.bad)
		if ok || err != nil {
			return set, ok, err
		}
	}
	return charset{}, false, nil
}

// candidates are the encodings to try. UTF-16 is tried only with its mark, or
// where zeroes show it: nearly any bytes are some UTF-16.
func candidates(head []byte) []charset {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), zeroesAt(head, 1):
		return []charset{littleSet}
	case bytes.HasPrefix(head, []byte("\xfe\xff")), zeroesAt(head, 0):
		return []charset{bigSet}
	}
	return []charset{utf8Set, gb18030Set}
}

// zeroesAt says whether there are zeroes at even (0) or odd (1) offsets only, and
// they are an eighth of all bytes.
func zeroesAt(head []byte, odd int) bool {
	zero := 0
	for i, b := range head {
		if b == 0 && i%2 != odd {
			return false
		}
		if b == 0 {
			zero++
		}
	}
	return zero*8 >= len(head)
}

// readable reads UTF-8 to its end and says whether it is text: nothing
// undecodable and no control codes but those of layout. A file cut in the middle
// of its last character is text.
func readable(r io.Reader, bad int) (bool, error) {
	in := bufio.NewReaderSize(r, 32<<10)
	for {
		c, n, err := in.ReadRune()
		if errors.Is(err, io.EOF) {
			return true, nil
		}
		if err != nil {
			return false, fault(err)
		}
		if c == utf8.RuneError && n == bad && !ends(in) || control(c) {
			return false, nil
		}
	}
}

// ends says whether nothing but the rest of one character follows.
func ends(in *bufio.Reader) bool {
	_, err := in.Peek(utf8.UTFMax - 1)
	return err != nil
}

// control says whether a code does not occur in text; 0x1A ends files of
// DOS, 0x1B is the escape of old printers and terminals.
func control(c rune) bool {
	return c < 0x20 && c != '\t' && c != '\n' && c != '\v' && c != '\f' && c != '\r' && c != 0x1a && c != 0x1b
}
