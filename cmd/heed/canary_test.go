package main_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"heed/models/testserver"
)

// What is typed into everything, and what comes along with it.
const (
	canary     = "Kanarienvogel7391"
	canaryHan  = "金丝雀七三九一"
	canaryFrom = "203.0.113." // the citizen's network
	canaryUser = "Federkleid-Browser/73.91"
	canaryRef  = "vogelhaus-7391.example"
	passphrase = "Zugvogel am Abendhimmel 7391"
)

// P4 and P5: what a reporter typed, a receipt, an address, a browser stands in clear in no file, row, log,
// metric or error page of a whole heed.
func TestCanary(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { newAviary(t, nil).sing() })
	t.Run("postgres", func(t *testing.T) { newAviary(t, testserver.OwnPostgres(t)).sing() })
}

// aviary is a whole office into which the canary is typed.
type aviary struct {
	*installation
	*process
	t        *testing.T
	postgres *testserver.PostgresServer // nil on SQLite
	dovecot  *testserver.DovecotServer
	temp     string
	citizen  *citizen
	files    []attachment

	secrets []string          // what must not be found, besides the canary
	pages   map[string]string // error pages
}

func newAviary(t *testing.T, postgres *testserver.PostgresServer) *aviary {
	t.Helper()
	a := &aviary{
		t: t, postgres: postgres, dovecot: testserver.Dovecot(t, testserver.DovecotOptions{}), temp: t.TempDir(), citizen: newCitizen(t),
		pages:   map[string]string{},
		secrets: []string{canary, canaryHan, canaryFrom, canaryUser, canaryRef, passphrase},
		files:   []attachment{{canary + ".txt", []byte(canary)}, {canaryHan + ".bin", bytes.Repeat([]byte(canary+canaryHan), 60_000)}},
	}
	a.citizen.header = http.Header{
		"X-Forwarded-For": {canaryFrom + "77"}, "User-Agent": {canaryUser}, "Referer": {"https://" + canaryRef + "/"},
	}
	database := ""
	if postgres != nil {
		database = postgres.NewDatabase(t)
	}
	a.installation = install(t, database, "HEED_LOG_LEVEL=debug", "HEED_METRICS_ADDR=127.0.0.1:0", mailPassword,
		"HEED_MAIL_1=imaps://tips@"+a.dovecot.TLSAddr()+"/INBOX?name=office&processed=Processed", "SSL_CERT_FILE="+a.dovecot.CAFile())
	a.env[0] = "TMPDIR=" + a.temp
	for n, mail := range a.mails() {
		a.dovecot.Deliver("tips", "INBOX", []byte(mail))
		a.dovecot.Deliver("tips", "INBOX", []byte(mail+strings.Repeat("\r\n", n+1)))
	}
	a.secrets = append(a.secrets, a.recovery.Secret())
	a.process = serve(t, a.env)
	return a
}

// mails carry the canary in every part: one that is read, one that cannot be, one that is set aside.
func (a *aviary) mails() []string {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(canary + canaryHan)
	must(a.t, err)
	encoded := base64.StdEncoding.EncodeToString([]byte(gbk))
	head := "From: \"" + canary + "\" <" + canary + "@" + canaryRef + ">\r\nTo: tips@example.org\r\nMessage-ID: <" + canary + "@x>\r\n" +
		"X-Originating-IP: " + canaryFrom + "78\r\nUser-Agent: " + canaryUser + "\r\n"
	return []string{
		head + "Subject: =?GBK?B?" + encoded + "?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" +
			"Content-Type: text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded + "\r\n--b\r\n" +
			"Content-Type: text/plain; name=" + canary + ".txt\r\nContent-Disposition: attachment; filename=" + canary + ".txt\r\n\r\n" +
			strings.Repeat(canary+"\r\n", 8_000) + "--b--\r\n",
		canary + "\r\n\r\n",
		head + "Auto-Submitted: auto-replied\r\nSubject: " + canary + "\r\n\r\n" + canary + "\r\n",
	}
}

// sing types the canary everywhere and then looks for it everywhere.
func (a *aviary) sing() {
	a.report()
	a.errorPages()
	a.awaitMails()
	a.outage()
	a.staff()
	a.halfSent()
	metrics, err := a.citizen.get(a.metrics)
	must(a.t, err)
	running := a.places()
	if status := a.stop(); status != 0 {
		a.t.Errorf("heed ends with %d", status)
	}
	running["metrics"] = metrics.body
	a.silent("running", running)
	a.silent("stopped", a.places())
	a.silent("page", a.pages)
	a.checked()
	a.control()
}

// typed is a report of canaries.
func (a *aviary) typed() report {
	return report{unit: canary + canaryHan, text: strings.Repeat(canary+canaryHan+"。", 40), name: canaryHan + canary, contact: canary, files: a.files}
}

// report sends a report that is refused, the same once more, and looks it up.
func (a *aviary) report() {
	a.t.Helper()
	short := a.typed()
	short.text = canary
	refused, err := a.citizen.submit(a.portal, short)
	must(a.t, err)
	if refused.status != http.StatusUnprocessableEntity {
		a.t.Errorf("a short report: %d", refused.status)
	}
	taken, err := a.citizen.submit(a.portal, a.typed())
	must(a.t, err)
	code := taken.receipt()
	if code == "" {
		a.t.Fatalf("no receipt: %d %s", taken.status, taken.fault())
	}
	a.secrets = append(a.secrets, code)
	parcel := taken.hidden("parcel")
	for path, fields := range map[string]url.Values{
		"/zh/status": {"receipt": {code}}, "/zh/receipt/confirm": {"parcel": {parcel}, "group": {code[len(code)-5:]}},
		"/zh/receipt/save": {"parcel": {parcel}}, "/en/receipt": {"parcel": {parcel}},
	} {
		if page := a.post(path, fields); page.status != http.StatusOK {
			a.t.Errorf("%s: %d %s", path, page.status, page.fault())
		}
	}
	for kind, status := range map[string]int{"fact": http.StatusOK, "protect": http.StatusOK, "withdraw": http.StatusOK} {
		said, err := a.citizen.talk(a.portal, code, kind, strings.Repeat(canary+canaryHan, 50), a.files[0])
		must(a.t, err)
		if said.status != status {
			a.t.Errorf("%s: %d %s", kind, said.status, said.fault())
		}
	}
	long, err := a.citizen.talk(a.portal, code, "fact", strings.Repeat(canary, 200))
	must(a.t, err)
	if long.status != http.StatusUnprocessableEntity {
		a.t.Errorf("too long a message: %d", long.status)
	}
	a.post("/zh/status/message", url.Values{"parcel": {canary}, "text": {canary}, "once": {canary}})
	a.post("/zh/status", url.Values{"receipt": {canary}})
	a.post("/zh/status", url.Values{"receipt": {code[:len(code)-1]}})
}

func (a *aviary) post(path string, fields url.Values) reply {
	a.t.Helper()
	page, err := a.citizen.send(a.portal+path, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
	must(a.t, err)
	return page
}

// errorPages collects what is answered to what is not there.
func (a *aviary) errorPages() {
	a.t.Helper()
	for _, path := range []string{"/" + canary, "/zh/" + canary, "/zh/captcha/" + canary + "/picture", "/zh/report/" + canary + "?" + canary, "/assets/" + canary + "/x"} {
		for _, base := range []string{a.portal, a.process.staff} {
			page, err := a.citizen.get(base + path)
			must(a.t, err)
			if page.status >= 400 {
				a.pages[base+strings.ReplaceAll(path, canary, "*")] = page.body + fmt.Sprint(page.header)
			}
		}
	}
	for path, fields := range map[string]url.Values{
		"/zh/receipt": {"parcel": {canary}}, "/zh/receipt/save": {"parcel": {canary}}, "/zh/" + canary: {canary: {canary}},
	} {
		a.pages[path] = a.post(path, fields).body
	}
	delete(a.pages, "/zh/"+canary)
}

// outage lets the database fail under a report: the log tells why.
func (a *aviary) outage() {
	a.t.Helper()
	if a.postgres == nil {
		return
	}
	a.postgres.Stop()
	refused, err := a.citizen.submit(a.portal, a.typed())
	must(a.t, err)
	if refused.status != http.StatusServiceUnavailable {
		a.t.Errorf("without a database: %d", refused.status)
	}
	page := a.post("/zh/status", url.Values{"receipt": {a.secrets[len(a.secrets)-1]}})
	if page.status != http.StatusServiceUnavailable {
		a.t.Errorf("a look-up without a database: %d", page.status)
	}
	a.postgres.Start()
	a.awaitReady(http.StatusOK)
}

// halfSent looks while a file of canaries is on its way.
func (a *aviary) halfSent() {
	a.t.Helper()
	sent, rest, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := a.citizen.submitInTwo(a.portal, a.typed(), sent, rest)
		done <- err
	}()
	<-sent
	a.awaitRunning(a.process, 1)
	a.silent("half sent", a.places())
	close(rest)
	must(a.t, <-done)
}

// silent fails when any secret, in any form, stands in any place.
func (a *aviary) silent(when string, places map[string]string) {
	a.t.Helper()
	for place, text := range places {
		for n, secret := range a.secrets {
			if form := hears(text, secret); form != "" {
				a.t.Errorf("%s: secret %d stands in the %s, as %s", when, n, place, form)
			}
		}
	}
}

// hears is the first form in which a secret stands in a text, or "".
func hears(text, secret string) string {
	for name, form := range forms(secret) {
		if strings.Contains(text, form) {
			return name
		}
	}
	return ""
}

// forms are the ways in which a text may be written down without being sealed.
func forms(secret string) map[string]string {
	all := map[string]string{
		"itself": secret, "lower case": strings.ToLower(secret), "without hyphens": strings.ReplaceAll(secret, "-", ""),
		"lower case without hyphens": strings.ToLower(strings.ReplaceAll(secret, "-", "")),
		"hexadecimal":                hex.EncodeToString([]byte(secret)), "HEXADECIMAL": strings.ToUpper(hex.EncodeToString([]byte(secret))),
		"an address": url.QueryEscape(secret), "quoted": strings.Trim(strconv.QuoteToASCII(secret), `"`),
		"quoted printable": strings.ReplaceAll(url.QueryEscape(secret), "%", "="),
	}
	var little, big strings.Builder
	for _, r := range secret { // all of them are in the first plane
		little.Write([]byte{byte(r), byte(r >> 8)})
		big.Write([]byte{byte(r >> 8), byte(r)})
	}
	all["UTF-16, little end first"], all["UTF-16, big end first"] = little.String(), big.String()
	if gbk, err := simplifiedchinese.GBK.NewEncoder().String(secret); err == nil {
		all["GBK"] = gbk
	}
	for shift := range 3 { // what stands before moves the letters of base64
		for name, coding := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64 of addresses": base64.RawURLEncoding} {
			coded := coding.EncodeToString([]byte(strings.Repeat("\x00", shift) + secret))
			first := (shift*8 + 5) / 6
			all[fmt.Sprint(name, " ", shift)] = coded[first : len(secret)*8/6+first-2]
		}
	}
	return all
}

// control plants what must be found: a search that finds nothing proves something only if it finds this.
func (a *aviary) control() {
	a.t.Helper()
	for n, secret := range a.secrets {
		for name, form := range forms(secret) {
			if hears("ab"+form+"c", secret) == "" {
				a.t.Errorf("%s of secret %d is not found", name, n)
			}
		}
	}
	for _, folder := range []string{a.data, a.temp} {
		must(a.t, os.WriteFile(filepath.Join(folder, "planted"), []byte("ab"+canary+"c"), 0o600))
		must(a.t, os.Mkdir(filepath.Join(folder, canaryHan), 0o700))
		must(a.t, os.WriteFile(filepath.Join(folder, canaryHan, "empty"), nil, 0o600))
	}
	db := a.sql()
	_, err := db.ExecContext(a.t.Context(), "INSERT INTO settings (name, value) VALUES ('planted', $1)", canary)
	must(a.t, err)
	_, err = db.ExecContext(a.t.Context(), "UPDATE staff SET totp = $1", []byte("ab"+canaryHan+"c"))
	must(a.t, err)
	for place, text := range a.places() {
		if place == "log" || place == "open files" { // nothing can be planted there from outside
			continue
		}
		if hears(text, canary) == "" || hears(text, canaryHan) == "" {
			a.t.Errorf("what is planted in the %s is not found", place)
		}
	}
}
