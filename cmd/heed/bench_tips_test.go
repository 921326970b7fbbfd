package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glebarez/sqlite"
	"github.com/valyala/fasthttp"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"heed/models"
	"heed/models/testserver"
	"heed/web/captcha"
)

// What BenchmarkTips measures with.
const (
	tipClients = 32
	tipRounds  = 5
	tipSpan    = 2 * time.Second // of each side in each round
)

// BenchmarkTips sends reports to a running heed, from the request to the page
// with the receipt, each durable before it is answered, and holds their rate
// against that of bare gorm transactions, each with the rows of one tip, on the
// same database. The two take turns; ratio is the median of the rounds, and its
// goal is 0.5 at least.
func BenchmarkTips(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkTips(b, "") })
	b.Run("postgres", func(b *testing.B) { benchmarkTips(b, testserver.Postgres(b).NewDatabase(b)) })
}

func benchmarkTips(b *testing.B, database string) {
	i := install(b, database)
	p := serve(b, i.env)
	c := newCitizen(b)
	crowd := &senders{box: c.box, url: p.portal + "/zh/report", client: &fasthttp.Client{MaxConnsPerHost: tipClients, ReadTimeout: patience}}
	defer crowd.client.CloseIdleConnections()
	must(b, crowd.send())
	bare := newBare(b, i)
	var ratios, tips, transactions []float64
	for b.Loop() {
		for range tipRounds {
			ours, theirs := rate(b, crowd.send), rate(b, bare.insert)
			tips, transactions, ratios = append(tips, ours), append(transactions, theirs), append(ratios, ours/theirs)
		}
	}
	b.ReportMetric(median(tips), "tips/s")
	b.ReportMetric(median(transactions), "bare/s")
	b.ReportMetric(median(ratios), "ratio")
}

// rate is how often a second fn succeeds, called by all clients at once.
func rate(b *testing.B, fn func() error) float64 {
	b.Helper()
	var done atomic.Int64
	var wg sync.WaitGroup
	start := time.Now()
	for range tipClients {
		wg.Go(func() {
			for time.Since(start) < tipSpan {
				if err := fn(); err != nil {
					b.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(start).Seconds()
}

func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

// senders send reports over connections that stay open, each from a network of
// its own, so that no limit is felt.
type senders struct {
	box    *captcha.Box
	url    string
	client *fasthttp.Client
}

// send sends one report and fails when no receipt comes back.
func (s *senders) send() error {
	token := s.box.Issue()
	digits, err := s.box.DigitsForTest(token)
	if err != nil {
		return err
	}
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(s.url)
	req.Header.SetMethod(http.MethodPost)
	req.Header.SetContentType("multipart/form-data; boundary=" + boundary)
	req.Header.Set("X-Forwarded-For", village())
	req.SetBodyString(reportBody(token, digits))
	if err := s.client.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode() != http.StatusOK || !bytes.Contains(res.Body(), []byte(`id="code"`)) {
		return fmt.Errorf("no receipt but status %d", res.StatusCode())
	}
	return nil
}

const boundary = "------------------------heedbench"

// reportBody is a report of about 200 characters with a name, as a browser sends it.
func reportBody(token, digits string) string {
	var b strings.Builder
	for _, f := range [][2]string{
		{"token", token},
		{"about", "conduct"},
		{"unit", "other"},
		{"unit_text", "稻香镇"},
		{"category", "gifts"},
		{"text", strings.Repeat("去年冬天村里发救助金，会计每户扣下二百块，说是手续费，没有收据。", 6)},
		{"name", "王某"},
		{"contact", "村东头"},
		{"captcha", digits},
	} {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, f[0], f[1])
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// bare inserts the rows of a tip that heed stored, again and again, each time in
// one transaction and with nothing around it.
type bare struct {
	db        *gorm.DB
	tip       models.Tip
	envelopes []models.Envelope
	receipt   models.ReceiptRow
	audit     models.Audit
	made      atomic.Int64
}

func newBare(b *testing.B, i *installation) *bare {
	b.Helper()
	r := &bare{db: openBare(b, i.database)}
	must(b, r.db.Order("id").First(&r.tip).Error)
	must(b, r.db.Where("tip_id = ?", r.tip.ID).Order("id").Find(&r.envelopes).Error)
	must(b, r.db.Where("tip_id = ?", r.tip.ID).First(&r.receipt).Error)
	must(b, r.db.Where("tip_id = ?", r.tip.ID).First(&r.audit).Error)
	if len(r.envelopes) != 2 {
		b.Fatalf("the tip has %d envelopes, not 2", len(r.envelopes))
	}
	return r
}

// openBare opens the database as the store does: SQLite with one writer, WAL and
// synchronous=FULL, PostgreSQL with 32 connections.
func openBare(b *testing.B, database string) *gorm.DB {
	b.Helper()
	var d gorm.Dialector = postgres.New(postgres.Config{DSN: database})
	conns := tipClients
	if file, ok := strings.CutPrefix(database, "sqlite://"); ok {
		pragmas := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(15000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"}}
		d, conns = sqlite.Open("file:"+file+"?"+pragmas.Encode()), 1
	}
	db, err := gorm.Open(d, &gorm.Config{SkipDefaultTransaction: true, Logger: logger.Discard})
	must(b, err)
	pool, err := db.DB()
	must(b, err)
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	b.Cleanup(func() { must(b, pool.Close()) })
	return db
}

func (r *bare) insert() error {
	n := r.made.Add(1)
	tip, envelopes, receipt, audit := r.tip, slices.Clone(r.envelopes), r.receipt, r.audit
	tip.ID, tip.Number = 0, fmt.Sprintf("bare-%d", n)
	receipt.Hash, audit.Seq = []byte(rand.Text() + rand.Text())[:32], 1<<40+n
	return r.db.WithContext(context.Background()).Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&tip).Error; err != nil {
			return err
		}
		for k := range envelopes {
			envelopes[k].ID, envelopes[k].TipID = 0, tip.ID
		}
		receipt.TipID, audit.TipID = tip.ID, tip.ID
		if err := tx.Create(&envelopes).Error; err != nil {
			return err
		}
		if err := tx.Create(&receipt).Error; err != nil {
			return err
		}
		return tx.Create(&audit).Error
	})
}
