//go:build !linux

package blob

import "os"

// uncache is advice that is given on Linux only.
func uncache(*os.File) {}
