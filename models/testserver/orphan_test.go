package testserver_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"heed/models/testserver"
)

// victim makes a second run of this test program start every server, say so, and wait to be killed.
const victim = "HEED_TESTSERVER_VICTIM"

func TestNothingOutlivesAKilledTest(t *testing.T) {
	if os.Getenv(victim) != "" {
		serveUntilKilled(t)
	}
	temporary := openFolder(t)
	cmd := exec.Command(os.Args[0], "-test.run=^TestNothingOutlivesAKilledTest$")
	cmd.Env = append(os.Environ(), victim+"=1", "TMPDIR="+temporary)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); line != "serving\n" {
		t.Fatalf("%q, %v", line, err)
	}
	if living(t, temporary) < 3 || folders(t, temporary) != 3 {
		t.Fatalf("%d processes and %d folders for three servers", living(t, temporary), folders(t, temporary))
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("it ended well although it was killed")
	}
	late := time.After(time.Minute)
	for living(t, temporary)+folders(t, temporary) > 0 {
		select {
		case <-late:
			t.Fatalf("%d processes and %d folders outlive the test", living(t, temporary), folders(t, temporary))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func serveUntilKilled(t *testing.T) {
	t.Helper()
	testserver.Postgres(t).NewDatabase(t)
	testserver.Redis(t)
	testserver.Dovecot(t, testserver.DovecotOptions{})
	if _, err := os.Stdout.WriteString("serving\n"); err != nil {
		t.Fatal(err)
	}
	select {}
}

// living counts the processes that work in the folder.
func living(t *testing.T, folder string) int {
	t.Helper()
	found, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, link := range found {
		if directory, err := os.Readlink(link); err == nil && strings.HasPrefix(directory, folder) {
			count++
		}
	}
	return count
}
