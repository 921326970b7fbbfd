package backoffice

import "testing"

// A viewer on the machine of whoever looks is no viewer for another's browser.
func TestAViewerOfThisMachineIsForThisMachine(t *testing.T) {
	t.Parallel()
	const here, public = "http://127.0.0.1:8082", "https://view.example.org"
	for _, given := range []struct{ viewer, host, want string }{
		{here, "127.0.0.1:8081", here},
		{here, "localhost:8081", here},
		{here, "[::1]:8081", here},
		{here, "192.0.2.7:8081", ""},
		{here, "staff.example.org", ""},
		{here, "localhost.example.org", ""},
		{here, "", ""},
		{"http://localhost:8082", "staff.example.org", ""},
		{public, "staff.example.org", public},
		{public, "127.0.0.1:8081", public},
		{"", "staff.example.org", ""},
	} {
		if got := viewerFor(given.viewer, given.host); got != given.want {
			t.Errorf("%s by %s: %q, want %q", given.viewer, given.host, got, given.want)
		}
	}
}
