package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"heed/models"
	"heed/models/intake"
)

// files are the limits of what comes with a report. Sizes are bytes.
type files struct {
	most    int   // files of one report
	one     int64 // one file
	all     int64 // the files of one report
	pending int64 // files of everybody that are on their way in pieces
}

func defaultFiles() files {
	l := intake.DefaultLimits()
	return files{most: l.Files, one: l.FileBytes, all: l.AllBytes, pending: 2 << 30}
}

// limits are those of the one door.
func (f files) limits() intake.Limits {
	l := intake.DefaultLimits()
	l.Files, l.FileBytes, l.AllBytes = f.most, f.one, f.all
	return l
}

func (f files) bounds() models.UploadBounds {
	return models.UploadBounds{Files: f.most, FormBytes: f.all, Bytes: f.pending}
}

// check names what does not fit together.
func (f files) check() []error {
	var faults []error
	if f.all < f.one {
		faults = append(faults, fault{"HEED_FILES_BYTES", errors.New("is less than one file of HEED_FILE_BYTES; make it larger")})
	}
	if f.pending < f.all {
		faults = append(faults, fault{"HEED_UPLOADS_BYTES", errors.New("is less than the files of one report, HEED_FILES_BYTES; make it larger")})
	}
	return faults
}

// size reads 20MB, 512KB, 2GB or a number of bytes, between low and high.
func size(field func(*Config) *int64, low, high int64) func(*Config, string) error {
	return func(c *Config, value string) error {
		number, unit := strings.ToUpper(strings.ReplaceAll(value, " ", "")), int64(1)
		for _, u := range []struct {
			name  string
			bytes int64
		}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}} {
			if cut, ok := strings.CutSuffix(number, u.name); ok {
				number, unit = cut, u.bytes
			}
		}
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 1 || n > high/unit || n*unit < low {
			return fmt.Errorf("is not a size from %d to %d MB; write 20MB", low>>20, high>>20)
		}
		*field(c) = n * unit
		return nil
	}
}

func setFilesMax(c *Config, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 20 {
		return errors.New("is not a number of files from 1 to 20")
	}
	c.Files.most = n
	return nil
}
