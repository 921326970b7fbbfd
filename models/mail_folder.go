package models

import (
	"strings"
	"unicode/utf8"
)

// inbox is the one folder that every mailbox has, in any spelling (RFC 9051, 5.1).
const inbox = "INBOX"

// MailFolderKey is the name by which two spellings of INBOX are one folder.
func MailFolderKey(name string) string {
	if strings.EqualFold(name, inbox) {
		return inbox
	}
	return name
}

// MailFolderFaults names what is wrong with the folders of an account, under
// that field, and with the one for recorded mail, under "processed".
func MailFolderFaults(field string, folders []string, processed string) FieldErrors {
	var faults FieldErrors
	if len(folders) == 0 || len(folders) > mailFolder {
		faults.Add(field, "error.mail_account_folder")
	}
	seen := map[string]bool{}
	for _, f := range folders {
		key := MailFolderKey(f)
		switch {
		case unusableFolder(f):
			faults.Add(field, "error.mail_account_folder")
		case key == MailFolderKey(processed):
			faults.Add("processed", "error.mail_account_processed_swept")
		case seen[key]:
			faults.Add(field, "error.mail_account_folder_twice")
		}
		seen[key] = true
	}
	if unusableFolder(processed) {
		faults.Add("processed", "error.mail_account_processed")
	}
	return faults
}

func unusableFolder(name string) bool {
	return strings.TrimSpace(name) == "" || !utf8.ValidString(name) || len(name) > 1000 || hasControl(name)
}
