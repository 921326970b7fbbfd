package testserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// superuser may do anything in the cluster and is asked for no password.
const superuser = "heed"

// cluster is a PostgreSQL data folder, its server and the programs of its version.
type cluster struct {
	mu        sync.Mutex // held while the server starts or ends
	daemon    *daemon
	programs  string
	port      int
	databases atomic.Int64

	filling sync.Mutex      // held while a database is filled that others copy
	filled  map[string]bool // by their names
}

// newCluster creates the data folder; start starts the server.
func newCluster() (*cluster, error) {
	programs, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	home, err := newFolder("postgres")
	if err != nil {
		return nil, err
	}
	c := &cluster{programs: programs, port: port, filled: map[string]bool{}}
	c.daemon = &daemon{
		name: "postgres", folder: home, argv: c.commandLine(home),
		// Fast shutdown when asked; immediate, which frees the shared memory, when orphaned.
		quit: syscall.SIGINT, orphaned: syscall.SIGQUIT,
		ready: c.ready,
	}
	err = c.execute("initdb", "--pgdata", home.path("data"), "--username", superuser, "--auth", "trust",
		"--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions")
	return c, err
}

func (c *cluster) commandLine(home *folder) []string {
	argv := []string{filepath.Join(c.programs, "postgres"), "-D", home.path("data")}
	for _, setting := range []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(c.port), "unix_socket_directories=" + home.root,
		"fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_connections=200",
		"dynamic_shared_memory_type=mmap", "log_timezone=UTC", "timezone=UTC",
	} {
		argv = append(argv, "-c", setting)
	}
	return argv
}

// ready reads what the server says of itself, as pg_ctl does: in postmaster.pid the first line is
// the process and the eighth its state.
func (c *cluster) ready(pid int) bool {
	content, err := os.ReadFile(c.daemon.folder.path("data", "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(content), "\n")
	return len(lines) >= 8 && lines[0] == strconv.Itoa(pid) && strings.TrimSpace(lines[7]) == "ready"
}

// start waits, after a kill, for the processes of the killed server to let go of their memory.
func (c *cluster) start() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	late := time.After(patience)
	for {
		err := c.daemon.start()
		if err == nil || !strings.Contains(c.daemon.lastWords(), "pre-existing shared memory block") {
			return err
		}
		select {
		case <-late:
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (c *cluster) stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.daemon.stop()
}

func (c *cluster) kill() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.daemon.kill()
}

func (c *cluster) url(database string) string {
	return fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", superuser, address(c.port), database)
}

// run executes one statement in the database "postgres".
func (c *cluster) run(statement string) error {
	return c.execute("psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1",
		"--dbname", c.url("postgres"), "--command", statement)
}

// execute runs one of the cluster's programs as the server's user; its output is part of the error.
func (c *cluster) execute(program string, args ...string) error {
	cmd := exec.Command(filepath.Join(c.programs, program), args...)
	cmd.Dir, cmd.Env = c.daemon.folder.root, environment()
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Pdeathsig: syscall.SIGKILL, Credential: c.daemon.folder.owner.credential,
	}
	output, err := cmd.CombinedOutput()
	if err != nil {
		return errors.Join(fmt.Errorf("%s: %w", program, err), errors.New(string(output)))
	}
	return nil
}
