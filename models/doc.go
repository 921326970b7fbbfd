// Package models holds the nouns of an inspection office, their states, and
// the rules that bind them: which step may follow which, who may take it, when
// it is due and what a reporter is told.
//
// It guarantees that a rule is stated once, as data, and that every other
// package asks it here. It does no input or output, keeps no state and imports
// nothing but the standard library.
package models
