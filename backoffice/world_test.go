package backoffice_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"heed/backoffice"
	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/keyring"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/static"
	"heed/web"
	"heed/web/locale"
)

const passphrase = "correct horse battery"

// world is an office with its back office, a round and people in it.
type world struct {
	*testing.T
	ctx    context.Context //nolint:containedctx // as long as the test
	store  *store.Store
	site   *backoffice.Backoffice
	keys   *keyring.Keyring
	intake *intake.Intake
	blobs  *blob.Store
	clock  *storetest.Clock
	logs   *logbook
	round  models.Round
	teams  []models.Team
	units  []store.RoundUnitView
	admin  *browser

	recovery open.Identity
}

// logbook keeps what was logged.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Monday, 9 March 2026, ten in the morning in Shanghai.
var begin = time.Date(2026, 3, 9, 2, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, open func(t testing.TB, now func() time.Time) *store.Store) *world {
	t.Helper()
	w := &world{T: t, ctx: t.Context(), clock: storetest.NewClock(begin), logs: &logbook{}}
	w.store = open(t, w.clock.Now)
	w.build(t.TempDir())
	w.found()
	return w
}

func sqlite(t testing.TB, now func() time.Time) *store.Store {
	return storetest.Open(t, "sqlite://"+t.TempDir()+"/heed.db", now)
}

func lite(t *testing.T) *world {
	t.Helper()
	return newWorld(t, sqlite)
}

func (w *world) build(dir string) {
	w.Helper()
	log := slog.New(slog.NewTextHandler(w.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))
	book, err := locale.Load(static.Files)
	w.must(err)
	w.blobs, err = blob.Open(w.ctx, "file://"+dir)
	w.must(err)
	w.intake = intake.New(intake.Options{Store: w.store, Blobs: w.blobs, Now: w.clock.Now, Logger: log})
	w.Cleanup(w.intake.Close)
	w.keys = keyring.New(keyring.Options{
		Store: w.store, Now: w.clock.Now, Passphrases: open.NewPassphrases(open.PassphraseOptions{WorkFactor: 4, Parallel: 4}),
	})
	w.site, err = backoffice.New(backoffice.Options{
		Web: web.Options{
			Log: log, Registry: prometheus.NewRegistry(), Now: w.clock.Now, Zone: storetest.Calendar().Zone, Book: book,
			Secret: bytes.Repeat([]byte("s"), 32),
		},
		Store: w.store, Keyring: w.keys, Intake: w.intake, Blobs: w.blobs, StaffURL: "http://staff.invalid", ViewerURL: "https://view.invalid",
	})
	w.must(err)
}

// found sets the office up by its first one-time link, and a round by the form.
func (w *world) found() {
	w.Helper()
	res, err := w.keys.Init(w.ctx, keyring.InitSpec{OfficeName: "青禾县委巡察办", OfficeNameEn: "Inspection Office", Login: "wang", Name: "王主任"})
	w.must(err)
	w.recovery, w.admin = res.Recovery, w.accept("/join/"+res.Link)
	form := url.Values{
		"name": {"首轮巡察"}, "name_en": {"First round"}, "year": {"2026"}, "seq": {"1"}, "entry": {"2026-03-02"}, "exit": {"2026-04-17"},
		"accept_until": {"2026-04-15T17:30"}, "team_code_1": {"G1"}, "team_name_1": {"第一组"}, "team_en_1": {"Team 1"},
		"team_code_2": {"G2"}, "team_name_2": {"第二组"}, "unit_name_1": {"民政局"}, "unit_en_1": {"Civil Affairs"}, "unit_team_1": {"1"},
		"unit_name_2": {"稻香镇"}, "unit_kind_2": {"township"}, "unit_team_2": {"2"},
	}
	w.admin.post("/rounds/new", form).want(303)
	w.read(func(tx *store.Tx) (err error) {
		if w.round, err = tx.OpenRound(); err != nil {
			return err
		}
		if w.teams, err = tx.Teams(w.round.ID); err != nil {
			return err
		}
		w.units, err = tx.RoundUnits(w.round.ID)
		return err
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) read(fn func(*store.Tx) error) {
	w.Helper()
	w.must(w.store.Read(w.ctx, fn))
}

// browser is one member's browser.
type browser struct {
	*world
	cookies map[string]string
	me      models.Member
	tokens  map[string]string // by session
}

func (w *world) browser() *browser {
	return &browser{world: w, cookies: map[string]string{"heed_lang": "en"}, tokens: map[string]string{}}
}

// accept uses a one-time link.
func (w *world) accept(path string) *browser {
	w.Helper()
	b := w.browser()
	b.post(path, url.Values{"passphrase": {passphrase}, "again": {passphrase}}).want(303)
	return b
}

var linkForm = regexp.MustCompile(`http://staff\.invalid(/join/[\w-]+)`)

// join makes an account through the pages; roles read "clerk" or "head:1" with
// the number of the team.
func (w *world) join(login string, roles ...string) *browser {
	w.Helper()
	form := url.Values{"login": {login}, "name": {strings.ToUpper(login)}}
	for _, r := range roles {
		role, team, ok := strings.Cut(r, ":")
		if ok {
			role += ":" + itoa(w.teams[int(team[0]-'1')].ID)
		}
		form.Add("role", role)
	}
	page := w.admin.post("/staff/new", form).want(200)
	found := linkForm.FindStringSubmatch(page.body)
	if found == nil {
		w.Fatalf("no link on the page:\n%s", page.body)
	}
	b := w.accept(found[1])
	w.read(func(tx *store.Tx) (err error) {
		b.me, err = tx.MemberByLogin(login)
		return err
	})
	return b
}

// answer is what a page answered.
type answer struct {
	t        *testing.T
	request  string
	status   int
	body     string
	header   http.Header
	location string
}

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d, want %d\n%s", a.request, a.status, status, faults(a.body))
	}
	return a
}

func (a answer) has(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) && !strings.Contains(html.UnescapeString(a.body), text) {
			a.t.Errorf("%s: lacks %q", a.request, text)
		}
	}
	return a
}

func (a answer) lacks(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(html.UnescapeString(a.body), text) {
			a.t.Errorf("%s: has %q", a.request, text)
		}
	}
	return a
}

var faultForm = regexp.MustCompile(`(?s)<div class="notice error".*?</div>|<p class="lead">.*?</p>`)

func faults(body string) string { return strings.Join(faultForm.FindAllString(body, -1), "\n") }

func (b *browser) get(path string) answer {
	b.Helper()
	return b.do(http.MethodGet, path, nil, "")
}

var tokenForm = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

// token is the form token of this browser.
func (b *browser) token() string {
	b.Helper()
	session, path := b.cookies["heed"], "/signin"
	if session != "" {
		path = "/account"
	}
	if known := b.tokens[session]; session != "" && known != "" {
		return known
	}
	found := tokenForm.FindStringSubmatch(b.get(path).want(200).body)
	if found == nil {
		b.Fatalf("no token on %s", path)
	}
	b.tokens[session] = found[1]
	return found[1]
}

func (b *browser) post(path string, form url.Values) answer {
	b.Helper()
	full := url.Values{"csrf": {b.token()}}
	for k, v := range form {
		full[k] = v
	}
	return b.do(http.MethodPost, path, strings.NewReader(full.Encode()), "application/x-www-form-urlencoded")
}

func (b *browser) do(method, path string, body io.Reader, kind string) answer {
	b.Helper()
	req, err := http.NewRequestWithContext(b.ctx, method, "http://staff.invalid"+path, body)
	b.must(err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	for name, value := range b.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := b.site.App().Test(req, -1)
	b.must(err)
	defer func() { _ = res.Body.Close() }()
	for _, c := range res.Cookies() {
		if c.Value == "" || c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.cookies[c.Name] = c.Value
	}
	raw, err := io.ReadAll(res.Body)
	b.must(err)
	return answer{t: b.T, request: method + " " + path, status: res.StatusCode, body: string(raw), header: res.Header, location: res.Header.Get("Location")}
}

// tip submits a report by the web to the unit of a team (1 or 2).
func (w *world) tip(team int, text string) models.Tip {
	w.Helper()
	return w.submit(intake.Draft{
		Channel: models.ChannelWeb, Category: models.CategoryBenefits, UnitID: w.units[team-1].ID, Text: text, Origin: "portal", Receipt: true, Lang: "zh",
	}).Tip
}

func (w *world) submit(d intake.Draft) intake.Result {
	w.Helper()
	res, err := w.intake.Submit(w.ctx, d)
	w.must(err)
	return res
}

// state is where a tip stands on record.
func (w *world) state(id int64) models.Tip {
	w.Helper()
	var t models.Tip
	w.read(func(tx *store.Tx) (err error) {
		t, err = tx.Tip(models.Scope{All: true}, id)
		return err
	})
	return t
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func tipPath(id int64, rest string) string { return "/tips/" + itoa(id) + rest }

func postgres(t testing.TB, now func() time.Time) *store.Store {
	return storetest.Open(t, storetest.PostgresURL(t), now)
}
