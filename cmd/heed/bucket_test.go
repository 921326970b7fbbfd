package main_test

import (
	"net/http"
	"slices"
	"testing"

	"heed/models/blob/blobtest"
)

// An office whose files are on a server of S3: a report with a file that is too
// large for a row is taken, refused while the server is away, and taken again.
func TestFilesOnAnObjectStore(t *testing.T) {
	bucket := blobtest.S3(t)
	i := install(t, "", slices.Concat(blobtest.Credentials(), []string{"HEED_BLOB_URL=" + bucket.URL()})...)
	i.blobs = bucket.URL()
	p, c := serve(t, i.env), newCitizen(t)
	taken := map[string]report{}
	take := func(r report) {
		t.Helper()
		a, err := c.submit(p.portal, r)
		must(t, err)
		if a.status != http.StatusOK || a.receipt() == "" {
			t.Fatalf("answered with %d: %s", a.status, a.fault())
		}
		taken[a.receipt()] = r
	}
	take(newReport(largeFile()))

	bucket.Stop()
	p.awaitReady(http.StatusServiceUnavailable)
	r := newReport(largeFile())
	a, err := c.submit(p.portal, r)
	must(t, err)
	if a.status != http.StatusServiceUnavailable || a.receipt() != "" {
		t.Errorf("without the server it answers %d: %s", a.status, a.fault())
	}
	must(t, a.keeps(r))
	take(newReport())

	bucket.Start()
	p.awaitReady(http.StatusOK)
	take(r)
	v := i.vault()
	for code, r := range taken {
		must(t, v.holds(code, r))
	}
	i.checked()
	if status := p.stop(); status != 0 {
		t.Errorf("heed ends with %d", status)
	}
}
