package main_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"heed/models/testserver"
)

// heed sweep onto a full disk ends with 1 and says once why; what it could not keep
// is in the mailbox. On a larger disk the next one takes every mail, once.
func TestASweepOntoAFullDiskSaysSo(t *testing.T) {
	const mails = 600
	for name, c := range map[string]struct {
		megabytes int // SQLite's log alone may take 32
		size      int // of a mail
	}{
		"database": {128, 100},
		"blobs":    {32, 9 << 10}, // 5 MB, most of it in packs
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dovecot := testserver.Dovecot(t, testserver.DovecotOptions{})
			for n := range mails {
				dovecot.Deliver("tips", "INBOX", fmt.Appendf(nil, "From: <c%d@example.org>\r\nSubject: %d\r\n\r\n%s\r\n", n, n, bytes.Repeat([]byte("x"), c.size)))
			}
			data, blobs := t.TempDir(), t.TempDir()
			folder := map[string]string{"database": data, "blobs": blobs}[name]
			d := small(t, prepare(t, data, "", blobs), folder, c.megabytes)
			d.fill(folder, 60)
			out, log, status := d.sweep(dovecot)
			if said := strings.Count(log, "There is no room left"); status != 1 || said < 1 || said > 3 {
				t.Errorf("heed sweep ends with %d\n%s%s", status, out, log)
			}
			left := len(mailsIn(t, dovecot, "INBOX"))
			if moved := len(mailsIn(t, dovecot, "Processed")); left == 0 || left+moved != mails {
				t.Errorf("%d mails wait and %d are moved, of %d", left, moved, mails)
			}
			d.larger(t, dovecot, mails)
		})
	}
}

// sweep runs heed sweep on the small disk.
func (d *disk) sweep(dovecot *testserver.DovecotServer) (out, log string, status int) {
	d.t.Helper()
	argv := []string{"nsenter", "--mount", "--target", strconv.Itoa(d.cmd.Process.Pid)}
	if os.Geteuid() != 0 {
		argv = append(argv, "--user", "--preserve-credentials")
	}
	return run(d.t, append(d.env, mailAccount(dovecot), mailPassword), append(argv, "heed", "sweep")...)
}

// larger takes the office to a larger disk, where the next sweep ends what the last
// one could not.
func (d *disk) larger(t *testing.T, dovecot *testserver.DovecotServer, mails int) {
	t.Helper()
	twin := d.twin(t)
	twin.env = append(twin.env, mailAccount(dovecot), mailPassword)
	db := twin.sql()
	_, err := db.ExecContext(t.Context(), "UPDATE mail_leases SET until = '2000-01-01 00:00:00+00:00'") // a minute later
	must(t, err)
	must(t, db.Close())
	if out, log, status := run(t, twin.env, "heed", "sweep"); status != 0 {
		t.Errorf("heed sweep ends with %d\n%s%s", status, out, log)
	}
	twin.checked()
	want := fmt.Sprintf("office, INBOX: %d rows = %[1]d tips; 0 on the server, %[1]d of %[1]d that left it found in Processed", mails)
	if out, log, status := run(t, twin.env, "heed", "check", "--mail"); status != 0 || !strings.Contains(out, want) {
		t.Errorf("heed check --mail ends with %d\n%s%s", status, out, log)
	}
}

func mailsIn(t *testing.T, dovecot *testserver.DovecotServer, folder string) (files []os.DirEntry) {
	t.Helper()
	for _, part := range []string{"/new", "/cur"} {
		more, err := os.ReadDir(dovecot.Maildir("tips", folder) + part)
		if err != nil && !os.IsNotExist(err) { // no mail was moved yet
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	return files
}
