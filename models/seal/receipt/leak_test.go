package receipt_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"heed/models/seal/receipt"
)

// holder is what callers do: a receipt in their own structs, exported or not.
type holder struct {
	Receipt receipt.Receipt
	receipt receipt.Receipt
}

func TestReceiptDoesNotLeak(t *testing.T) {
	r := newReceipt(t)
	h := holder{r, r}
	var out bytes.Buffer
	for _, value := range []any{r, &r, h, &h, []holder{h}, map[string]any{"h": h}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("message", "value", value)
		}
		if err := json.NewEncoder(&out).Encode(value); err != nil {
			t.Fatal(err)
		}
	}
	groups := r.Groups()
	symbols := strings.Join(groups[:], "")
	for name, form := range map[string]string{"text": r.Text(), "symbols": symbols, "part": symbols[6:14], "hex": fmt.Sprintf("%x", symbols[6:14])} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the %s of a receipt was printed", name)
		}
	}
	if !strings.Contains(out.String(), "[redacted]") {
		t.Error("nothing was redacted")
	}
}

func TestErrorsRepeatNothing(t *testing.T) {
	typed := "T959-PSKT-KC73-9V74-55ZX"
	_, err := receipt.Parse(typed)
	if err == nil || strings.Contains(err.Error(), "T959") {
		t.Errorf("got %v", err)
	}
}
