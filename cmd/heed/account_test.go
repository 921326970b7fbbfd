package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A password in a file is read anew whenever it is needed, and must be there at
// the start all the same.
func TestAMailPasswordInAFileIsReadAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	settings := map[string]string{"HEED_MAIL_1": "imaps://tips@mail.example.org", "HEED_MAIL_1_PASSWORD_FILE": path}
	if _, faults := loadAccounts(fake(settings)); len(faults) != 1 || !strings.Contains(faults[0].Error(), "HEED_MAIL_1_PASSWORD_FILE") {
		t.Errorf("no file: %v", faults)
	}
	write := func(content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("\n")
	if _, faults := loadAccounts(fake(settings)); len(faults) != 1 {
		t.Errorf("an empty file: %v", faults)
	}
	write("geheim\n")
	accounts, faults := loadAccounts(fake(settings))
	if len(faults) != 0 || len(accounts) != 1 || accounts[0].Password.Empty() {
		t.Fatalf("%+v %v", accounts, faults)
	}
	write("")
	if !accounts[0].Password.Empty() {
		t.Error("the password is the one of the start")
	}
}

func TestAMailboxByTokenFromTheEnvironment(t *testing.T) {
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	url := "imaps://tips@mail.example.org?auth=xoauth2&token_url=https://login.example.org/token&client_id=app"
	accounts, faults := loadAccounts(fake(map[string]string{
		"HEED_MAIL_1": url, "HEED_MAIL_1_PASSWORD": "refresh", "HEED_MAIL_1_CLIENT_SECRET": "of the application",
		"HEED_MAIL_2": url + "&ca=" + ca, "HEED_MAIL_2_PASSWORD": "refresh",
	}))
	if len(accounts) != 1 || accounts[0].Token.ClientSecret.Empty() {
		t.Errorf("%+v", accounts)
	}
	if len(faults) != 1 || !strings.Contains(faults[0].Error(), "HEED_MAIL_2: ca=") {
		t.Errorf("%v", faults)
	}
}

func TestASecretOfTheSiteMayBeAVariable(t *testing.T) {
	t.Setenv("HEED_MAIL_SECRET_OFFICE_MAIL", "geheim")
	t.Setenv("HEED_MAIL_SECRET_OFFICE_MAIL_HOSTS", "imap.example.org")
	path := filepath.Join(t.TempDir(), "second")
	if err := os.WriteFile(path, []byte("geheim\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HEED_MAIL_SECRET_SECOND_FILE", path)
	if _, err := loadConfig(os.LookupEnv); err != nil && strings.Contains(err.Error(), "HEED_MAIL_SECRET") {
		t.Error(err)
	}
	secrets := (&machine{Config: Config{Data: "/var/lib/heed"}}).mailSecrets()
	for name, want := range map[string]string{"office_mail": "geheim", "office.mail": "", "office-mail": "", "Office_mail": "", "second": "geheim", "second_file": "", "third": ""} {
		if got, ok := secrets.Lookup(name); got != want || ok != (want != "") {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	if got, ok := secrets.Lookup("office_mail_hosts"); !ok || got != "imap.example.org" {
		t.Errorf("the servers: %q, %v", got, ok)
	}
	if secrets.Folder != "/var/lib/heed/mail-secrets" {
		t.Errorf("folder %s", secrets.Folder)
	}
}
