package main

import (
	"net/url"
	"os"
)

// scratchFolder is where files are held, sealed, while they are looked at: beside
// the blobs, where there is room for files, else in the data folder, else where
// the system has its temporary files. A container may write to none but the first
// or the last.
func (m *machine) scratchFolder() string {
	folders := []string{m.Data, os.TempDir()}
	if u, err := url.Parse(m.BlobURL); err == nil && u.Scheme == "file" {
		folders = append([]string{u.Path}, folders...)
	}
	for _, folder := range folders {
		if writable(folder) {
			return folder
		}
	}
	return m.Data
}

func writable(folder string) bool {
	f, err := os.CreateTemp(folder, ".scratch-*")
	if err != nil {
		return false
	}
	return os.Remove(f.Name()) == nil && f.Close() == nil
}
