package testserver

import "testing"

// check ends the test on an error: a test without its server proves nothing.
func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
}
