package parse

import (
	"strings"
	"testing"
)

// File names as they arrive: RFC 2231, and everything that is not.
// A name is cut to its bound and keeps its extension.
func TestNamesAreBounded(t *testing.T) {
	raw := mixed(file("attachment; filename="+strings.Repeat("a", 100)+".pdf", "x"))
	m := Message([]byte(raw), Limits{NameBytes: 20})
	if got, want := m.Attachments[0].Name, strings.Repeat("a", 16)+".pdf"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
}

// A part without a name gets one by its type.
func TestNamesByType(t *testing.T) {
	for kind, want := range map[string]string{
		"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/bmp": ".bmp", "image/tiff": ".tif", "image/webp": ".webp",
		"image/heic": ".heic", "audio/mpeg": ".mp3", "audio/amr": ".amr", "video/mp4": ".mp4", "application/pdf": ".pdf",
		"application/zip": ".zip", "text/calendar": ".ics", "text/csv": ".csv", "text/vcard": ".vcf", "text/x-any": ".txt",
		"message/rfc822": ".eml", "message/delivery-status": ".txt", "application/x-any": ".bin",
	} {
		m := Message([]byte(mixed(plain("t"), "Content-Type: "+kind+"\r\n\r\nx")), Limits{})
		if got := m.Attachments[0].Name; got != "part-1"+want {
			t.Errorf("%s is named %q", kind, got)
		}
	}
}
