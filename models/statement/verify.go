package statement

import (
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"heed/models"
)

// Field is the form field that an error of Verify names.
const Field = "statement"

// Most is how many bytes a statement can have.
const Most = 4 << 10

// Verify checks a statement by the public keys of an office. An error names the
// field "statement" and is one of statement.malformed (it is none, or not
// whole), statement.changed (a key is ours and the signature does not fit: a
// character differs from what was signed) and statement.foreign (signed by none
// of the keys). A key that cannot be read is an error of its own, statement.key.
// What a copy on the way may do to line ends and to spaces at the end of lines
// makes no difference.
func Verify(text string, keys ...string) (Statement, error) {
	verifiers := make([]note.Verifier, len(keys))
	for i, key := range keys {
		var err error
		if verifiers[i], err = note.NewVerifier(strings.TrimSpace(key)); err != nil {
			return Statement{}, &models.Error{Kind: models.KindInvalid, Key: "statement.key", Field: "key", Cause: err}
		}
	}
	if len(text) > Most {
		return Statement{}, malformed(nil)
	}
	signed, err := note.Open([]byte(tidy(text)), note.VerifierList(verifiers...))
	if err != nil {
		return Statement{}, told(err)
	}
	return read(signed.Text)
}

// told says what is wrong with a note. Of one that nobody known signed it is
// said only when it is a statement at all.
func told(err error) error {
	var changed *note.InvalidSignatureError
	var foreign *note.UnverifiedNoteError
	switch {
	case errors.As(err, &changed):
		return &models.Error{Kind: models.KindInvalid, Key: "statement.changed", Field: Field}
	case errors.As(err, &foreign):
		if _, err := read(foreign.Note.Text); err != nil {
			return err
		}
		return &models.Error{Kind: models.KindInvalid, Key: "statement.foreign", Field: Field}
	}
	return malformed(err)
}

// tidy undoes what a text goes through between a page, a file and a field.
func tidy(text string) string {
	lines := strings.Split(strings.NewReplacer("\ufeff", "", "\r\n", "\n", "\r", "\n").Replace(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\u00a0\u3000")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n") + "\n"
}
