package testserver

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// ordinaryAccount is whom a test that runs as root hands its servers to; every Debian has it.
const ordinaryAccount = "nobody"

// account is the user a server runs as: never root, which PostgreSQL refuses.
type account struct {
	name, group string
	uid, gid    int
	// credential is nil when the test already runs as this user.
	credential *syscall.Credential
}

func serverAccount() (account, error) {
	found, err := user.Current()
	if os.Geteuid() == 0 {
		found, err = user.Lookup(ordinaryAccount)
	}
	if err != nil {
		return account{}, err
	}
	group, err := user.LookupGroupId(found.Gid)
	if err != nil {
		return account{}, err
	}
	a := account{name: found.Username, group: group.Name}
	if a.uid, err = strconv.Atoi(found.Uid); err != nil {
		return account{}, err
	}
	if a.gid, err = strconv.Atoi(found.Gid); err != nil {
		return account{}, err
	}
	if os.Geteuid() == 0 {
		a.credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return a, nil
}

// own gives path to the account, so that a server may read and change what the test wrote.
func (a account) own(path string) error {
	if a.credential == nil {
		return nil
	}
	return os.Chown(path, a.uid, a.gid)
}
