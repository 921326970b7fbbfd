package testserver

import (
	"cmp"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// binary finds a server's program by name: on the PATH, then where Debian keeps what it leaves off
// an ordinary user's PATH. The error names the Debian package that brings it.
func binary(name, debianPackage string) (string, error) {
	for _, candidate := range []string{name, "/usr/sbin/" + name, "/usr/local/sbin/" + name} {
		if path, err := exec.LookPath(candidate); err == nil {
			return path, nil
		}
	}
	return "", missing(name, debianPackage)
}

// postgresPrograms is the folder of the newest PostgreSQL installed. Its programs are taken from one
// folder, because those of two versions do not work together.
func postgresPrograms() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, byMajorVersion)), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", missing("initdb", "postgresql")
	}
	path, err = filepath.EvalSymlinks(path)
	return filepath.Dir(path), err
}

// byMajorVersion orders paths like /usr/lib/postgresql/15/bin/initdb; 9 comes before 15.
func byMajorVersion(a, b string) int {
	return cmp.Compare(majorVersion(a), majorVersion(b))
}

func majorVersion(initdb string) float64 {
	version, err := strconv.ParseFloat(filepath.Base(filepath.Dir(filepath.Dir(initdb))), 64)
	if err != nil {
		return 0
	}
	return version
}

func missing(name, debianPackage string) error {
	return fmt.Errorf("%s is not installed, and this test needs it: apt-get install %s (or: make deps)", name, debianPackage)
}
