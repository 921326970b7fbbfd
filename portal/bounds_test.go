package portal

import (
	"bytes"
	"testing"
	"time"

	"heed/models/intake"
)

// TestBoundsAreThoseOfIntake holds the bounds of the form, which its texts name,
// against those of the one door. Those of files are read from it.
func TestBoundsAreThoseOfIntake(t *testing.T) {
	form := intake.DefaultLimits()
	form.TextMin, form.TextMax = minText, maxText
	if form != intake.DefaultLimits() {
		t.Errorf("the form takes %+v, intake %+v", form, intake.DefaultLimits())
	}
}

// A parcel with as many small files inside as a form may have must fit into its
// field.
func TestAParcelOfSmallFilesFits(t *testing.T) {
	p, err := newParcels(bytes.Repeat([]byte("k"), 32), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	small := intake.Staged{
		Name: string(make([]byte, 200)), Sealed: intake.Sealed{Data: make([]byte, 64<<10)}, Original: &intake.Sealed{Data: make([]byte, 32<<10)},
	}
	files := make([]intake.Staged, intake.DefaultLimits().Files)
	for i := range files {
		files[i] = small
	}
	text, err := p.seal(filesParcel, files)
	if err != nil || len(text) > maxParcel {
		t.Errorf("%d characters, %v", len(text), err)
	}
}
