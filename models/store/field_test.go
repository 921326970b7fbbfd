package store_test

import (
	"errors"

	"heed/models"
)

// fieldsOf are the form fields that an error names.
func fieldsOf(err error) (out []string) {
	var list models.FieldErrors
	if errors.As(err, &list) {
		for _, e := range list {
			out = append(out, e.Field)
		}
	}
	var one *models.Error
	if errors.As(err, &one) {
		out = append(out, one.Field)
	}
	return out
}
