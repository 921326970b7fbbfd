package backoffice

import (
	"strconv"

	"heed/models"
)

// attached is an attachment as it is listed.
type attached struct {
	models.FileNote
	Amount string // its size, as people read it
	URL    string // where it is downloaded
	View   string // the page that shows it, and asks first when it is marked
	First  bool   // the first of its page, which a key opens
	Marked bool   // a scanner found a virus in it
}

// attach lists an attachment of the tip.
func (t *tipView) attach(f models.FileNote) attached {
	at := fileURL(t.ID, f.Ord)
	first := !t.listed
	t.listed = true
	return attached{FileNote: f, Amount: amount(f.Size), URL: at, View: at + "/view", First: first, Marked: marked(f)}
}

// attachments are those of the report and of its dialogue, in the order of the
// page.
func (t *tipView) attachments() []attached {
	all := t.Files
	for _, m := range t.Thread.Messages {
		all = append(all, m.Files...)
	}
	return all
}

func fileURL(tipID int64, ord int) string {
	return "/tips/" + decimal(tipID) + "/files/" + strconv.Itoa(ord)
}

// marked says whether a scanner found a virus in a file.
func marked(f models.FileNote) bool { return f.Scan != nil && f.Scan.Virus != "" }
