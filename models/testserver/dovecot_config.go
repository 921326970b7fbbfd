package testserver

import (
	"bytes"
	"text/template"
)

// dovecotConfig runs Dovecot 2.3 without root: no chroot, its own user for every role, any mail user
// with one password, no fsync, and no penalty for a wrong password, which would cost seconds.
// Values in braces must stand on lines of their own.
var dovecotConfig = template.Must(template.New("dovecot.conf").Parse(`
protocols = imap
listen = 127.0.0.1
base_dir = {{.Root}}/run
state_dir = {{.Root}}/state
log_path = /dev/stderr
default_internal_user = {{.User}}
default_internal_group = {{.Group}}
default_login_user = {{.User}}
first_valid_uid = 1
first_valid_gid = 1

ssl = yes
ssl_cert = <{{.Cert}}
ssl_key = <{{.Key}}
disable_plaintext_auth = no
auth_mechanisms = plain login{{if .Introspection}} xoauth2 oauthbearer{{end}}
auth_failure_delay = 0 secs
{{- if .Introspection}}
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {{.Tokens}}
}
{{- end}}
passdb {
  driver = static
  args = password={{.Password}}
}
userdb {
  driver = static
  args = uid={{.UID}} gid={{.GID}} home={{.Root}}/mail/%u
}

mail_location = maildir:{{.Root}}/mail/%u:UTF-8
mail_fsync = never
mail_max_userip_connections = 50
namespace inbox {
  inbox = yes
  separator = /
}

service imap-login {
  chroot =
  inet_listener imap {
    port = {{.Port}}
  }
  inet_listener imaps {
    port = {{.TLSPort}}
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
{{- with .Capabilities}}
protocol imap {
  imap_capability = {{.}}
}
{{- end}}
`))

type dovecotSettings struct {
	Root, User, Group, Cert, Key, Password, Capabilities, Introspection, Tokens string
	UID, GID, Port, TLSPort                                                     int
}

func (s dovecotSettings) render() ([]byte, error) {
	var out bytes.Buffer
	err := dovecotConfig.Execute(&out, s)
	return out.Bytes(), err
}

// oauth2Config says how Dovecot asks whether a token is good.
func oauth2Config(introspection string) []byte {
	return []byte("introspection_mode = post\nintrospection_url = " + introspection +
		"\nactive_attribute = active\nactive_value = true\nusername_attribute = username\ntimeout_msecs = 5000\n")
}
