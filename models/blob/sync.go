package blob

import (
	"errors"
	"os"
	"path/filepath"
)

// sync puts a blob of a folder, and the names that lead to it, on the disk:
// the library renames a finished file into place and stops there.
func (s *Store) sync(name string) error {
	if s.folder == "" {
		return nil
	}
	file := filepath.Join(s.folder, filepath.FromSlash(name))
	for _, path := range []string{file, filepath.Dir(file), s.folder} {
		if err := syncPath(path); err != nil {
			return err
		}
	}
	return nil
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
