package blob

import (
	"errors"
	"os"
	"path/filepath"
)

// flush puts a blob's bytes on the disk before it gets its name: what has a name
// is whole.
func (d *direct) flush() error {
	if d.file == nil {
		return nil
	}
	defer uncache(d.file)
	return d.file.Sync()
}

// sync puts the names that lead to a blob of a folder on the disk: the library
// renames a finished file into place and stops there. A folder's own name needs
// it once.
func (s *Store) sync(name string) error {
	if s.folder == "" {
		return nil
	}
	within := filepath.Dir(filepath.FromSlash(name))
	if err := syncPath(filepath.Join(s.folder, within)); err != nil {
		return err
	}
	if _, known := s.synced.Load(within); known {
		return nil
	}
	for up := within; up != "."; {
		up = filepath.Dir(up)
		if err := syncPath(filepath.Join(s.folder, up)); err != nil {
			return err
		}
	}
	s.synced.Store(within, true)
	return nil
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
