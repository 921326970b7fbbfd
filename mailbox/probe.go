package mailbox

import (
	"slices"
	"strings"

	"heed/models"

	"github.com/emersion/go-imap/v2"
)

// checkProcessed asks whether recorded mail can be moved away: the folder for it
// is there, or may be made below those that are. It is not made.
func (b *box) checkProcessed() error {
	name := b.account.Processed
	if _, err := b.examine(name); err == nil || keyOf(err) != keyFolder {
		return err
	}
	for parent := name; ; {
		folder, err := b.list(parent)
		switch {
		case err != nil:
			return err
		case folder != nil && slices.Contains(folder.Attrs, imap.MailboxAttrNonExistent): // only has others below it
		case folder != nil && (parent == name || slices.Contains(folder.Attrs, imap.MailboxAttrNoInferiors)):
			return b.account.fault(models.KindNotFound, keyProcessed, nil) // it is no folder for mail
		case folder != nil:
			return nil
		}
		delimiter, err := b.delimiter()
		if err != nil {
			return err
		}
		at := strings.LastIndex(parent, delimiter)
		if delimiter == "" || at <= 0 {
			return nil
		}
		parent = parent[:at]
	}
}

// list is what the server says of a folder; nil when there is none. A name with
// the signs for any letters may stand for others as well.
func (b *box) list(name string) (*imap.ListData, error) {
	all, err := asked(b, func() ([]*imap.ListData, error) { return b.client.List("", name, nil).Collect() })
	if err != nil {
		return nil, b.serverFault(err)
	}
	for _, one := range all {
		if one.Mailbox == name {
			return one, nil
		}
	}
	return nil, nil //nolint:nilnil // there is none, which is no error
}

// delimiter is what separates the levels of folders; empty where there are none.
func (b *box) delimiter() (string, error) {
	all, err := asked(b, func() ([]*imap.ListData, error) { return b.client.List("", "", nil).Collect() })
	if err != nil || len(all) == 0 || all[0].Delim == 0 {
		return "", b.serverFault(err)
	}
	return string(all[0].Delim), nil
}
