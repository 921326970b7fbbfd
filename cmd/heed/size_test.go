package main

import (
	"strings"
	"testing"

	"heed/models/intake"
)

func TestSizesAsPeopleWriteThem(t *testing.T) {
	for value, want := range map[string]int64{"20MB": 20 << 20, "20 mb": 20 << 20, "5242880": 5 << 20, "2048KB": 2 << 20, "0.5GB": 0, "many": 0, "-1": 0, "300MB": 0, "10KB": 0, "9999999999GB": 0} {
		c, err := loadConfig(fake(map[string]string{"HEED_FILE_BYTES": value, "HEED_FILES_BYTES": "200MB"}))
		if (err == nil) != (want > 0) || want > 0 && c.Files.limits().FileBytes != want {
			t.Errorf("%s: %d, %v", value, c.Files.one, err)
		}
	}
}

func TestLimitsOfFilesMustFitTogether(t *testing.T) {
	_, err := loadConfig(fake(map[string]string{"HEED_FILES_MAX": "100", "HEED_FILE_BYTES": "60MB", "HEED_UPLOADS_BYTES": "10MB"}))
	if err == nil {
		t.Fatal("no fault found")
	}
	said := explain(err)
	for name, mend := range map[string]string{"HEED_FILES_MAX": "1 to 20", "HEED_FILES_BYTES": "make it larger", "HEED_UPLOADS_BYTES": "make it larger"} {
		if !strings.Contains(lineWith(said, name+":"), mend) {
			t.Errorf("%s: no mend %q in\n%s", name, mend, said)
		}
	}
	c, err := loadConfig(fake(nil))
	if err != nil || c.Files.limits() != intake.DefaultLimits() {
		t.Errorf("by default %+v, %v", c.Files.limits(), err)
	}
}
