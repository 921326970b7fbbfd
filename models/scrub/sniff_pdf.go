package scrub

import (
	"context"
	"errors"
)

// tellPDF refuses a document that opens only with a password. What cannot be
// parsed, or is too large to be, is let in: it may still open.
func tellPDF(f file, _ []byte) (Type, error) {
	locked, err := count(f, []byte("/Encrypt"))
	if err != nil {
		return "", fault(err)
	}
	if locked == 0 {
		return PDF, nil
	}
	err = withPDF(context.Background(), f, func(data []byte) error {
		doc, err := openPDF(data)
		if err != nil {
			return err
		}
		if doc.locked {
			return refuseEncrypted()
		}
		return nil
	})
	if errors.Is(err, errDamaged) {
		return PDF, nil
	}
	if err != nil {
		return "", err
	}
	return PDF, nil
}
