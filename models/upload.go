package models

import "time"

// Upload is a file that is on its way in pieces and belongs to no tip yet. In
// clear are only its size and which uploads one form has begun: what it is called
// is sealed, and the pieces are in the blob store.
type Upload struct {
	ID        string `gorm:"primaryKey"` // a hash of the secret in the upload's address
	Form      string // a keyed hash of the form's token
	Slot      string // which file of the form, as its script counts
	Size      int64  // bytes that it will have
	Sealed    []byte // what the file is called, an age file
	Result    []byte // what became of it once it was whole, an age file; empty before
	ExpiresAt time.Time
}

// UploadBounds say how much may be on its way. Sizes are bytes.
type UploadBounds struct {
	Files     int   // of one form
	FormBytes int64 // of one form, together
	Bytes     int64 // of all forms, not yet whole
}
