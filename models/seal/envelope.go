package seal

import (
	"bytes"
	"fmt"
	"io"

	"filippo.io/age"
)

// Sizes of an age file, for one allocation: a stanza of one recipient or of a
// bundle, and the rest of the header with the first chunk's tag.
const (
	stanzaSize = 1600
	scryptSize = 96
	frameSize  = 192
)

// Bytes seals plain to every one of the recipients and returns an age file.
// It fails with ErrRecipient if there are none or one is the zero value.
func Bytes(plain []byte, to ...Recipient) ([]byte, error) {
	keys, err := ageRecipients(to)
	if err != nil {
		return nil, err
	}
	return sealAll(plain, len(to)*stanzaSize, keys...)
}

// sealAll seals to recipients whose stanzas take so many bytes.
func sealAll(plain []byte, stanzas int, to ...age.Recipient) ([]byte, error) {
	var sealed bytes.Buffer
	sealed.Grow(len(plain) + len(plain)/4096 + stanzas + frameSize)
	w, err := age.Encrypt(&sealed, to...)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return sealed.Bytes(), nil
}

// Writer seals what is written to it and passes it on to dst as an age file,
// in chunks of 64 KiB and in constant memory. The header goes out at once.
//
// Only Close finishes the file: without it, or when it fails, what dst holds
// is cut short and cannot be opened. Close does not close dst.
func Writer(dst io.Writer, to ...Recipient) (io.WriteCloser, error) {
	keys, err := ageRecipients(to)
	if err != nil {
		return nil, err
	}
	w, err := age.Encrypt(dst, keys...)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return w, nil
}
