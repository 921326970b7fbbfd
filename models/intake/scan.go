package intake

import (
	"context"
	"io"
	"strings"

	"heed/models"
	"heed/models/scrub"
)

// scan asks the virus scanner about a file as it came; nil when there is none.
// Whatever it says, the file is taken in.
func (i *Intake) scan(ctx context.Context, r io.Reader) *models.Scan {
	if i.opts.Scan == nil {
		return nil
	}
	said := models.Scan{Missed: models.MissedAway, At: i.opts.Now().UTC()}
	var err error
	func() {
		defer i.caught(&err)
		said = i.opts.Scan(ctx, r)
	}()
	return &said
}

// kindOf tells what an attachment of a mail is by its content. What cannot be told
// is copied as it is, as the type that the mail says; a mail within a mail is one
// because the mail says so, however little of a header it has.
func kindOf(r io.ReaderAt, size int64, name, mediaType string) (scrub.Type, string, error) {
	kind, err := scrub.Sniff(r, size, name)
	unknown := models.KindOf(err) == models.KindInvalid
	switch {
	case (unknown || kind == scrub.Text) && isMail(name, mediaType):
		return scrub.EML, scrub.EML.MediaType(), nil
	case unknown:
		return scrub.Zip, mediaType, nil // a type that is copied as it is
	case err != nil:
		return "", "", err
	}
	return kind, kind.MediaType(), nil
}

func isMail(name, mediaType string) bool {
	return mediaType == scrub.EML.MediaType() || mediaType == "message/global" || strings.HasSuffix(strings.ToLower(name), ".eml")
}
