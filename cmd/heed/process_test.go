package main_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long anything may take on a busy machine. It ends a test that
// hangs and is no claim about speed.
const patience = time.Minute

// built is the real program, without the race detector, made once a test process.
var built struct {
	once   sync.Once
	folder string
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.folder != "" {
		_ = os.RemoveAll(built.folder) // what stays in the system's temporary folder hurts nobody
	}
	os.Exit(code)
}

// program is the folder in which the program "heed" lies.
func program(t testing.TB) string {
	t.Helper()
	built.once.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "heed-program-"); built.err != nil {
			return
		}
		build := exec.Command("go", "build", "-o", filepath.Join(built.folder, "heed"), ".")
		if out, err := build.CombinedOutput(); err != nil {
			built.err = errors.Join(err, errors.New(string(out)))
		}
	})
	must(t, built.err)
	return built.folder
}

// process is a running heed. It ends with the test.
type process struct {
	t        testing.TB
	cmd      *exec.Cmd
	out, log *record
	ended    chan struct{}

	portal, staff, metrics string // addresses, as it printed them
}

// launch starts argv, whose first word is looked for beside heed as well, with
// nothing in its environment but env.
func launch(t testing.TB, env []string, argv ...string) *process {
	t.Helper()
	p := &process{t: t, out: newRecord(), log: newRecord(), ended: make(chan struct{})}
	path := argv[0]
	if path == "heed" {
		path = filepath.Join(program(t), "heed")
	}
	p.cmd = exec.Command(path, argv[1:]...)
	p.cmd.Env = append([]string{"PATH=" + program(t) + ":" + os.Getenv("PATH")}, env...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(t, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait() // how it ended is asked of ProcessState
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // most often it has ended
		<-p.ended
	})
	return p
}

// serve starts heed serve and returns when it is ready.
func serve(t testing.TB, env []string) *process {
	t.Helper()
	p := launch(t, env, "heed", "serve")
	p.awaitSites()
	return p
}

// awaitSites returns when both sites serve.
func (p *process) awaitSites() {
	p.t.Helper()
	p.await("Staff site")
	p.portal, p.staff, p.metrics = p.address("Public site"), p.address("Staff site"), p.address("Metrics")
	p.awaitReady(http.StatusOK)
}

// run runs heed to its end and gives its exit status.
func run(t testing.TB, env []string, argv ...string) (out, log string, status int) {
	t.Helper()
	p := launch(t, env, argv...)
	status = p.wait()
	return p.out.String(), p.log.String(), status
}

// await returns when a whole line of the output begins with the words.
func (p *process) await(words string) {
	p.t.Helper()
	late := time.After(patience)
	for {
		text, more := p.out.look()
		if p.address(words) != "" || strings.Contains(text, "\n"+words) {
			return
		}
		select {
		case <-more:
		case <-p.ended:
			p.t.Fatalf("heed ended (%s) before it said %q:\n%s%s", p.cmd.ProcessState, words, p.out, p.log)
		case <-late:
			p.t.Fatalf("heed does not say %q:\n%s%s", words, p.out, p.log)
		}
	}
}

func (p *process) address(name string) string {
	found := regexp.MustCompile(`(?m)^` + name + ` +(http://\S+)$`).FindStringSubmatch(p.out.String())
	if found == nil {
		return ""
	}
	return found[1]
}

// awaitReady asks /readyz of the public site until it answers the status.
func (p *process) awaitReady(status int) {
	p.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(patience); time.Now().Before(late); <-tick.C {
		res, err := http.Get(p.portal + "/readyz")
		if err != nil {
			p.t.Fatalf("/readyz: %v\n%s", err, p.log)
		}
		must(p.t, res.Body.Close())
		if res.StatusCode == status {
			return
		}
	}
	p.t.Fatalf("/readyz never answers %d\n%s", status, p.log)
}

// stop asks heed to end as systemd does, and gives its exit status.
func (p *process) stop() int {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	return p.wait()
}

// kill is kill -9. It returns when the process is gone.
func (p *process) kill() {
	p.t.Helper()
	must(p.t, p.cmd.Process.Kill())
	<-p.ended
}

func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatalf("heed does not end:\n%s%s", p.out, p.log)
	}
	return p.cmd.ProcessState.ExitCode()
}

// record keeps what a process writes and tells when there is more.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func newRecord() *record { return &record{more: make(chan struct{})} }

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	close(r.more)
	r.more = make(chan struct{})
	return r.text.Write(p)
}

func (r *record) look() (string, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String(), r.more
}

func (r *record) String() string {
	text, _ := r.look()
	return text
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
