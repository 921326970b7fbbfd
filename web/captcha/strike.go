package captcha

import (
	"crypto/hmac"
	"crypto/sha256"
	"image"
	"math"
)

// strikes is how many more lines go through the picture of a hard token.
const strikes = 1

// lines are numbers for the lines of a token's picture, the same each time.
func (b *Box) lines(t token) []byte {
	mac := hmac.New(sha256.New, b.digits)
	mac.Write(t.nonce[:])
	mac.Write([]byte("lines"))
	return mac.Sum(nil)
}

// strike draws waves through the digits in their own colour, so that no digit
// stands apart from the next.
func strike(picture *image.Paletted, random []byte) {
	const ink = 1 // the colour of the digits
	for k := range strikes {
		r := random[4*k:]
		high, long := 6+float64(r[0]%12), 60+float64(r[1]%80)
		middle, shift := float64(Height)*(0.3+0.4*float64(r[2])/255), float64(r[3])
		for x := range WidthHard {
			y := int(middle + high*math.Sin((float64(x)+shift)*2*math.Pi/long))
			for thick := range 2 {
				picture.SetColorIndex(x, y+thick, ink)
			}
		}
	}
}
