package blob

import (
	"os"

	"golang.org/x/sys/unix"
)

// uncache lets the system forget a file that is on the disk: a sweep writes more
// than a small machine has memory, and reads none of it again. It is advice, so that
// what becomes of it does not matter.
func uncache(f *os.File) { _ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED) }
