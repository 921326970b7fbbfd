package main

import (
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"heed/mailbox"
)

// loadAccounts reads HEED_MAIL_1, HEED_MAIL_1_PASSWORD, HEED_MAIL_2 and so on,
// up to the first number that is not there.
func loadAccounts(lookup func(string) (string, bool)) (accounts []mailbox.Account, faults []error) {
	for n := 1; ; n++ {
		name := "HEED_MAIL_" + strconv.Itoa(n)
		raw, ok, err := fromEnv(lookup, name)
		if err == nil && !ok {
			return accounts, faults
		}
		if err != nil {
			return accounts, append(faults, fault{name, err})
		}
		account, err := mailbox.ParseURL(raw)
		if err == nil {
			account.RootCAs, err = certificates(account.CAFile)
		}
		if err != nil {
			faults = append(faults, fault{name, err})
			continue
		}
		if account.Password, err = secretSetting(lookup, name+"_PASSWORD"); err != nil {
			faults = append(faults, fault{name + "_PASSWORD", err})
		}
		if account.Token.ClientSecret, err = secretSetting(lookup, name+"_CLIENT_SECRET"); err != nil && !errors.Is(err, errMissing) {
			faults = append(faults, fault{name + "_CLIENT_SECRET", err})
		}
		accounts = append(accounts, account)
	}
}

// missing is a secret that is not set.
type missing string

func (m missing) Error() string {
	return "is missing; put the secret into a file and name it in " + string(m) + "_FILE"
}

func (missing) Is(target error) bool { return target == errMissing }

var errMissing = errors.New("missing")

// secretSetting is a secret whose file, if it has one, is read anew at each
// sign-in. It must be there now all the same.
func secretSetting(lookup func(string) (string, bool), name string) (mailbox.Secret, error) {
	value, ok, err := fromEnv(lookup, name)
	if err == nil && (!ok || value == "") {
		err = missing(name)
	}
	if err != nil {
		return mailbox.Secret{}, err
	}
	if path, file := lookup(name + "_FILE"); file {
		return mailbox.SecretFile(path).Named(name), nil
	}
	return mailbox.NewSecret(value).Named(name), nil
}

// certificates reads a file of authorities; nil, for the system's, without one.
func certificates(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // the system's are meant by it
	}
	pem, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("ca= names a file without a certificate; it must be PEM, -----BEGIN CERTIFICATE-----")
	}
	return pool, nil
}

// mailSecrets is where the accounts of the staff site have their passwords: a
// file each, or HEED_MAIL_SECRET_<NAME>. A variable has one name: a-z, 0-9 and
// underscores; and the path in HEED_MAIL_SECRET_<NAME>_FILE is no secret.
func (m *machine) mailSecrets() *mailbox.Secrets {
	folder := m.MailSecrets
	if folder == "" {
		folder = filepath.Join(m.Data, "mail-secrets")
	}
	return &mailbox.Secrets{Folder: folder, Lookup: func(name string) (string, bool) {
		if strings.ToLower(name) != name || strings.ContainsAny(name, ".-") || strings.HasSuffix(name, "_file") {
			return "", false
		}
		value, ok, err := fromEnv(os.LookupEnv, "HEED_MAIL_SECRET_"+strings.ToUpper(name))
		return value, ok && err == nil
	}}
}
