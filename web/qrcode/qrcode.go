// Package qrcode draws a QR picture in this process. It guarantees that the text
// goes to nobody; the picture carries the text itself, so it is as secret as that.
package qrcode

import (
	"encoding/base64"
	"html/template"

	"rsc.io/qr"

	"heed/models"
)

// DataURI is a PNG of the text, at level M, as the address of an img.
func DataURI(text string) (template.URL, error) { //nolint:forbidigo // a picture made here, and base64 has no markup
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", models.Internal(err)
	}
	code.Scale = 6
	//nolint:forbidigo,gosec // base64 of a picture made here cannot leave the attribute
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())), nil
}
