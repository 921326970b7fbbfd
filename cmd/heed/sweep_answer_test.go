package main_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"heed/models/testserver"
)

// A sweep by hand, or by cron, sends the answers it owes before it ends: to people
// alone, once a day, and to none where the mailbox says so. A server that takes none
// is said and changes no exit status; nor are they sent by the next sweep.
func TestASweepSendsItsAnswers(t *testing.T) {
	t.Parallel()
	post, dovecot := newSMTPPost(t), testserver.Dovecot(t, testserver.DovecotOptions{})
	i := install(t, "", mailAccount(dovecot)+"&answer=ack", mailPassword, "HEED_SMTP_URL=smtp://"+post.addr+"?tls=none", "HEED_SMTP_FROM=Office <office@example.org>")
	sent := 0
	arrive := func(from, lines string) {
		sent++
		dovecot.Deliver("tips", "INBOX", fmt.Appendf(nil, "From: %s\r\nSubject: canary-subject\r\nMessage-ID: <%d@citizen.example>\r\nDate: %s\r\n%s\r\ncanary-text %d\r\n",
			from, sent, time.Now().Format(time.RFC1123Z), lines, sent))
	}
	sweep := func(env []string, want string) {
		t.Helper()
		out, log, status := run(t, env, "heed", "sweep")
		_, said, _ := strings.Cut(out, "Answers to senders: ")
		if status != 0 || strings.TrimSpace(said) != want {
			t.Errorf("status %d, answers %q, want %q:\n%s%s", status, said, want, out, log)
		}
		if strings.Contains(out+log, "citizen.example") || strings.Contains(out+log, "canary") {
			t.Errorf("it says who wrote, or what:\n%s%s", out, log)
		}
	}
	answered := func(to ...string) {
		t.Helper()
		if len(post.got) != len(to) {
			t.Errorf("%d answers, want %d", len(post.got), len(to))
		}
		for _, who := range to[:min(len(to), len(post.got))] {
			if got := <-post.got; !bytes.Contains(got, []byte("<"+who+"@citizen.example>")) || bytes.Contains(got, []byte("canary")) {
				t.Errorf("not to %s, or it says what was written:\n%s", who, got)
			}
		}
	}
	arrive("li@citizen.example", "")
	arrive("wang@citizen.example", "")
	arrive("robot@citizen.example", "X-Auto-Response-Suppress: All\r\n")
	sweep(i.env, "2 sent")
	answered("li", "wang")
	arrive("li@citizen.example", "")
	sweep(i.env, "")
	gone := append(i.env[:len(i.env):len(i.env)], "HEED_SMTP_URL=smtp://127.0.0.1:1?tls=none")
	arrive("zhao@citizen.example", "")
	arrive("sun@citizen.example", "")
	sweep(gone, "0 sent, 2 not sent and not tried again")
	sweep(i.env, "")
	answered()
	arrive("qian@citizen.example", "")
	sweep(append(i.env[:len(i.env):len(i.env)], mailAccount(dovecot)), "")
	answered()
}
