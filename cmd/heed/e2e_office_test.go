package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"heed/mailbox"
	"heed/models"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/seal/receipt"
	"heed/models/store"
	"heed/models/testserver"
	"heed/web/locale"
)

// stage is the office of the demo, whose mailbox lies on a real Dovecot as well,
// and a browser that looks at both sites.
type stage struct {
	*office
	chrome  context.Context //nolint:containedctx // as long as the test
	dovecot *testserver.DovecotServer
	logs    *bytes.Buffer
	heard   *hearing // all that the parts log
	axe     string   // what looks for barriers
}

// newStage serves the very object that heed serve --demo serves, on free ports.
func newStage(t *testing.T, mails ...string) *stage {
	t.Helper()
	s := &stage{chrome: startChromium(t), dovecot: testserver.Dovecot(t, testserver.DovecotOptions{}), logs: &bytes.Buffer{}, heard: &hearing{}}
	for n, text := range mails {
		s.deliver(n, text)
	}
	settings := map[string]string{
		"HEED_DATA": t.TempDir(), "HEED_PORTAL_ADDR": "127.0.0.1:0", "HEED_BACKOFFICE_ADDR": "127.0.0.1:0", "HEED_VIEWER_ADDR": "127.0.0.1:0", "HEED_METRICS_ADDR": "127.0.0.1:0", "HEED_TRUSTED_PROXIES": "127.0.0.0/8",
	}
	c, err := loadConfig(fake(settings))
	if err != nil {
		t.Fatal(err)
	}
	m, err := openMachine(context.Background(), c, slog.New(slog.NewTextHandler(s.heard, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	m.passphrases = open.NewPassphrases(open.PassphraseOptions{WorkFactor: demoWork})
	m.Accounts = []mailbox.Account{{
		Name: "office", Addr: s.dovecot.TLSAddr(), Username: "tips", Password: mailbox.NewSecret(testserver.MailPassword),
		Folders: []string{"INBOX"}, Processed: "Processed", RootCAs: s.dovecot.CertPool(),
	}}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	if s.axe, err = readAxe(); err != nil {
		t.Fatal(err)
	}
	if s.office, err = (env{&terminal{out: s.logs, err: s.logs}, fake(settings)}).openDemo(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	s.run(t)
	return s
}

func (s *stage) run(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// deliver puts a mail into the inbox on Dovecot.
func (s *stage) deliver(n int, text string) {
	s.dovecot.Deliver("tips", "INBOX", fmt.Appendf(nil, "From: Citizen <c%d@mail.example>\r\nTo: tips@office.example\r\nSubject: report %d\r\n"+
		"Message-ID: <e2e-%d@mail.example>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n", n, n, n, text))
}

// citizen opens the public site in a browser of its own.
func (s *stage) citizen(t *testing.T) *tab {
	t.Helper()
	return newTab(s.chrome, t, s.PortalURL)
}

// person signs somebody of the demo in, in a browser of their own.
func (s *stage) person(t *testing.T, login string) *tab {
	t.Helper()
	b := newTab(s.chrome, t, s.StaffURL)
	b.beside = s.ViewerURL
	b.open("/preferences?lang=zh&back=/signin").ok()
	b.write("login", login)
	b.write("passphrase", demoPassphrase)
	return b.press("main button[type=submit]").ok()
}

// says is a message as the pages write it.
func (s *stage) says(key string, pairs ...any) string { return s.Book.T(locale.ZH, key, pairs...) }

// tipOf is the tip of a receipt, as it stands on record.
func (s *stage) tipOf(t *testing.T, code string) models.Tip {
	t.Helper()
	r, err := receipt.Parse(code)
	if err != nil {
		t.Fatal(err)
	}
	hash := r.LookupHash()
	var tip models.Tip
	s.read(t, func(tx *store.Tx) (err error) {
		tip, err = tx.TipByReceipt(hash[:])
		return err
	})
	return tip
}

// tip is a tip as it stands on record.
func (s *stage) tip(t *testing.T, id int64) (tip models.Tip) {
	t.Helper()
	s.read(t, func(tx *store.Tx) (err error) {
		tip, err = tx.Tip(models.Scope{All: true}, id)
		return err
	})
	return tip
}

func (s *stage) read(t *testing.T, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Store.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// submit files a report by the one door, for tests that begin after it.
func (s *stage) submit(t *testing.T, text string) models.Tip {
	t.Helper()
	desk, err := s.Intake.Desk(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	result, err := s.Intake.Submit(t.Context(), intake.Draft{
		Channel: models.ChannelWeb, UnitID: desk.Units[0].ID, Category: models.CategoryBenefits, Text: text, Lang: "zh", Origin: "portal", Receipt: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return result.Tip
}

// solve types the digits of the picture that the form shows.
func (s *stage) solve(b *tab) {
	b.Helper()
	digits, err := s.Captcha.DigitsForTest(ask[string](b, `document.querySelector("[name=token]").value`))
	b.must(err)
	b.write("captcha", digits)
}

// pickTip opens a tip from the queue.
func (b *tab) pickTip(tip models.Tip) *tab {
	b.Helper()
	b.open("/").ok().has(tip.Number)
	b.press(`a.item[href$="tip=` + strconv.FormatInt(tip.ID, 10) + `"]`)
	return b.ok()
}

// path is where the page is, with its query.
func (b *tab) path() string {
	b.Helper()
	u, err := url.Parse(ask[string](b, `location.href`))
	b.must(err)
	return strings.TrimSuffix(u.RequestURI(), "?")
}
