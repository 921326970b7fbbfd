package models_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/models"
)

func sound() models.MailAccount {
	a := models.NewMailAccount()
	a.Name, a.Host, a.Username, a.Secret = "office", "imap.example.org", "tips@example.org", "office"
	return a
}

func TestANewMailAccountWantsNameServerUserAndSecretOnly(t *testing.T) {
	if err := sound().Validate(); err != nil {
		t.Error(err)
	}
	want := []string{"name", "host", "username", "secret"}
	if got := fieldsOf(t, models.NewMailAccount().Validate()); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func fieldsOf(t *testing.T, err error) (fields []string) {
	t.Helper()
	var faults models.FieldErrors
	if err != nil && !errors.As(err, &faults) {
		t.Fatal(err)
	}
	for _, f := range faults {
		fields = append(fields, f.Field)
	}
	return fields
}

func TestEveryFaultOfAMailAccountIsNamedAtItsField(t *testing.T) {
	for name, given := range map[string]struct {
		field  string
		change func(*models.MailAccount)
	}{
		"spaces":           {"name", func(a *models.MailAccount) { a.Name = " office" }},
		"long name":        {"name", func(a *models.MailAccount) { a.Name = strings.Repeat("局", 65) }},
		"host:port":        {"host", func(a *models.MailAccount) { a.Host = "imap.example.org:993" }},
		"URL":              {"host", func(a *models.MailAccount) { a.Host = "imaps://imap.example.org" }},
		"no port":          {"port", func(a *models.MailAccount) { a.Port = 0 }},
		"high port":        {"port", func(a *models.MailAccount) { a.Port = 65536 }},
		"security":         {"security", func(a *models.MailAccount) { a.Security = "ssl" }},
		"plain abroad":     {"security", func(a *models.MailAccount) { a.Security = models.MailPlain }},
		"user":             {"username", func(a *models.MailAccount) { a.Username = "a\r\nb" }},
		"auth":             {"auth", func(a *models.MailAccount) { a.Auth = "ntlm" }},
		"path":             {"secret", func(a *models.MailAccount) { a.Secret = "../secret.key" }},
		"hidden":           {"secret", func(a *models.MailAccount) { a.Secret = ".." }},
		"another's hosts":  {"secret", func(a *models.MailAccount) { a.Secret = "office.hosts" }},
		"another's client": {"secret", func(a *models.MailAccount) { a.Secret = "office.client" }},
		"its variable":     {"secret", func(a *models.MailAccount) { a.Secret = "office_hosts" }},
		"with a hyphen":    {"secret", func(a *models.MailAccount) { a.Secret = "office-client" }},
		"a path variable":  {"secret", func(a *models.MailAccount) { a.Secret = "office_file" }},
		"password":         {"secret", func(a *models.MailAccount) { a.Secret = "Hunter 2!" }},
		"no folder":        {"folders", func(a *models.MailAccount) { a.Folders = nil }},
		"control":          {"folders", func(a *models.MailAccount) { a.Folders = []string{"a\nb"} }},
		"inbox twice":      {"folders", func(a *models.MailAccount) { a.Folders = []string{"INBOX", "inbox"} }},
		"into itself":      {"processed", func(a *models.MailAccount) { a.Processed = "Inbox" }},
		"nowhere":          {"processed", func(a *models.MailAccount) { a.Processed = "" }},
		"no certificate":   {"ca", func(a *models.MailAccount) { a.CA = "-----BEGIN CERTIFICATE-----" }},
		"pin":              {"pin", func(a *models.MailAccount) { a.Pin = "abcd" }},
		"authserv":         {"authserv", func(a *models.MailAccount) { a.AuthServ = "a\nb" }},
		"answer":           {"answer", func(a *models.MailAccount) { a.Answer = "loud" }},
		"period":           {"period", func(a *models.MailAccount) { a.Period = "a day" }},
		"long period":      {"period", func(a *models.MailAccount) { a.Period = "2161h" }},
	} {
		a := sound()
		given.change(&a)
		if got := fieldsOf(t, a.Validate()); !slices.Equal(got, []string{given.field}) {
			t.Errorf("%s: %v, want %s", name, got, given.field)
		}
	}
}

func TestATokenNeedsToBeHadFromSomewhere(t *testing.T) {
	a := sound()
	a.Auth = models.MailXOAuth2
	if got := fieldsOf(t, a.Validate()); !slices.Equal(got, []string{"grant", "token_url", "client_id"}) {
		t.Errorf("%v", got)
	}
	a.Grant, a.ClientID = models.MailRefreshToken, "app"
	for url, ok := range map[string]bool{
		"https://login.example.org/token": true, "http://127.0.0.1:8080/token": true, "http://login.example.org/token": false,
		"https://user:secret@login.example.org/": false, "ftp://x": false, "https://": false,
	} {
		a.TokenURL = url
		if (a.Validate() == nil) != ok {
			t.Errorf("%s: %v", url, a.Validate())
		}
	}
}

func TestAMailAccountIsKeptInOneForm(t *testing.T) {
	a := sound()
	a.Host, a.Folders, a.Pin = " imap.example.org ", []string{"INBOX", "", "收件箱/转来"}, "AB:cd: "+strings.Repeat("0", 60)
	a.Grant, a.TokenURL, a.Answer = models.MailRefreshToken, "https://login.example.org/", ""
	a = a.Normal()
	if a.Host != "imap.example.org" || !slices.Equal(a.Folders, []string{"INBOX", "收件箱/转来"}) || a.Pin != "abcd"+strings.Repeat("0", 60) {
		t.Errorf("%+v", a)
	}
	if a.Grant != "" || a.TokenURL != "" || a.Answer != models.MailAnswerOff || a.Validate() != nil {
		t.Errorf("%+v, %v", a, a.Validate())
	}
}

func TestHowFarAMailOrderIs(t *testing.T) {
	asked := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	at := asked.Add(time.Second)
	o := models.MailOrder{AskedAt: asked}
	for _, step := range []struct {
		change func()
		after  time.Duration
		want   models.MailOrderState
	}{
		{func() {}, models.MailOrderLife - 1, models.MailOrderWaiting},
		{func() {}, models.MailOrderLife, models.MailOrderLost},
		{func() { o.TakenAt = &at }, models.MailOrderTime, models.MailOrderTaken},
		{func() {}, models.MailOrderTime + time.Second, models.MailOrderLost},
		{func() { o.DoneAt, o.Key = &at, models.MailTestOK }, time.Hour, models.MailOrderDone},
	} {
		step.change()
		if got := o.State(asked.Add(step.after)); got != step.want {
			t.Errorf("after %s: %s, want %s", step.after, got, step.want)
		}
	}
	if !o.OK() {
		t.Error("it went well")
	}
}
