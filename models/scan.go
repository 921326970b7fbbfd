package models

import "time"

// Scan is what a virus scanner said of a file as it came: it found a virus, it
// found none, or it did not look. It changes nothing about the file.
type Scan struct {
	Virus  string    `json:"virus,omitempty"`  // the scanner's name for what it found
	Missed Missed    `json:"missed,omitempty"` // why it did not look, or not at all of it
	At     time.Time `json:"at"`
}

// Missed says why a file was not scanned.
type Missed string

// The reasons.
const (
	MissedAway   Missed = "away"      // the scanner could not be reached, was too slow, or spoke nonsense
	MissedLarge  Missed = "too_large" // the file, or what is packed in it, is more than the scanner takes
	MissedLocked Missed = "locked"    // it opens only with a password
	MissedFailed Missed = "failed"    // the scanner says that it cannot scan it
)

// Key is the message key of what it means for the reader.
func (m Missed) Key() string { return "scan." + string(m) }
