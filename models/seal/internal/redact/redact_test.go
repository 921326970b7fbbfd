package redact_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"heed/models/seal/internal/redact"
)

const marker = "MARKER"

type content struct{ text string }

type secret struct {
	redact.Redacted
	text redact.Hidden[content]
}

type holder struct {
	Public secret
	hidden secret
}

func newSecret() secret {
	return secret{text: redact.Hide(&content{marker})}
}

func TestRedactedEverywhere(t *testing.T) {
	s := newSecret()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T %v"} {
		for _, arg := range []any{s, &s, []secret{s}, map[string]secret{"k": s}, holder{s, s}, &holder{s, s}} {
			args := []any{arg}
			if strings.Count(verb, "%") == 2 {
				args = []any{arg, arg}
			}
			check(t, verb, fmt.Sprintf(verb, args...))
		}
	}
	if got := fmt.Sprintf("%#v", s); got != redact.Text {
		t.Errorf("%%#v gives %q", got)
	}
	check(t, "error", fmt.Errorf("wrapped: %v", s).Error())
	check(t, "joined", errors.Join(fmt.Errorf("%s", s)).Error())
}

func TestHidden(t *testing.T) {
	if got := newSecret().text.Get(); got == nil || got.text != marker {
		t.Errorf("got %v back", got)
	}
	if got := (secret{}).text.Get(); got != nil {
		t.Errorf("the zero value holds %v", got)
	}
}

func TestRedactedInJSON(t *testing.T) {
	s := newSecret()
	out, err := json.Marshal(map[string]any{"a": s, "b": &s, "c": holder{s, s}})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "JSON", string(out))
	if !strings.Contains(string(out), `"a":"[redacted]"`) {
		t.Errorf("JSON is %s", out)
	}
}

func TestRedactedInSlog(t *testing.T) {
	s := newSecret()
	var out bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Error("message", "a", s, "b", &s, "c", holder{s, s}, slog.Group("g", "d", []secret{s}))
	}
	check(t, "slog", out.String())
	if !strings.Contains(out.String(), redact.Text) {
		t.Errorf("slog wrote %s", out.String())
	}
}

func check(t *testing.T, where, got string) {
	t.Helper()
	if strings.Contains(got, marker) || strings.Contains(strings.ToLower(got), fmt.Sprintf("%x", marker)) {
		t.Errorf("%s leaks: %s", where, got)
	}
}
