package main

import (
	"context"
	"io"
	"time"

	"heed/models"
	"heed/models/clam"
)

func setScanner(c *Config, value string) error {
	if _, _, err := clam.ParseURL(value); err != nil {
		return err
	}
	c.ScannerURL = value
	return nil
}

// scanner is the virus scanner that is configured; nil when there is none. It is
// asked when a file comes: one that is down now is no reason not to start.
func (m *machine) scanner() (func(context.Context, io.Reader) models.Scan, error) {
	if m.ScannerURL == "" {
		return nil, nil //nolint:nilnil // no scanner is as good as one
	}
	s, err := clam.New(clam.Options{URL: m.ScannerURL, Now: time.Now, Logger: m.Log})
	if err != nil {
		return nil, fault{"HEED_CLAMAV_URL", err}
	}
	return s.Scan, nil
}
