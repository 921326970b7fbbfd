package main

import (
	"strings"
	"testing"
)

// Answers need a server, an address and, with a user, a password; without a
// server there are none.
func TestWhoSendsAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		says string
	}{
		"nothing":                   {nil, ""},
		"all of it":                 {map[string]string{"HEED_SMTP_URL": "smtps://u@h.cn", "HEED_SMTP_FROM": "o@h.cn", "HEED_SMTP_PASSWORD": "x", "HEED_ANSWER_AGE": "24h"}, ""},
		"no user":                   {map[string]string{"HEED_SMTP_URL": "smtp://127.0.0.1:25?tls=none", "HEED_SMTP_FROM": "o@h.cn"}, ""},
		"no address":                {map[string]string{"HEED_SMTP_URL": "smtp://127.0.0.1:25?tls=none"}, "HEED_SMTP_FROM:"},
		"no password":               {map[string]string{"HEED_SMTP_URL": "smtps://u@h.cn", "HEED_SMTP_FROM": "o@h.cn"}, "HEED_SMTP_PASSWORD_FILE"},
		"a password in the address": {map[string]string{"HEED_SMTP_URL": "smtps://u:hidden@h.cn", "HEED_SMTP_FROM": "o@h.cn"}, "HEED_SMTP_PASSWORD_FILE"},
	} {
		config, err := loadConfig(fake(c.env))
		if (err == nil) != (c.says == "") || err != nil && (!strings.Contains(explain(err), c.says) || strings.Contains(explain(err), "hidden")) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			continue
		}
		m := &machine{Config: config}
		sender, err := m.sender()
		if err != nil || (sender != nil) != (config.SMTP.url != "") {
			t.Errorf("%s: %v", name, err)
		}
		if sender != nil && (sender.Address() != "o@h.cn" || m.ownAddresses()[0] != "o@h.cn") {
			t.Errorf("%s: answers come from %s", name, sender.Address())
		}
	}
}
