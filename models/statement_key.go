package models

import "time"

// StatementKey is the public half of a key that signs, or once signed, the
// statements that reporters are given.
type StatementKey struct {
	ID     int64
	Public string // as verifiers take it: name+hash+key
	At     time.Time
}
