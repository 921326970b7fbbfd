package main

import (
	"log/slog"
	"strings"
	"testing"
)

// With the staff site on another machine, the viewer's page is never looked for
// on the desk of whoever looks: anything could be listening there.
func TestWhereTheViewerIsLookedFor(t *testing.T) {
	for _, given := range []struct {
		staff, viewer, want string // want "here" is this machine
	}{
		{"", "", "here"},
		{"http://127.0.0.1:8081", "", "here"},
		{"http://localhost:8081", "", "here"},
		{"http://[::1]:8081", "", "here"},
		{"https://staff.example.org", "", ""},
		{"http://192.0.2.7:8081", "", ""},
		{"https://localhost.example.org", "", ""},
		{"https://staff.example.org", "https://view.example.org", "https://view.example.org"},
		{"", "https://view.example.org", "https://view.example.org"},
	} {
		t.Run(given.staff+" "+given.viewer, func(t *testing.T) {
			t.Parallel()
			settings := map[string]string{"HEED_DATA": t.TempDir(), "HEED_BACKOFFICE_ADDR": "127.0.0.1:0", "HEED_VIEWER_ADDR": "127.0.0.1:0"}
			for name, value := range map[string]string{"HEED_STAFF_URL": given.staff, "HEED_VIEWER_URL": given.viewer} {
				if value != "" {
					settings[name] = value
				}
			}
			c, err := loadConfig(fake(settings))
			if err != nil {
				t.Fatal(err)
			}
			m, err := openMachine(t.Context(), c, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := m.Close(); err != nil {
					t.Error(err)
				}
			}()
			o, err := openOffice(t.Context(), m, parts{backoffice: true})
			if err != nil {
				t.Fatal(err)
			}
			if given.want == "here" && !strings.HasPrefix(o.ViewerURL, "http://127.0.0.1:") || given.want != "here" && o.ViewerURL != given.want {
				t.Errorf("the viewer is looked for at %q, want %s", o.ViewerURL, given.want)
			}
		})
	}
}

// Cookies know no ports: a viewer on the staff site's host would be sent the
// session's.
func TestTheViewerIsOnAnotherHost(t *testing.T) {
	for _, given := range []struct {
		staff, viewer string
		ok            bool
	}{
		{"https://staff.example.org", "https://view.example.org", true},
		{"https://staff.example.org", "https://staff.example.org", false},
		{"https://staff.example.org", "https://staff.example.org:8082", false},
		{"https://staff.example.org", "https://STAFF.example.org.:8443", false},
		{"https://staff.example.org:443", "https://staff.example.org", false},
		{"http://192.0.2.7:8081", "http://192.0.2.7:8082", false},
		{"http://127.0.0.1:8081", "http://127.0.0.1:8082", true},
		{"http://localhost:8081", "http://127.0.0.1:8082", true},
		{"http://127.0.0.1:8081", "http://127.0.0.1:8081", false},
		{"http://localhost", "http://LOCALHOST:80", false},
		{"https://staff.example.org", "http://127.0.0.1:8082", false},
		{"https://staff.example.org", "http://localhost:8082", false},
		{"", "https://view.example.org", true},
	} {
		settings := map[string]string{"HEED_VIEWER_URL": given.viewer}
		if given.staff != "" {
			settings["HEED_STAFF_URL"] = given.staff
		}
		_, err := loadConfig(fake(settings))
		if (err == nil) != given.ok || err != nil && !strings.Contains(err.Error(), "HEED_VIEWER_URL: ") {
			t.Errorf("staff %s, viewer %s: %v", given.staff, given.viewer, err)
		}
	}
}
