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

// faultsOf takes lists apart. Only what stands outermost is one: what a server
// says may hold a list too, and belongs to the fault around it.
func faultsOf(err error) []error {
	var out []error
	switch e := err.(type) { //nolint:errorlint // see above
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			out = append(out, faultsOf(one)...)
		}
	case models.FieldErrors:
		for _, one := range e {
			out = append(out, one)
		}
	case fault:
		for _, one := range faultsOf(e.err) {
			out = append(out, fault{e.name, one})
		}
	default:
		out = []error{err}
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
	if known.Kind == models.KindConflict {
		return text // the database's words would say the same again
	}
	if known.Cause != nil && !strings.HasPrefix(known.Key, "error.mail_") { // a server's words may repeat a reporter's
		text += " (" + strings.Join(strings.Fields(known.Cause.Error()), " ") + ")"
	}
	return text
}
