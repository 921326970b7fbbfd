package models_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"heed/models"
)

func TestKindOf(t *testing.T) {
	var faults models.FieldErrors
	faults.Add("text", "error.required")
	for what, c := range map[string]struct {
		err  error
		want models.Kind
	}{
		"nothing":        {nil, models.KindInternal},
		"anything":       {io.EOF, models.KindInternal},
		"a failure":      {models.Fail(models.KindGone, "error.gone"), models.KindGone},
		"wrapped":        {fmt.Errorf("outside: %w", models.Fail(models.KindLimited, "error.limited")), models.KindLimited},
		"the outermost":  {models.Wrap(models.KindConflict, "error.step", models.Fail(models.KindGone, "error.gone")), models.KindConflict},
		"joined":         {errors.Join(io.EOF, models.Fail(models.KindTooLarge, "error.too_large")), models.KindTooLarge},
		"a form":         {faults, models.KindInvalid},
		"a wrapped form": {fmt.Errorf("outside: %w", faults), models.KindInvalid},
		"ours":           {models.Internal(io.EOF), models.KindInternal},
	} {
		if got := models.KindOf(c.err); got != c.want {
			t.Errorf("%s: %d, want %d", what, got, c.want)
		}
	}
}

func TestAnErrorHidesItsCauseButKeepsIt(t *testing.T) {
	err := models.Wrap(models.KindUnavailable, "error.database", io.ErrUnexpectedEOF)
	if !errors.Is(err, io.ErrUnexpectedEOF) || err.Key != "error.database" || !strings.Contains(err.Error(), io.ErrUnexpectedEOF.Error()) {
		t.Errorf("%v", err)
	}
}

func TestFieldErrors(t *testing.T) {
	var faults models.FieldErrors
	if faults.Err() != nil {
		t.Error("no fault is an error")
	}
	faults.Add("text", "error.required")
	faults.Addf("name", "error.too_long", map[string]any{"max": 40})
	if faults.Err() == nil || len(faults) != 2 || faults[0].Field != "text" || faults[1].Args["max"] != 40 {
		t.Errorf("%+v", faults)
	}
	if got := faults.Error(); got != "invalid input; error.required (text); error.too_long (name)" {
		t.Errorf("%q", got)
	}
}
