package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"heed/mailbox"
	"heed/models"
)

// sweepProgress shows how a sweep gets on, how fast, and how long the rest takes:
// a bar on a terminal, else a plain line a second.
type sweepProgress struct {
	t    *terminal
	mu   sync.Mutex
	rows map[string]mailbox.Row
	bar  *progressbar.ProgressBar
	last time.Time
}

func newSweepProgress(t *terminal) *sweepProgress {
	p := &sweepProgress{t: t, rows: map[string]mailbox.Row{}}
	if t.wide > 0 {
		p.bar = progressbar.NewOptions(-1,
			progressbar.OptionSetWriter(t.err), progressbar.OptionShowCount(), progressbar.OptionSetWidth(min(40, t.wide/4)),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false), // the description says it
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

// Step shows the figures of all folders together.
func (p *sweepProgress) Step(row mailbox.Row) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows[row.Account+"\x00"+row.Folder] = row
	p.show()
}

// Swept notes the end of an account; the table at the end tells of it.
func (p *sweepProgress) Swept(mailbox.Report) {}

func (p *sweepProgress) show() {
	var all mailbox.Report
	for _, r := range p.rows {
		all.Rows = append(all.Rows, r)
	}
	t := all.Total()
	took := time.Since(t.Begun)
	pace, left := models.Pace(int64(t.Done()), int64(t.Seen), took)
	speed := fmt.Sprintf("%.0f mails/s, %.1f MB/s, %s left", pace, float64(t.Bytes)/(1<<20)/max(took.Seconds(), .001), left.Round(time.Second))
	if p.bar != nil {
		p.bar.Describe(speed)
		p.bar.ChangeMax(t.Seen)
		_ = p.bar.Set(t.Done()) // a terminal that went away is no reason to stop
		return
	}
	if now := time.Now(); now.Sub(p.last) >= time.Second {
		p.last = now
		_, _ = fmt.Fprintf(p.t.err, "%d of %d messages, %d KB, %s\n", t.Done(), t.Seen, t.Bytes>>10, speed)
	}
}

func (p *sweepProgress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
