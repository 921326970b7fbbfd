package main

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
)

var mailSetting = regexp.MustCompile(`^HEED_MAIL_([1-9][0-9]*(_PASSWORD|_CLIENT_SECRET)?|SECRET_[A-Z0-9_]+)$`)

// unknownSettings names variables that begin with HEED_ and mean nothing: most
// often a typing mistake, whose setting would silently stay at its default.
func unknownSettings(lookup func(string) (string, bool)) []error {
	var faults []error
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if _, set := lookup(name); !set || !strings.HasPrefix(name, "HEED_") || strings.HasPrefix(name, "HEED_TEST_") {
			continue
		}
		base := strings.TrimSuffix(name, "_FILE")
		known := slices.ContainsFunc(options(), func(o option) bool { return o.name == base })
		if !known && !mailSetting.MatchString(base) {
			faults = append(faults, fault{name, errors.New("is no setting of Heed; heed help settings lists them")})
		}
	}
	return faults
}
