package sample_test

import (
	"bytes"
	"image/jpeg"
	"slices"
	"testing"

	"heed/models/scrub"
	"heed/models/scrub/sample"
)

// TestAPhotoTellsWhatItShould holds the sample against the scrubber: a sample
// that tells nothing would prove nothing.
func TestAPhotoTellsWhatItShould(t *testing.T) {
	photo := sample.Photo(100_000)
	if _, err := jpeg.Decode(bytes.NewReader(photo)); err != nil || len(photo) < 100_000 {
		t.Fatalf("%d bytes, %v", len(photo), err)
	}
	var clean bytes.Buffer
	report, err := scrub.Clean(t.Context(), scrub.JPEG, bytes.NewReader(photo), int64(len(photo)), &clean)
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range []scrub.Trace{scrub.TracePlace, scrub.TraceTime, scrub.TraceDevice} {
		if !slices.Contains(report.Removed, trace) {
			t.Errorf("it does not tell the %s: %v", trace, report.Removed)
		}
	}
	if !bytes.Contains(photo, []byte(sample.Camera)) || bytes.Contains(clean.Bytes(), []byte(sample.Camera)) {
		t.Error("the camera stands in the copy, or not in the original")
	}
}
