package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"heed/mailbox"
	"heed/models"
	"heed/models/store"
)

// mailMetrics counts what this process sweeps. Labels are what the administrator
// named, outcomes and message keys: nothing of a message.
type mailMetrics struct {
	messages *prometheus.CounterVec
	bytes    *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	failed   *prometheus.CounterVec
}

func newMailMetrics(reg prometheus.Registerer) *mailMetrics {
	m := &mailMetrics{
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "heed_mailbox_messages_total", Help: "Messages settled, by account and outcome.",
		}, []string{"account", "outcome"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "heed_mailbox_bytes_total", Help: "Bytes fetched."}, []string{"account"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "heed_mailbox_sweep_seconds", Help: "Time to sweep a folder.", Buckets: []float64{.1, .3, 1, 3, 10, 30, 100, 300, 1000, 3600},
		}, []string{"account"}),
		failed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "heed_mailbox_sweeps_failed_total", Help: "Sweeps that did not come to their end, by message key.",
		}, []string{"account", "key"}),
	}
	reg.MustRegister(m.messages, m.bytes, m.seconds, m.failed)
	return m
}

// Step is for those who watch.
func (m *mailMetrics) Step(mailbox.Row) {}

// Swept counts the figures of a sweep that has ended.
func (m *mailMetrics) Swept(r mailbox.Report) {
	for _, row := range r.Rows {
		for outcome, n := range row.Outcomes() {
			m.messages.WithLabelValues(row.Account, string(outcome)).Add(float64(n))
		}
		m.bytes.WithLabelValues(row.Account).Add(float64(row.Bytes))
		m.seconds.WithLabelValues(row.Account).Observe(row.Ended.Sub(row.Begun).Seconds())
		var known *models.Error
		switch {
		case row.Err == nil || errors.Is(row.Err, context.Canceled):
		case errors.As(row.Err, &known):
			m.failed.WithLabelValues(row.Account, known.Key).Inc()
		default:
			m.failed.WithLabelValues(row.Account, models.Internal(nil).Key).Inc()
		}
	}
}

// mailboxes tells, when it is asked, how all mailboxes stand in the database,
// whichever process sweeps them: that one is down when this matters most.
type mailboxes struct {
	store *store.Store

	backlog, last, alert, orders *prometheus.Desc
}

// askFor is how long a scrape waits for the database.
const askFor = 5 * time.Second

func newMailboxes(s *store.Store) *mailboxes {
	account := []string{"account"}
	return &mailboxes{
		store:   s,
		backlog: prometheus.NewDesc("heed_mailbox_backlog", "Messages that wait to be tried again.", account, nil),
		last:    prometheus.NewDesc("heed_mailbox_last_success_seconds", "When the account was last read to its end, as Unix time.", account, nil),
		alert:   prometheus.NewDesc("heed_mailbox_alert", "1 when the account was not read within its period.", account, nil),
		orders:  prometheus.NewDesc("heed_mailbox_orders", "Orders of the staff site that wait for a worker.", nil, nil),
	}
}

// Describe lists what Collect tells.
func (m *mailboxes) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.backlog, m.last, m.alert, m.orders} {
		out <- d
	}
}

// Collect reads the rows. When the database does not answer, the scrape says so.
func (m *mailboxes) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askFor)
	defer cancel()
	var rows []models.MailStatus
	var late []string
	var waiting int64
	err := m.store.Read(ctx, func(tx *store.Tx) (err error) {
		if rows, err = tx.MailStatuses(); err != nil {
			return err
		}
		if late, err = tx.LateMail(); err != nil {
			return err
		}
		waiting, err = tx.CountMailOrders()
		return err
	})
	if err != nil {
		out <- prometheus.NewInvalidMetric(m.alert, err)
		return
	}
	out <- prometheus.MustNewConstMetric(m.orders, prometheus.GaugeValue, float64(waiting))
	for account, s := range byAccount(rows, late) {
		if s.listed {
			out <- prometheus.MustNewConstMetric(m.backlog, prometheus.GaugeValue, float64(s.backlog), account)
		}
		out <- prometheus.MustNewConstMetric(m.alert, prometheus.GaugeValue, float64(s.alert), account)
		if !s.last.IsZero() {
			out <- prometheus.MustNewConstMetric(m.last, prometheus.GaugeValue, float64(s.last.Unix()), account)
		}
	}
}

// standing is how one account stands: its folders together.
type standing struct {
	listed  bool  // some folder could be listed
	backlog int64 // of those that could
	alert   int
	last    time.Time // of the folder that was read the longest ago
}

func byAccount(rows []models.MailStatus, late []string) map[string]standing {
	out := map[string]standing{}
	for _, r := range rows {
		s := out[r.Account]
		if r.Listed() {
			s.listed, s.backlog = true, s.backlog+r.Backlog
		}
		if slices.Contains(late, r.Account) {
			s.alert = 1
		}
		if r.LastOK != nil && (s.last.IsZero() || r.LastOK.Before(s.last)) {
			s.last = *r.LastOK
		}
		out[r.Account] = s
	}
	return out
}
