package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// heed check --mail says in words how the ledger and the server agree; its exit
// status is 1 when a message was passed over or a server could not be asked.
func TestCheckHoldsTheLedgerAgainstTheServer(t *testing.T) {
	i, dovecot := sweepOffice(t, 3)
	if out, log, status := run(t, i.env, "heed", "sweep"); status != 0 {
		t.Fatalf("%s%s", out, log)
	}
	check := func(want int, says ...string) {
		t.Helper()
		out, log, status := run(t, i.env, "heed", "check", "--mail")
		for _, words := range says {
			if !strings.Contains(out+log, words) {
				t.Errorf("not said: %s", words)
			}
		}
		if status != want || t.Failed() {
			t.Fatalf("status %d, want %d:\n%s%s", status, want, out, log)
		}
	}
	check(0, "office, INBOX: 3 rows = 3 tips; 0 on the server, 3 of 3 that left it found in Processed", "the ledger agrees with all 1 folders")

	files, err := filepath.Glob(filepath.Join(dovecot.Maildir("tips", "Processed"), "*", "*.M*P*"))
	must(t, err)
	must(t, os.Remove(files[0]))
	check(0, "1 were moved to Processed and are not there any more")

	dovecot.Deliver("tips", "INBOX", []byte("From: a@example.org\r\n\r\nPassed over.\r\n"))
	db := i.sql()
	_, err = db.ExecContext(t.Context(), "UPDATE mail_swept SET uid = 4")
	must(t, err)
	must(t, db.Close())
	check(1, "LOST: 1 listed, older than the last sweep and without a row: UID 4", "1 of 1 folders do not agree with the ledger")

	dovecot.Stop()
	check(1, "1 of 1 folders could not be looked at")
}
