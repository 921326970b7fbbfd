package main

import (
	"crypto/rand"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
	"heed/web/locale"
)

// view is a page and the way to it, in the language that the tab has.
type view struct {
	name   string
	status int64
	show   func(b *tab)
}

// at is a page that has an address.
func at(name, path string) view { return view{name, 200, func(b *tab) { b.open(path) }} }

// everyPage looks at every page of both sites, in both languages, at the widths
// of a phone, a tablet and a desk, light and dark.
func (s *stage) everyPage(t *testing.T) {
	for _, lang := range s.Book.Langs() {
		t.Run("public "+string(lang), func(t *testing.T) { s.publicPages(t, lang) })
		t.Run("staff "+string(lang), func(t *testing.T) { s.staffPages(t, lang) })
	}
	t.Run("no page is left out", s.nothingLeftOut)
}

func (s *stage) publicPages(t *testing.T, lang locale.Lang) {
	b, base := s.citizen(t), "/"+string(lang)
	code, label := "", "public-"+string(lang)+"-"
	for _, v := range []view{
		at("front", "/"), at("home", base+"/"), at("report", base+"/report"), at("report-large", base+"/report?text=large"), at("status", base+"/status"), at("message", base+"/status/message"),
		at("seasons", base+"/seasons"), at("verify", base+"/verify"),
		at("start", base+"/start"), at("guide", base+"/guide"), at("danger", base+"/danger"), at("letter", base+"/letter"),
		at("notices", base+"/notices"),
		{"notice", 200, func(b *tab) { b.open(base + "/notices").press("main a.way") }},
		at("scope", base+"/scope"), at("scope-inside", base+"/scope?unit=yes&person=unsure"), at("scope-outside", base+"/scope?unit=no&conduct=no"),
		{"missing", 404, func(b *tab) { b.open(base + "/nowhere") }},
		{"gone", 410, func(b *tab) { b.open(base + "/receipt") }},
		{"claim", 422, func(b *tab) {
			b.open(base + "/report")
			b.choose("about", "claim")
			ask[bool](b, `(document.querySelector("#report").noValidate = true)`)
			b.press(`main button[data-busy]`)
		}},
		{"faults", 422, func(b *tab) {
			b.open(base + "/report")
			b.write("unit_text", "粮站")
			ask[bool](b, `(document.querySelector("#report").noValidate = true)`)
			b.press(`main button[data-busy]`)
		}},
		{"receipt", 200, func(b *tab) {
			b.choose("about", "conduct")
			b.choose("unit", "other")
			b.choose("category", "spending")
			b.write("text", wholeStory)
			s.solve(b)
			code = b.press(`main button[data-busy]`).text("#code")
		}},
		{"noted", 200, func(b *tab) {
			b.write("group", code[len(code)-4:])
			b.press(`form[action*="/confirm"] button`)
		}},
		{"unknown", 404, func(b *tab) { b.ask(base, "AAAA-AAAA-AAAA-AAAA-AAAA") }},
		{"told", 200, func(b *tab) { b.ask(base, code) }},
	} {
		s.examine(b, label, v)
	}
	jar, err := chromedp.CallBrowser(b.ctx, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID})
	b.must(err)
	if len(jar.Cookies) != 0 {
		t.Errorf("the citizens' site sets the cookie %s", jar.Cookies[0].Name)
	}
}

// ask looks a receipt up.
func (b *tab) ask(base, code string) {
	b.Helper()
	b.open(base + "/status")
	b.write("receipt", code)
	b.press(`#lookup button.button`)
}

func (s *stage) staffPages(t *testing.T, lang locale.Lang) {
	label := "staff-" + string(lang) + "-"
	guest := newTab(s.chrome, t, s.StaffURL)
	guest.open("/preferences?lang=" + string(lang) + "&back=/signin")
	s.examine(guest, label, at("signin", "/signin"))
	s.examine(guest, label, view{"signin-wrong", 422, func(b *tab) {
		b.write("login", "nobody")
		b.write("passphrase", "not the passphrase")
		b.press(`main button[type=submit]`)
	}})
	for _, group := range []struct {
		login string
		views []view
	}{
		{"clerk", s.clerkViews(t)},
		{"member", s.memberViews(t)},
		{"head", s.headViews()},
		{"officer", s.officerViews()},
		{"leader", []view{at("leader", "/waiting")}},
		{"director", s.directorViews()},
	} {
		b := s.person(t, group.login)
		b.open("/preferences?lang=" + string(lang) + "&back=/account")
		for _, v := range group.views {
			s.examine(b, label, v)
		}
	}
	s.custodianPages(t, lang, label)
}

func (s *stage) clerkViews(t *testing.T) []view {
	quarantined, fresh := s.inState(t, models.StateQuarantined), s.inState(t, models.StateReceived)
	views := []view{
		at("queue", "/"), at("queue-filtered", "/?state=received&channel=web"), at("queue-empty", "/?state=archived"),
		at("queue-tip", "/?tip="+fresh), at("tip", "/tips/"+fresh), at("screen", "/tips/"+fresh+"/screen"), at("new", "/new"),
		at("keys", "/keys"), at("account", "/account"), at("findings-clerk", "/findings"),
		{"screen-faults", 422, func(b *tab) {
			b.open("/tips/" + fresh + "/screen")
			b.choose("recusal", "yes")
			b.press(`form[action$="/screen"] .actions button`)
		}},
		at("found", "/find?number=1-G1-1"),
		{"not-found", 404, func(b *tab) { b.open("/find?number=9-G9-9") }},
		{"forbidden", 403, func(b *tab) { b.open("/staff") }},
		{"missing", 404, func(b *tab) { b.open("/tips/999999") }},
		{"filed", 200, func(b *tab) {
			b.open("/new")
			b.choose("channel", "phone")
			b.write("text", "来电人说镇上的路灯坏了半年没人修，报过三次。")
			ask[bool](b, `(document.querySelector("[name=category]").value = "other", true)`)
			b.do(chromedp.Click(chromedp.CSS(`label:has([name=receipt])`)))
			b.press(`form[action="/new"] .actions button`)
		}},
		{"totp", 200, func(b *tab) { b.open("/account").press(`button[value=setup]`) }},
	}
	attached := s.attachedTip(t, exhibits("https://remote.invalid"))
	views = append(views,
		view{"attachment", 200, func(b *tab) {
			b.open("/tips/" + strconv.FormatInt(attached.ID, 10) + "/files/0/view")
			b.await(`#look[data-state=picture]`)
		}},
		at("attachments", "/tips/"+strconv.FormatInt(attached.ID, 10)))
	aside := s.putAside(t)
	views = append(views, at("asides", "/asides"), at("asides-settled", "/asides?settled=1"), at("aside", "/asides/"+strconv.FormatInt(aside, 10)),
		view{"aside-no-file", 404, func(b *tab) { b.open("/asides/" + strconv.FormatInt(aside, 10) + "/files/7") }})
	if quarantined != "" {
		views = append(views, at("queue-quarantined", "/?tip="+quarantined))
	}
	return views
}

func (s *stage) memberViews(t *testing.T) []view {
	open, closed := s.inState(t, models.StateReviewing), s.inState(t, models.StateClosed)
	views := []view{
		at("mine", "/?mine=1"), at("closed", "/?tip="+closed), at("reviewing", "/?tip="+open), at("outcome", "/tips/"+open+"/propose"),
		at("findings", "/findings"),
		{"finding-edit", 200, func(b *tab) { b.open("/findings").press("tbody tr:last-child a") }},
		{"finding-faults", 422, func(b *tab) {
			b.open("/tips/" + open + "/propose?code=TO_FINDING")
			ask[bool](b, `(document.querySelector("form[action$='/propose']").noValidate = true)`)
			b.press(`form[action$="/propose"] .actions button`)
		}},
	}
	for _, d := range models.Dispositions() {
		switch d.Code { //nolint:exhaustive // one of each shape of the form
		case models.ToFinding, models.ToClue, models.ToReferral, models.DupExact, models.KeepFile:
			views = append(views, at("propose-"+string(d.Code), "/tips/"+open+"/propose?code="+string(d.Code)))
		}
	}
	return views
}

func (s *stage) headViews() []view {
	return []view{
		at("waiting", "/waiting"),
		{"decision", 200, func(b *tab) { b.open("/waiting").press("main .item") }},
		{"finding", 200, func(b *tab) { b.open("/findings").press("tbody tr:last-child a") }},
	}
}

func (s *stage) officerViews() []view {
	return []view{
		at("handoffs", "/handoffs"), at("handoffs-returned", "/handoffs?state=returned"), at("handoffs-none", "/handoffs?state=withdrawn"),
		{"notice", 200, func(b *tab) { b.open("/rounds").press(`a[href^="/notices/"]`) }},
		{"notice-faults", 422, func(b *tab) {
			b.open("/rounds").press(`a[href^="/notices/"]`)
			b.write("mailbox", "nobody")
			ask[bool](b, `(document.querySelector("form[action^='/notices/']").noValidate = true)`)
			b.press(`form[action^="/notices/"] .actions button`)
		}},
		{"handoff", 200, func(b *tab) { b.open("/handoffs?state=delivered").press("tbody a") }},
	}
}

func (s *stage) directorViews() []view {
	return []view{
		at("director", "/"), at("mail", "/mail"), at("mail-reports", "/mail/reports"), at("mail-accounts", "/mail/accounts"),
		at("mail-account-new", "/mail/accounts/new?preset=exchange"),
		{"mail-account", 200, func(b *tab) { b.open("/mail/accounts").press("tbody a") }},
		{"mail-account-faults", 422, func(b *tab) {
			b.open("/mail/accounts/new")
			ask[bool](b, `(document.querySelector("form[action='/mail/accounts/new']").noValidate = true)`)
			b.press(`form[action="/mail/accounts/new"] > .actions button`)
		}},
		at("staff", "/staff"), at("invite", "/staff/new"), at("grants", "/grants"), at("rounds", "/rounds"), at("round", "/rounds/new"),
		{"member", 200, func(b *tab) { b.open("/staff").press("tbody a") }},
		{"link", 200, func(b *tab) {
			b.open("/staff/new")
			b.write("name", "新来的同事")
			b.write("login", "new"+strconv.FormatInt(ask[int64](b, `performance.timeOrigin | 0`)&0xffff, 10))
			b.choose("role", "clerk")
			b.press(`form[action="/staff/new"] .actions button`)
		}},
		{"join", 200, func(b *tab) {
			link := b.text("#link")
			b.open(link[strings.Index(link, "/join/"):])
		}},
	}
}

// putAside is a mail that was put aside, of some kind each time.
func (s *stage) putAside(t *testing.T) int64 {
	t.Helper()
	id := rand.Text()
	res, err := s.Intake.Submit(t.Context(), intake.Draft{
		Channel: models.ChannelMail, Aside: "bounce", Subject: "退信：系统未能投递", Text: "您发往 x 的邮件没有送到。\n\nThe mail could not be delivered.", Lang: "zh",
		RawMail: []byte("Subject: x\r\n\r\nx"), Origin: "mailbox", Mail: &models.MailNote{Kind: "bounce", Auth: []models.AuthResult{
			{Method: "spf", Result: "pass", By: models.ByServer, Aligned: true},
			{Method: "dkim", Result: "pass", By: models.ByHeed},
			{Method: "dmarc", Result: "fail", By: models.ByServer, Aligned: true},
		}},
		Ledger: &models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: mrand.Uint32(), Outcome: models.LedgerSetAside, Reason: "bounce", Digest: []byte(id)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return res.Aside
}

// inState is the id of some tip in a state, or "".
func (s *stage) inState(t *testing.T, state models.TipState) string {
	t.Helper()
	var id string
	s.read(t, func(tx *store.Tx) error {
		round, err := tx.OpenRound()
		if err != nil {
			return err
		}
		page, err := tx.Queue(models.Scope{All: true}, store.QueueFilter{RoundID: round.ID, State: state, Limit: 1})
		if len(page.Tips) > 0 {
			id = strconv.FormatInt(page.Tips[0].ID, 10)
		}
		return err
	})
	return id
}

// examine shows a page and looks at it at every size and in both schemes.
func (s *stage) examine(b *tab, label string, v view) {
	b.Helper()
	b.complaints()
	v.show(b)
	if b.status != v.status {
		b.Errorf("%s%s answers %d, not %d", label, v.name, b.status, v.status)
	}
	s.readable(b, label+v.name)
	b.wellRead(label + v.name)
	s.barrierFree(b, label+v.name)
	for _, m := range staffModes() {
		b.show(m)
		for _, width := range []int64{320, 768, 1440} {
			name := label + v.name + "-" + m.name + "-" + strconv.FormatInt(width, 10)
			b.do(viewport(width))
			b.fits(name)
			b.shoot(name)
		}
		if os.Getenv("HEED_SHOTS") == "" {
			break // what is dark is as wide
		}
	}
	for _, complaint := range b.complaints() {
		if v.status == 200 || !strings.Contains(complaint, "Failed to load resource") {
			b.Errorf("%s%s: %s", label, v.name, complaint)
		}
	}
}

// seen is all that a page tells a reader, a screen reader too.
const seen = `[document.title, document.body.innerText, ...[...document.querySelectorAll("[alt],[title],[aria-label],[placeholder]")]
	.flatMap(e => ["alt", "title", "aria-label", "placeholder"].map(a => e.getAttribute(a) || ""))].join("\n")`

var unfilled = regexp.MustCompile(`\{[a-z_]+\}`)

// readable expects words where the catalogue has words, and one heading.
func (s *stage) readable(b *tab, name string) {
	b.Helper()
	words := ask[string](b, seen)
	if key := s.keyIn(words); key != "" {
		b.Errorf("%s shows the message key %s", name, key)
	}
	if hole := unfilled.FindString(words); hole != "" {
		b.Errorf("%s shows %s", name, hole)
	}
	if n := ask[int](b, `document.querySelectorAll("h1").length`); n != 1 {
		b.Errorf("%s has %d headings of the first rank", name, n)
	}
}

// keyIn finds what looks like a key of the catalogue.
func (s *stage) keyIn(words string) string {
	var families []string
	for _, key := range s.Book.Keys(locale.ZH) {
		family, _, _ := strings.Cut(key, ".")
		if !slices.Contains(families, family) {
			families = append(families, family)
		}
	}
	return regexp.MustCompile(`\b(` + strings.Join(families, "|") + `)\.[a-zA-Z_]+\b`).FindString(words)
}

// shoot writes a picture of the page into the folder that HEED_SHOTS names, for
// a person to look at.
func (b *tab) shoot(name string) {
	b.Helper()
	dir := os.Getenv("HEED_SHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	b.must(err)
	b.must(os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600))
}
