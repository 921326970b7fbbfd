// Package statement makes and checks what a reporter keeps as evidence that a
// report was taken in.
//
// A statement is a signed note (C2SP signed-note, as golang.org/x/mod/sumdb/note
// writes it) of five lines: "heed statement v1"; the name of the office; the
// register number; the time received, RFC 3339 in the office's zone, to the
// second; "sha256:" and models.SealedHash in hexadecimal. Behind an empty line
// stands the signature, Ed25519, by a key that HKDF-SHA256 derives from the
// office's secret.
//
// It guarantees that whoever holds the public key can check one without a
// network, that it holds no word of the report and nothing of the receipt, and
// that the same report always gives the same bytes. It proves that somebody with
// the office's secret signed; when, only the office's word says.
package statement

import (
	"encoding/hex"
	"strings"
	"time"

	"heed/models"
)

// Origin is the first line of every statement.
const Origin = "heed statement v1"

const sealedPrefix = "sha256:"

// Statement is what one says.
type Statement struct {
	Office string
	Number string    // register number of the report
	At     time.Time // received; to the second, in the office's zone
	Sealed [32]byte  // models.SealedHash of the report as it was taken in
}

// text is the signed part. Line ends and control characters in names would make
// it a statement that says something else: they become spaces.
func (s Statement) text() string {
	return strings.Join([]string{
		Origin, line(s.Office), line(s.Number), s.At.Truncate(time.Second).Format(time.RFC3339), sealedPrefix + hex.EncodeToString(s.Sealed[:]),
	}, "\n") + "\n"
}

func line(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "�")))
}

// read takes the signed part apart.
func read(text string) (s Statement, err error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 5 || lines[0] != Origin || lines[1] == "" || lines[2] == "" {
		return s, malformed(nil)
	}
	s.Office, s.Number = lines[1], lines[2]
	if s.At, err = time.Parse(time.RFC3339, lines[3]); err != nil {
		return s, malformed(err)
	}
	digits, ok := strings.CutPrefix(lines[4], sealedPrefix)
	sum, err := hex.DecodeString(digits)
	if err != nil || !ok || len(sum) != len(s.Sealed) {
		return s, malformed(err)
	}
	copy(s.Sealed[:], sum)
	return s, nil
}

// Same says whether a report that was received at a time, and of which that is
// stored, is the one of the statement.
func (s Statement) Same(at time.Time, sealed [32]byte) bool {
	return s.Sealed == sealed && s.At.Equal(at.Truncate(time.Second))
}

func malformed(cause error) error {
	return &models.Error{Kind: models.KindInvalid, Key: "statement.malformed", Field: Field, Cause: cause}
}
