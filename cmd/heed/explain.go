package main

import (
	"errors"
	"strings"

	"heed/models"
	"heed/static"
	"heed/web/locale"
)

// explain is an error as the administrator reads it: every fault on a line of
// its own, message keys as words, and the cause behind them.
func explain(err error) string {
	var lines []string
	for _, e := range faultsOf(err) {
		lines = append(lines, "heed: "+words(e))
	}
	return strings.Join(lines, "\n")
}

func faultsOf(err error) []error {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return []error{err}
	}
	var out []error
	for _, e := range joined.Unwrap() {
		out = append(out, faultsOf(e)...)
	}
	return out
}

func words(err error) string {
	var known *models.Error
	if !errors.As(err, &known) {
		return err.Error()
	}
	text := strings.TrimSuffix(err.Error(), known.Error())
	book, loadErr := locale.Load(static.Files)
	if loadErr != nil {
		return err.Error()
	}
	text += book.Args(locale.EN, known.Key, known.Args)
	if known.Cause != nil {
		text += " (" + known.Cause.Error() + ")"
	}
	return text
}
