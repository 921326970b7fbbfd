package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"heed/mailbox"
	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/web"
)

// exposed is what a monitor reads.
func exposed(t *testing.T, reg *prometheus.Registry) string {
	t.Helper()
	shown := httptest.NewRecorder()
	web.MetricsHandler(reg).ServeHTTP(shown, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	return shown.Body.String()
}

func wantMetrics(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("the metrics lack %s in:\n%s", line, text)
		}
	}
}

// An account is an alert by the clock alone, with no worker that writes; a paused
// one is none.
func TestAMailboxThatNobodyReadsIsAMetric(t *testing.T) {
	t.Parallel()
	clock, reg := storetest.NewClock(time.Unix(1_800_000_000, 0).UTC()), prometheus.NewRegistry()
	s := storetest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "heed.db"), clock.Now)
	reg.MustRegister(newMailboxes(s))
	begun := clock.Now()
	err := s.Write(t.Context(), func(tx *store.Tx) error {
		for _, folder := range []string{"INBOX", "转来"} {
			row := models.MailStatus{Account: "office", Folder: folder, BegunAt: &begun, EndedAt: &begun, LastOK: &begun, Backlog: 3, Period: 3600}
			if err := tx.SetMailStatus(row); err != nil {
				return err
			}
		}
		_, err := tx.AskMailOrder("office", models.MailOrderTest, 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantMetrics(t, exposed(t, reg), `heed_mailbox_alert{account="office"} 0`, `heed_mailbox_backlog{account="office"} 6`,
		`heed_mailbox_last_success_seconds{account="office"} 1.8e+09`, "heed_mailbox_orders 1")
	clock.Add(time.Hour)
	wantMetrics(t, exposed(t, reg), `heed_mailbox_alert{account="office"} 1`, "heed_mailbox_orders 0")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := reg.Gather(); err == nil {
		t.Error("a database that is gone looks like one without alerts")
	}
}

// A folder that could not be listed has no backlog to tell, and takes none from
// the others.
func TestABacklogThatIsNotKnownIsNoMetric(t *testing.T) {
	t.Parallel()
	rows := []models.MailStatus{
		{Account: "deaf", Folder: "INBOX", Backlog: -1, Period: 3600}, {Account: "half", Folder: "INBOX", Backlog: -1}, {Account: "half", Folder: "Tips", Backlog: 3},
	}
	got := byAccount(rows, []string{"deaf"})
	if s := got["deaf"]; s.listed || s.backlog != 0 || s.alert != 1 {
		t.Errorf("no folder: %+v", s)
	}
	if s := got["half"]; !s.listed || s.backlog != 3 {
		t.Errorf("one of two folders: %+v", s)
	}
	clock, reg := storetest.NewClock(time.Unix(1_800_000_000, 0).UTC()), prometheus.NewRegistry()
	s := storetest.Open(t, "sqlite://"+filepath.Join(t.TempDir(), "heed.db"), clock.Now)
	reg.MustRegister(newMailboxes(s))
	if err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.SetMailStatus(rows[0]) }); err != nil {
		t.Fatal(err)
	}
	text := exposed(t, reg)
	if wantMetrics(t, text, `heed_mailbox_alert{account="deaf"} 0`); strings.Contains(text, "heed_mailbox_backlog{") {
		t.Errorf("a backlog that nobody knows:\n%s", text)
	}
}

// A sweep counts its mails by outcome and its faults by key; a worker that was
// told to stop is no fault.
func TestASweepIsCounted(t *testing.T) {
	t.Parallel()
	reg := prometheus.NewRegistry()
	m, begun := newMailMetrics(reg), time.Now()
	row := mailbox.Row{Account: "office", Begun: begun, Ended: begun.Add(2 * time.Second), Seen: 6, Imported: 3, Joined: 1, Duplicate: 1, Failed: 1, Bytes: 500}
	m.Swept(mailbox.Report{Rows: []mailbox.Row{row}})
	row.Imported, row.Err = 4, models.Fail(models.KindUnavailable, "error.mail_cut")
	m.Swept(mailbox.Report{Rows: []mailbox.Row{row}})
	m.Swept(mailbox.Report{Rows: []mailbox.Row{{Account: "office", Err: context.Canceled}, {Account: "office", Err: errors.New("x")}}})
	text := exposed(t, reg)
	wantMetrics(t, text, `heed_mailbox_messages_total{account="office",outcome="tip"} 7`, `heed_mailbox_messages_total{account="office",outcome="retry"} 2`,
		`heed_mailbox_bytes_total{account="office"} 1000`, `heed_mailbox_sweeps_failed_total{account="office",key="error.mail_cut"} 1`,
		`heed_mailbox_sweeps_failed_total{account="office",key="error.internal"} 1`, `heed_mailbox_sweep_seconds_sum{account="office"} 4`)
}
