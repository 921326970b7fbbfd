package mailbox

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"heed/models"
)

func TestParseURL(t *testing.T) {
	for raw, want := range map[string]Account{
		"imaps://tips%40163.com@imap.163.com": {
			Name: "imap.163.com", Addr: "imap.163.com:993", Username: "tips@163.com", Folders: []string{"INBOX"}, Processed: "Processed",
		},
		"imaps://tips@mail.example.org:1993/INBOX?name=office&folder=收件箱/转来&folder=%26odd&processed=已处理&round=2026-1&team=G1": {
			Name: "office", Addr: "mail.example.org:1993", Username: "tips",
			Folders: []string{"INBOX", "收件箱/转来", "&odd"}, Processed: "已处理", Round: "2026-1", Team: "G1",
		},
		"imap://tips@mail.example.org?folder=举报": {
			Name: "mail.example.org", Addr: "mail.example.org:143", Security: StartTLS, Username: "tips", Folders: []string{"举报"}, Processed: "Processed",
		},
		"imap://tips@[::1]:1143/?tls=none&round=standing": {
			Name: "::1", Addr: "[::1]:1143", Security: Plain, Username: "tips", Folders: []string{"INBOX"}, Processed: "Processed", Round: "standing",
		},
		"imaps://tips@mail.example.org?auth=xoauth2&token_url=https://login.example.org/t&client_id=app&scope=a+b&pin=" + strings.Repeat("AB:", 32) +
			"&ca=/etc/ca.pem&authserv=mx.example.org&answer=ack&period=24h": {
			Name: "mail.example.org", Addr: "mail.example.org:993", Username: "tips", Folders: []string{"INBOX"}, Processed: "Processed",
			Auth: models.MailXOAuth2, Token: TokenGrant{Grant: models.MailRefreshToken, URL: "https://login.example.org/t", ClientID: "app", Scope: "a b"},
			Pin: strings.Repeat("ab", 32), CAFile: "/etc/ca.pem", AuthServ: "mx.example.org", Answer: models.MailAnswerAck, Period: 24 * time.Hour,
		},
	} {
		if got, err := ParseURL(raw); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", raw, got, err, want)
		}
	}
}

func TestParseURLNamesEveryFault(t *testing.T) {
	for raw, want := range map[string][]string{
		"::":                                   {"url"},
		"imaps:tips@host":                      {"url"},
		"http://tips@host":                     {"scheme"},
		"imaps://host":                         {"user"},
		"imaps://tips:secret@host":             {"password"},
		"imaps://tips@/INBOX?name=a":           {"host"},
		"imaps://tips@host?tls=none":           {"tls"},
		"imap://tips@host?tls=maybe":           {"tls"},
		"imaps://tips@host?round=1":            {"round"},
		"imaps://tips@host?folders=a":          {"folders"},
		"imaps://tips@host/Processed":          {"processed"},
		"imaps://tips@host/inbox?folder=INBOX": {"folder"},
		"imaps://tips@host?processed=":         {"processed"},
		"imaps://host?round=x&tls=no":          {"tls", "user", "round"},
		"imaps://tips@host?auth=magic":         {"auth"},
		"imaps://tips@host?auth=xoauth2&grant=x&token_url=http://x/": {"grant", "token_url", "client_id"},
		"imaps://tips@host?pin=abc":                                  {"pin"},
		"imaps://tips@host?answer=loud":                              {"answer"},
		"imaps://tips@host?period=day":                               {"period"},
	} {
		_, err := ParseURL(raw)
		var faults models.FieldErrors
		errors.As(err, &faults)
		var got []string
		for _, f := range faults {
			got = append(got, f.Field)
			if f.Key == "" || f.Kind != models.KindInvalid {
				t.Errorf("%s: %+v", raw, f)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", raw, got, want)
		}
	}
}

func TestASecretIsNeverShown(t *testing.T) {
	a := Account{Password: NewSecret("hunter2")}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		if s := fmt.Sprintf(verb, a.Password); s == "hunter2" || s == fmt.Sprintf(verb, "hunter2") {
			t.Errorf("%s shows %s", verb, s)
		}
	}
	if s, err := a.Password.read(); s != "hunter2" || err != nil || a.Password.Empty() || !(Secret{}).Empty() {
		t.Error("the secret is lost")
	}
}

func TestAnAccountNameIsUsedOnce(t *testing.T) {
	a, err := ParseURL("imaps://tips@host?name=office")
	if err != nil {
		t.Fatal(err)
	}
	if err := New(Options{Accounts: []Account{a}}).Validate(); err != nil {
		t.Error(err)
	}
	if err := New(Options{Accounts: []Account{a, a}}).Validate(); err == nil {
		t.Error("two accounts share a ledger")
	}
}
