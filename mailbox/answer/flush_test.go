package answer

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"
)

// What waits when a program ends is sent at once, each once: who was answered today
// is in no figure, and one that the server refuses holds up none behind it.
func TestWhatWaitsAtTheEndIsSent(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	o.post.does("RCPT", func(to string) error {
		if strings.HasPrefix(to, "later@") {
			return &gosmtp.SMTPError{Code: 451, EnhancedCode: gosmtp.EnhancedCode{4, 7, 1}, Message: "later@ is not here"}
		}
		return nil
	})
	for _, to := range []string{"a@x.cn", "later@x.cn", "A@x.cn", "b@y.cn"} {
		o.Offer(o.note(to))
	}
	if got := o.Flush(t.Context()); got != (Flushed{Sent: 2, Lost: 1}) {
		t.Errorf("%+v\n%s", got, o.logs)
	}
	var to []string
	for _, l := range o.delivered() {
		to = append(to, l.to)
	}
	if !slices.Equal(to, []string{"a@x.cn", "b@y.cn"}) || o.post.times("RCPT") != 3 || o.counts() != "3 claimed, 2 sent" {
		t.Errorf("answered %q in %d tries, %s", to, o.post.times("RCPT"), o.counts())
	}
	if log := o.logs.String(); !strings.Contains(log, "RCPT") || !strings.Contains(log, "451") || strings.Contains(log, "later@") {
		t.Errorf("the log: %s", log)
	}
	if got := o.Flush(t.Context()); got != (Flushed{}) {
		t.Errorf("%+v of nothing", got)
	}
}

// A server that fails is asked once for all who wait.
func TestAFailingServerIsNotAskedForEach(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	o.post.fails("AUTH", -1, gosmtp.ErrAuthFailed)
	for _, to := range []string{"a@x.cn", "b@x.cn", "c@x.cn"} {
		o.Offer(o.note(to))
	}
	if got := o.Flush(t.Context()); got != (Flushed{Lost: 3}) || o.post.times("AUTH") != 1 || o.counts() != "1 claimed, 0 sent" {
		t.Errorf("%+v, asked %d times, %s", got, o.post.times("AUTH"), o.counts())
	}
}

// When the time is over, a server that hangs is left after its own, and nobody else
// is begun with.
func TestTheTimeForAnswersIsBounded(t *testing.T) {
	t.Parallel()
	o := newOffice(t, TLS)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	held := make(chan struct{})
	defer close(held)
	o.post.does("DATA", func(string) error { stop(); <-held; return nil })
	server := o.post.settings(TLS)
	server.Timeout = 300 * time.Millisecond
	o.Sender = o.another(o.opts.Store, server)
	for _, to := range []string{"a@x.cn", "b@x.cn", "c@x.cn"} {
		o.Offer(o.note(to))
	}
	if got := o.Flush(ctx); got != (Flushed{Lost: 3}) || o.counts() != "1 claimed, 0 sent" {
		t.Errorf("%+v, %s", got, o.counts())
	}
}
