package mailbox

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// tokenServer gives a token to whoever asks.
func tokenServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token": "t", "expires_in": 3600}`))
	}))
	t.Cleanup(s.Close)
	return s
}
