package models

import "errors"

// Kind says how a failure is answered: it decides the HTTP status and whether
// the text may be shown to a visitor.
type Kind int

// The kinds of failure. KindInternal is the zero value, so that an error of
// unknown origin is never shown.
const (
	KindInternal    Kind = iota // a fault of ours; details go to the log only
	KindInvalid                 // the input is wrong; Fields says where
	KindNotFound                // no such thing, or none that the caller may know of
	KindForbidden               // the caller is known and may not
	KindSignIn                  // the caller must sign in first
	KindConflict                // somebody else was first, or the state does not allow it
	KindLimited                 // too often; RetryAfter says when to come back
	KindTooLarge                // more than the limits allow
	KindUnavailable             // a server behind us is down; trying again helps
	KindGone                    // it was here and is closed or used
)

// Error is a failure with a text for the visitor, named by a message key, and a
// hidden cause for the log. Neither Error() nor the key ever carries what a
// reporter wrote.
type Error struct {
	Kind  Kind
	Key   string         // message key in the locale catalogues
	Args  map[string]any // placeholders of the message; never a reporter's words
	Field string         // the form field at fault, for KindInvalid
	Cause error          // for the log; never shown
}

// Error names the key and the cause, for the log.
func (e *Error) Error() string {
	s := e.Key
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the hidden cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// Fail makes an error of a kind with a message key.
func Fail(kind Kind, key string) *Error { return &Error{Kind: kind, Key: key} }

// Wrap makes an error of a kind with a message key and a hidden cause.
func Wrap(kind Kind, key string, cause error) *Error {
	return &Error{Kind: kind, Key: key, Cause: cause}
}

// Internal hides a cause behind the general message of a fault of ours.
func Internal(cause error) *Error { return Wrap(KindInternal, "error.internal", cause) }

// KindOf says the kind of any error; what is not an Error is internal.
func KindOf(err error) Kind {
	var fields FieldErrors
	if errors.As(err, &fields) {
		return KindInvalid
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// FieldErrors are all the faults of one form, so that a visitor mends them in
// one go. A nil or empty list is no error.
type FieldErrors []*Error

// Error lists the keys, for the log.
func (f FieldErrors) Error() string {
	s := "invalid input"
	for _, e := range f {
		s += "; " + e.Error()
	}
	return s
}

// Add notes a fault of a field.
func (f *FieldErrors) Add(field, key string) {
	*f = append(*f, &Error{Kind: KindInvalid, Key: key, Field: field})
}

// Addf notes a fault of a field whose message has placeholders.
func (f *FieldErrors) Addf(field, key string, args map[string]any) {
	*f = append(*f, &Error{Kind: KindInvalid, Key: key, Field: field, Args: args})
}

// Err is the list as an error, or nil when there is no fault.
func (f FieldErrors) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}
