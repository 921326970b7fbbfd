package static

import "embed"

// Viewer holds the page in which staff look at files, and the library that draws
// PDF. It is served on an origin of its own and is no part of Files: neither site
// sends any of it.
//
//go:embed viewer
var Viewer embed.FS
