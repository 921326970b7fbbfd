// Package form reads what a visitor sent and keeps it, so that a form with a
// fault is shown again with everything typed.
//
// It guarantees bounds: fields, their sizes, all that is no file's, the number of
// parts, every file and the whole body are limited, and a file is handed on as a stream, never whole in
// memory and never in a temporary file. It does not judge what a field means.
package form

import (
	"errors"
	"slices"
	"strings"

	"heed/models"
)

// Values are the fields of a form as they were typed, by name.
type Values map[string][]string

// Get is the first value of a field without spaces around it; "" without one.
func (v Values) Get(name string) string {
	if all := v[name]; len(all) > 0 {
		return strings.TrimSpace(all[0])
	}
	return ""
}

// All are the values of a field, such as those of a group of boxes.
func (v Values) All(name string) []string { return v[name] }

// Has says whether a field came with that value.
func (v Values) Has(name, value string) bool { return slices.Contains(v[name], value) }

// Set puts one value in a field's place.
func (v Values) Set(name, value string) { v[name] = []string{value} }

// Form is a form to show: what was typed and what is wrong with it. The zero
// Form is an empty one.
type Form struct {
	values  Values
	faults  map[string]*models.Error
	General []*models.Error // faults of no single field
	Ordered []*models.Error // every fault, in the order found
}

// New makes a form of what was typed and of the error that came of it. An error
// that no visitor may read becomes the general message of its kind.
func New(v Values, err error) Form {
	f := Form{values: v, faults: map[string]*models.Error{}}
	for _, e := range faultsOf(err) {
		f.Ordered = append(f.Ordered, e)
		if e.Field == "" {
			f.General = append(f.General, e)
		} else if f.faults[e.Field] == nil {
			f.faults[e.Field] = e
		}
	}
	return f
}

func faultsOf(err error) []*models.Error {
	if err == nil {
		return nil
	}
	var fields models.FieldErrors
	if errors.As(err, &fields) {
		return fields
	}
	var e *models.Error
	if errors.As(err, &e) {
		return []*models.Error{e}
	}
	return []*models.Error{models.Internal(err)}
}

// Value is what was typed into a field.
func (f Form) Value(name string) string {
	if all := f.values[name]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// Has says whether a box or an option of a field was picked.
func (f Form) Has(name, value string) bool { return f.values.Has(name, value) }

// Fault is what is wrong with a field, or nil.
func (f Form) Fault(name string) *models.Error { return f.faults[name] }

// Failed says whether anything is wrong.
func (f Form) Failed() bool { return len(f.Ordered) > 0 }
