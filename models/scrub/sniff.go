package scrub

import (
	"bytes"
	"io"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"heed/models"
)

// headSize is how much of a file's beginning is looked at first.
const headSize = 3072

// Sniff says what a file of a size is, by its content alone; its name is not
// believed. What cannot be told to be one of the Types is refused with ErrType
// and the usual ending of what it is, a file that opens only with a password
// with ErrEncrypted, and nothing at all with ErrEmpty. A damaged file is not
// refused: it may be all that the reporter has. A reader that fails gives an
// internal error.
func Sniff(r io.ReaderAt, size int64, _ string) (Type, error) {
	if size <= 0 {
		return "", refuseEmpty()
	}
	head := make([]byte, min(size, headSize))
	f := newFile(r, size)
	if n, err := f.ReadAt(head, 0); n < len(head) {
		return "", models.Internal(err)
	}
	for _, test := range tests {
		if !test.match(head) {
			continue
		}
		if t, err := test.tell(f, head); t != "" || err != nil {
			return t, err
		}
	}
	return "", refuseType(ending(head))
}

// test is how one family of formats is told: first by its head, then by a look
// into it. tell answers "" when it is none of the family after all.
type test struct {
	match func(head []byte) bool
	tell  func(f file, head []byte) (Type, error)
}

var tests = []test{
	{starts("\xff\xd8\xff"), is(JPEG)},
	{starts("\x89PNG\r\n\x1a\n"), is(PNG)},
	{riff("WEBP"), is(WebP)},
	{riff("WAVE"), is(WAV)},
	{func(head []byte) bool { return len(head) >= 12 && string(head[4:8]) == "ftyp" }, tellBMFF},
	{starts("PK\x03\x04", "PK\x05\x06"), tellZip},
	{starts("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), tellOLE},
	{isPDF, tellPDF},
	{func([]byte) bool { return true }, tellMP3},
	{func([]byte) bool { return true }, tellMail},
	{func([]byte) bool { return true }, tellText},
}

func starts(magics ...string) func([]byte) bool {
	return func(head []byte) bool {
		for _, magic := range magics {
			if strings.HasPrefix(string(head), magic) {
				return true
			}
		}
		return false
	}
}

func riff(form string) func([]byte) bool {
	return func(head []byte) bool {
		return len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == form
	}
}

func is(t Type) func(file, []byte) (Type, error) {
	return func(file, []byte) (Type, error) { return t, nil }
}

// isPDF finds the mark within the first kilobyte, as readers do (ISO 32000-2,
// 7.5.2, and its notes), but not behind something else that a browser opens.
func isPDF(head []byte) bool {
	at := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-"))
	if at <= 0 {
		return at == 0
	}
	found := mimetype.Detect(head[:at])
	return found.Is("text/plain") || found.Is("application/octet-stream")
}

// ending is the usual ending of what the library takes the head for, without
// the dot; empty when it does not know.
func ending(head []byte) string {
	found := mimetype.Detect(head)
	if found.Is("text/plain") { // text would have been let in: it is something unknown
		return ""
	}
	return strings.TrimPrefix(found.Extension(), ".")
}
