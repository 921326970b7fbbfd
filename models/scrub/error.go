package scrub

import (
	"errors"

	"heed/models"
)

// What Sniff refuses. The errors it returns are *models.Error of KindInvalid
// with one of these as the cause, so that errors.Is tells them apart.
var (
	ErrType      = errors.New("scrub: type not allowed")
	ErrEncrypted = errors.New("scrub: needs a password")
	ErrEmpty     = errors.New("scrub: empty file")
)

// errDamaged says that a file cannot be parsed. It never leaves the package:
// such a file is copied as it is.
var errDamaged = errors.New("scrub: damaged")

// refuseType names what was found by its usual ending, such as "exe", never by
// what the reporter called it.
func refuseType(found string) error {
	if found == "" {
		return &models.Error{Kind: models.KindInvalid, Key: "error.file_unknown", Field: "files", Cause: ErrType}
	}
	return &models.Error{
		Kind: models.KindInvalid, Key: "error.file_type", Field: "files", Cause: ErrType,
		Args: map[string]any{"found": found},
	}
}

func refuseEncrypted() error {
	return &models.Error{Kind: models.KindInvalid, Key: "error.file_encrypted", Field: "files", Cause: ErrEncrypted}
}

func refuseEmpty() error {
	return &models.Error{Kind: models.KindInvalid, Key: "error.file_empty", Field: "files", Cause: ErrEmpty}
}
