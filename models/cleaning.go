package models

// Cleaning says how much of what a file tells about its maker was taken out of
// the copy that staff work with. Empty is a file of before there was cleaning.
type Cleaning string

// What cleaning can come to.
const (
	CleanedAll  Cleaning = "all"  // nothing that Heed knows of is left
	CleanedPart Cleaning = "part" // something was taken out, and something may be left
	CleanedNone Cleaning = "none" // the file is as it came
)

// Key is the message key of what it means for the reader.
func (c Cleaning) Key() string { return "cleaning." + string(c) }
