package static

import (
	"bytes"
	"compress/gzip"
	_ "embed" // for the font
	"io"
)

//go:embed fonts/wqy-microhei.ttf.gz
var packedFont []byte

// Font is the TrueType font of what is printed, 3 MB, with the letters of every
// language of the sites. No browser is sent it. fonts/NOTICE.txt says whose it is.
func Font() ([]byte, error) {
	unpack, err := gzip.NewReader(bytes.NewReader(packedFont))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(unpack)
}
