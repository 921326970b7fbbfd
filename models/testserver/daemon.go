package testserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// patience is how long a server may take to start or to stop on a busy machine.
const patience = 60 * time.Second

// daemon is one server process in the foreground, which can be stopped and started again.
type daemon struct {
	name   string
	argv   []string
	folder *folder
	// quit asks the server to end in good order. orphaned ends it at once, leaving nothing but its
	// folder: it comes when the test is over, and from the kernel when the test process dies.
	quit, orphaned syscall.Signal
	// ready says whether the process with this id serves.
	ready func(pid int) bool

	cmd    *exec.Cmd
	exited chan struct{}
}

// environment is all that a server inherits: a developer's PGHOST or LANG must not change a test.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
}

func (d *daemon) running() bool {
	if d.exited == nil {
		return false
	}
	select {
	case <-d.exited:
		return false
	default:
		return true
	}
}

// start returns once the server serves. A server that runs already is left alone.
func (d *daemon) start() error {
	if d.running() {
		return nil
	}
	log, err := os.OpenFile(d.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	cmd := exec.Command(d.argv[0], d.argv[1:]...)
	cmd.Dir, cmd.Env = d.folder.root, environment()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid: true, Pdeathsig: d.orphaned, Credential: d.folder.owner.credential,
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(err, log.Close())
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait() // how it ended is in its log
		close(exited)
	}()
	d.cmd, d.exited = cmd, exited
	return errors.Join(log.Close(), d.awaitReady())
}

func (d *daemon) awaitReady() error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for {
		select {
		case <-d.exited:
			return fmt.Errorf("%s ended while starting:\n%s", d.name, d.lastWords())
		case <-late:
			return errors.Join(fmt.Errorf("%s does not serve after %s:\n%s", d.name, patience, d.lastWords()), d.kill())
		case <-tick.C:
			if d.ready(d.cmd.Process.Pid) {
				return nil
			}
		}
	}
}

// stop ends the server in good order and returns once it is gone.
func (d *daemon) stop() error {
	if !d.running() {
		return nil
	}
	if err := d.cmd.Process.Signal(d.quit); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-d.exited:
		// Dovecot leaves processes that still serve a client for up to ten seconds.
		return d.signalGroup(syscall.SIGKILL)
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("%s does not stop:\n%s", d.name, d.lastWords()), d.kill())
	}
}

// kill is kill -9 for the server and its group, without warning.
func (d *daemon) kill() error { return d.end(syscall.SIGKILL) }

// end sends the signal to the server and its group and returns once the server is gone.
func (d *daemon) end(signal syscall.Signal) error {
	if !d.running() {
		return nil
	}
	if err := d.signalGroup(signal); err != nil {
		return err
	}
	<-d.exited
	return nil
}

// signalGroup signals whatever is left of the server's process group, if anything.
func (d *daemon) signalGroup(signal syscall.Signal) error {
	err := syscall.Kill(-d.cmd.Process.Pid, signal)
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	return err
}

func (d *daemon) log() string { return d.folder.path(d.name + ".log") }

// lastWords is the end of the server's log.
func (d *daemon) lastWords() string {
	content, err := os.ReadFile(d.log())
	if err != nil {
		return err.Error()
	}
	return string(content[max(0, len(content)-4000):])
}

// discard ends the server the quick way and removes all it left.
func (d *daemon) discard() error {
	return errors.Join(d.end(d.orphaned), d.folder.remove())
}
