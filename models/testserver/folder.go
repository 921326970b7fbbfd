package testserver

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// removal waits for the end of its input, which comes when the test lets go of the folder or dies,
// then removes the folder; servers that are still ending may write into it for a moment.
const removal = `cat; n=0; while ! rm -rf -- "$1" 2>/dev/null && [ $n -lt 100 ]; do n=$((n+1)); sleep 0.1; done`

// folder is a server's own place on disk. It goes when the test is done with it or the process dies.
type folder struct {
	root    string
	owner   account
	hold    io.Closer
	remover *exec.Cmd
}

func newFolder(server string) (*folder, error) {
	owner, err := serverAccount()
	if err != nil {
		return nil, err
	}
	root, err := os.MkdirTemp("", "heed-"+server+"-")
	if err != nil {
		return nil, err
	}
	f := &folder{root: root, owner: owner}
	f.remover = exec.Command("/bin/sh", "-c", removal, "sh", root)
	f.remover.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if f.hold, err = f.remover.StdinPipe(); err != nil {
		return nil, err
	}
	if err := f.remover.Start(); err != nil {
		return nil, err
	}
	return f, owner.own(root)
}

func (f *folder) path(elem ...string) string {
	return filepath.Join(append([]string{f.root}, elem...)...)
}

// make creates a folder inside, with its parents, that the server may write to.
func (f *folder) make(elem ...string) (string, error) {
	path := f.root
	for _, name := range elem {
		path = filepath.Join(path, name)
		err := os.Mkdir(path, 0o700)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		if err := f.owner.own(path); err != nil {
			return "", err
		}
	}
	return path, nil
}

// write puts a file inside that the server may read.
func (f *folder) write(name string, content []byte) (string, error) {
	path := f.path(name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return "", err
	}
	return path, f.owner.own(path)
}

// remove returns once the folder is gone.
func (f *folder) remove() error {
	if err := f.hold.Close(); err != nil {
		return err
	}
	return f.remover.Wait()
}
