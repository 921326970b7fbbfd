package portal

import (
	"testing"

	"heed/models/intake"
)

// TestBoundsAreThoseOfIntake holds the bounds of the form, which its texts name,
// against those of the one door.
func TestBoundsAreThoseOfIntake(t *testing.T) {
	form := intake.Limits{Files: maxFiles, FileBytes: maxFileBytes, AllBytes: maxAllBytes, TextMin: minText, TextMax: maxText}
	if form != intake.DefaultLimits() {
		t.Errorf("the form takes %+v, intake %+v", form, intake.DefaultLimits())
	}
}
