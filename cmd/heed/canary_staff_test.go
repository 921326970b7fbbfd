package main_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// staff signs the first account in, registers a call of canaries, and reads every tip there is.
func (a *aviary) staff() {
	a.t.Helper()
	jar, err := cookiejar.New(nil)
	must(a.t, err)
	c := newCitizen(a.t)
	c.http.Jar = jar
	site := a.process.staff
	a.submitForm(c, site+a.join, url.Values{"passphrase": {passphrase}, "again": {passphrase}})
	home, err := url.Parse(site)
	must(a.t, err)
	if len(jar.Cookies(home)) == 0 {
		a.t.Fatal("the first account is not signed in")
	}
	for _, cookie := range jar.Cookies(home) {
		a.secrets = append(a.secrets, cookie.Value)
	}
	a.registerCall(c, site)
	a.writeBack(c, site)
	for _, path := range []string{"/", "/tips/1", "/tips/1/files/0", "/tips/1/files/1", "/tips/2", "/tips/" + canary, "/asides"} {
		_, err := c.get(site + path)
		must(a.t, err)
	}
	aside, err := c.get(site + "/asides/1")
	must(a.t, err)
	if !strings.Contains(aside.body, canary) {
		a.t.Errorf("what was put aside does not open: %d", aside.status)
	}
	if taken := a.submitForm(c, site+"/asides/1", url.Values{"do": {"take"}}); !strings.Contains(taken.body, canary) {
		a.t.Errorf("it is no tip: %d", taken.status)
	}
	stranger := newCitizen(a.t)
	if stranger.http.Jar, err = cookiejar.New(nil); err == nil {
		a.submitForm(stranger, site+"/signin", url.Values{"login": {canary}, "passphrase": {canary}})
	}
	must(a.t, err)
}

// submitForm fetches a page for its token and sends the form back.
func (a *aviary) submitForm(c *citizen, page string, fields url.Values) reply {
	a.t.Helper()
	form, err := c.get(page)
	must(a.t, err)
	fields.Set("csrf", form.hidden("csrf"))
	sent, err := c.send(page, "application/x-www-form-urlencoded", strings.NewReader(fields.Encode()))
	must(a.t, err)
	return sent
}

// registerCall registers a call, which gives a receipt.
func (a *aviary) registerCall(c *citizen, site string) {
	a.t.Helper()
	form, err := c.get(site + "/new")
	must(a.t, err)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	r := a.typed()
	for _, f := range [][2]string{
		{"csrf", form.hidden("csrf")},
		{"channel", "phone"},
		{"received", form.typed("received")},
		{"round", form.picked("round")},
		{"category", "gifts"},
		{"unit_text", r.unit},
		{"text", r.text},
		{"name", r.name},
		{"contact", r.contact},
		{"receipt", "1"},
	} {
		must(a.t, w.WriteField(f[0], f[1]))
	}
	for _, f := range r.files {
		part, err := w.CreateFormFile("files", f.name)
		must(a.t, err)
		_, err = part.Write(f.data)
		must(a.t, err)
	}
	must(a.t, w.Close())
	filed, err := c.send(site+"/new", w.FormDataContentType(), &body)
	must(a.t, err)
	code := filed.node(func(n *html.Node) bool { return attribute(n, "id") == "receipt" })
	if filed.status != http.StatusOK || code == "" {
		a.t.Fatalf("a call is not registered: %d %s", filed.status, filed.fault())
	}
	a.secrets = append(a.secrets, code)
}

// writeBack writes to a reporter, and too much to the same.
func (a *aviary) writeBack(c *citizen, site string) {
	a.t.Helper()
	var id string
	db := a.sql()
	must(a.t, db.QueryRowContext(a.t.Context(), "SELECT CAST(MIN(tip_id) AS TEXT) FROM receipts").Scan(&id))
	must(a.t, db.Close())
	for text, status := range map[string]int{canary + canaryHan: http.StatusSeeOther, strings.Repeat(canaryHan, 1000): http.StatusUnprocessableEntity} {
		form, err := c.get(site + "/tips/" + id)
		must(a.t, err)
		follow := c.http.CheckRedirect
		c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		said, err := c.send(site+"/tips/"+id+"/messages", "application/x-www-form-urlencoded", strings.NewReader(url.Values{
			"csrf": {form.hidden("csrf")}, "kind": {"reply"}, "text": {text},
		}.Encode()))
		c.http.CheckRedirect = follow
		must(a.t, err)
		if said.status != status {
			a.t.Errorf("writing back: %d, not %d: %s", said.status, status, said.fault())
		}
	}
}

// picked is the first choice of a list.
func (a reply) picked(field string) string {
	var within bool
	return a.node(func(n *html.Node) bool {
		within = within || n.Data == "select" && attribute(n, "name") == field
		return within && n.Data == "option" && attribute(n, "value") != ""
	})
}

// awaitMails returns when the mailbox is empty.
func (a *aviary) awaitMails() {
	a.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(patience); time.Now().Before(late); <-tick.C {
		moved, err := filepath.Glob(filepath.Join(a.dovecot.Maildir("tips", "Processed"), "*", "*"))
		must(a.t, err)
		if len(moved) == 2*len(a.mails()) {
			return
		}
	}
	a.t.Fatalf("the mails are not swept\n%s", a.log)
}
