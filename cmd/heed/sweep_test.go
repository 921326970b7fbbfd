package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"heed/models/testserver"
)

// swept is five commits and more than the tenth of a second between two drawings of a bar.
const swept = 1000

// On a terminal a sweep draws a bar, wipes it out and ends with the table.
func TestSweepDrawsABarOnATerminal(t *testing.T) {
	i, _ := sweepOffice(t, swept)
	screen, status := onTerminal(t, 100, i.env, "heed", "sweep")
	if status != 0 {
		t.Errorf("status %d", status)
	}
	bar, table, found := strings.Cut(screen, "Account")
	if !found {
		t.Fatalf("no table:\n%s", screen)
	}
	for _, want := range []string{"█", "%", fmt.Sprintf("/%d", swept), "mails/s", "MB/s", "s left", "\r"} {
		if !strings.Contains(bar, want) {
			t.Errorf("the bar lacks %q:\n%q", want, bar)
		}
	}
	if strings.Contains(bar, "messages") {
		t.Errorf("plain lines on a terminal:\n%q", bar)
	}
	if last := bar[strings.LastIndex(bar, "\r")+1:]; strings.ContainsAny(last, "█%") {
		t.Errorf("the bar stays above the table: %q", last)
	}
	wantRow(t, "Account"+table, swept, 0)
}

// Into a file, or a pager, go plain lines: one a second at the most, and no
// control characters. What is on the way shows on the terminal all the same.
func TestSweepWritesPlainLinesElsewhere(t *testing.T) {
	i, _ := sweepOffice(t, swept)
	begun := time.Now()
	out, log, status := run(t, i.env, "heed", "sweep")
	most := int(time.Since(begun)/time.Second) + 1
	lines := regexp.MustCompile(fmt.Sprintf(`(?m)^\d+ of %d messages, \d+ KB, \d+ mails/s, \d+\.\d MB/s, \S+ left$`, swept)).FindAllString(log, -1)
	if status != 0 || len(lines) == 0 || len(lines) > most {
		t.Errorf("status %d, %d lines in %d s:\n%s", status, len(lines), most, log)
	}
	if strings.ContainsAny(out+log, "\r\x1b█") {
		t.Errorf("a bar where no terminal is:\n%q", log)
	}
	wantRow(t, out, swept, 0)
}

// A sweep that finds nothing still says so in its table.
func TestSweepOfAnEmptyMailbox(t *testing.T) {
	i, _ := sweepOffice(t, 0)
	out, _, status := run(t, i.env, "heed", "sweep")
	if status != 0 {
		t.Errorf("status %d", status)
	}
	wantRow(t, out, 0, 0)
	screen, status := onTerminal(t, 60, i.env, "heed", "sweep")
	if status != 0 {
		t.Errorf("status %d on a terminal", status)
	}
	wantRow(t, screen[max(0, strings.Index(screen, "Account")):], 0, 0)
}

// The exit status is 1 when a mailbox cannot be read; the words say why, and the
// other mailbox is swept all the same.
func TestSweepSaysWhatFailed(t *testing.T) {
	i, dovecot := sweepOffice(t, 3)
	i.env = append(i.env,
		"HEED_MAIL_2="+strings.Replace(strings.TrimPrefix(mailAccount(dovecot), "HEED_MAIL_1="), "name=office", "name=other", 1),
		"HEED_MAIL_2_PASSWORD=not-the-password")
	out, log, status := run(t, i.env, "heed", "sweep")
	if status != 1 || !strings.Contains(log, "password") {
		t.Errorf("status %d:\n%s", status, log)
	}
	wantRow(t, out, 3, 0)
	if !regexp.MustCompile(`(?m)^other\b`).MatchString(out) {
		t.Errorf("the table lacks the other mailbox:\n%s", out)
	}
}

// sweepOffice is an office with a mailbox of its own that holds so many mails.
func sweepOffice(t *testing.T, mails int) (*installation, *testserver.DovecotServer) {
	t.Helper()
	dovecot := testserver.Dovecot(t, testserver.DovecotOptions{})
	for n := range mails {
		dovecot.Deliver("tips", "INBOX", fmt.Appendf(nil, "From: <c%d@example.org>\r\nSubject: %d\r\nMessage-ID: <%d@example.org>\r\n\r\nThe road.\r\n", n, n, n))
	}
	dovecot.Maildir("tips", "INBOX")
	return install(t, "", mailAccount(dovecot), mailPassword), dovecot
}

// wantRow looks for the row of the account in the closing table.
func wantRow(t *testing.T, table string, seen, failed int) {
	t.Helper()
	head, rows, _ := strings.Cut(strings.ReplaceAll(table, "\r", ""), "\n")
	columns := regexp.MustCompile(` {2,}`).Split(strings.TrimSpace(head), -1)
	want := fmt.Sprintf(`(?m)^office +INBOX +%d +%d( +0){5} +%d$`, seen, seen-failed, failed)
	if len(columns) != 10 || !regexp.MustCompile(want).MatchString(regexp.MustCompile(` +\n`).ReplaceAllString(rows, "\n")) {
		t.Errorf("%d columns, want %s in:\n%s", len(columns), want, table)
	}
}

// onTerminal runs heed to its end on a terminal of its own, so many columns
// wide, and gives all that it wrote there.
func onTerminal(t *testing.T, columns uint16, env []string, argv ...string) (screen string, status int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(program(t), argv[0]), argv[1:]...)
	cmd.Env, cmd.Dir = append([]string{"TERM=xterm"}, env...), t.TempDir()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: columns})
	must(t, err)
	t.Cleanup(func() { must(t, terminal.Close()) })
	var all bytes.Buffer
	if _, err := io.Copy(&all, terminal); err != nil && !errors.Is(err, syscall.EIO) { // as Linux says that nobody writes any more
		t.Fatal(err)
	}
	var ended *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return all.String(), cmd.ProcessState.ExitCode()
}
