// Package static embeds what the two sites send besides data: templates, style
// sheets, scripts and message catalogues.
//
// It guarantees that everything a page needs is in the binary, so that no page
// ever asks a third party for anything. It does not read templates or
// catalogues: heed/web and heed/web/locale do.
package static

import "embed"

// Files holds css/, js/, img/, locales/LANG.json, demo/ and templates/.
//
//go:embed css js img locales demo all:templates
var Files embed.FS
