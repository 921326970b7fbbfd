package open_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"heed/models/seal/open"
)

// holder is what callers do: secrets in their own structs, exported or not.
type holder struct {
	Key     open.Identity
	Session open.SessionSecret
	key     open.Identity
	session open.SessionSecret
}

func TestSecretsDoNotLeak(t *testing.T) {
	key, session := newIdentity(t), newSession(t)
	h := holder{key, session, key, session}
	var out bytes.Buffer
	for _, value := range []any{key, &key, session, &session, h, &h, []holder{h}, map[string]any{"h": h}} {
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
	for _, secret := range []string{key.Secret(), session.Text()} {
		for name, form := range map[string]string{"text": secret, "part": secret[20:40], "hex": fmt.Sprintf("%x", secret)} {
			if strings.Contains(out.String(), form) {
				t.Errorf("the %s of a secret was printed", name)
			}
		}
	}
	if !strings.Contains(out.String(), "[redacted]") {
		t.Error("nothing was redacted")
	}
}
