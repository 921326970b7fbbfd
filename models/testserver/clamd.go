package testserver

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Virus is what any Clamd of this package finds in a file, and VirusName what it
// calls it. It is a word of the tests' own and harms nothing.
const (
	Virus     = "heed-test-virus-3f1c0b7e5d"
	VirusName = "Heed.Test.UNOFFICIAL"
)

// ClamdMax is how many bytes a Clamd of this package takes, and how many it
// unpacks.
const ClamdMax = 1 << 20

// ClamdServer is a ClamAV daemon of one test's own, which knows one virus.
type ClamdServer struct {
	t      testing.TB
	daemon *daemon
	port   int
}

// Clamd starts a ClamAV daemon that ends with the test.
func Clamd(t testing.TB) *ClamdServer {
	t.Helper()
	server, err := newClamd(t)
	check(t, err)
	t.Cleanup(func() { check(t, server.daemon.discard()) })
	server.Start()
	return server
}

func newClamd(t testing.TB) (*ClamdServer, error) {
	program, err := binary("clamd", "clamav-daemon")
	if err != nil {
		return nil, err
	}
	c := &ClamdServer{t: t}
	if c.port, err = freePort(); err != nil {
		return nil, err
	}
	home, err := newFolder("clamd")
	if err != nil {
		return nil, err
	}
	config, err := c.configure(home)
	c.daemon = &daemon{
		name: "clamd", folder: home, argv: []string{program, "--foreground", "--config-file=" + config},
		quit: syscall.SIGTERM, orphaned: syscall.SIGKILL,
		ready: func(int) bool { return accepts(c.port) },
	}
	return c, err
}

// configure lays out the folder: a configuration and a database of one signature.
func (c *ClamdServer) configure(home *folder) (string, error) {
	if _, err := home.make("db"); err != nil {
		return "", err
	}
	name := strings.TrimSuffix(VirusName, ".UNOFFICIAL") // the daemon adds that to what is not signed
	if _, err := home.write("db/heed.ndb", fmt.Appendf(nil, "%s:0:*:%s\n", name, hex.EncodeToString([]byte(Virus)))); err != nil {
		return "", err
	}
	most := strconv.Itoa(ClamdMax)
	return home.write("clamd.conf", []byte(strings.Join([]string{
		"TCPAddr 127.0.0.1", "TCPSocket " + strconv.Itoa(c.port), "DatabaseDirectory " + home.path("db"),
		"TemporaryDirectory " + home.root, "StreamMaxLength " + most, "MaxScanSize " + most, "MaxFileSize " + most,
		"AlertExceedsMax yes", "AlertEncrypted yes", "Bytecode no", "MaxThreads 4", "",
	}, "\n")))
}

// URL is the daemon's address as HEED_CLAMAV_URL takes it. It stays the same over Stop and Start.
func (c *ClamdServer) URL() string { return "tcp://" + address(c.port) }

// Start starts the daemon and returns once it serves; one that runs already is left alone.
func (c *ClamdServer) Start() {
	c.t.Helper()
	check(c.t, c.daemon.start())
}

// Stop ends the daemon and returns once it is gone.
func (c *ClamdServer) Stop() {
	c.t.Helper()
	check(c.t, c.daemon.stop())
}
