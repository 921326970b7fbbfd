// Package poster draws the A4 poster of a round as a PDF.
//
// It guarantees one page with everything on it, whatever the length of the texts:
// the letters shrink until it fits, and what still does not fit is refused. The font
// is embedded, and of it only the letters used. It asks nobody for anything and knows
// nothing of rounds: the caller writes every word.
package poster

import (
	"bytes"
	"errors"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Poster is what stands on the wall.
type Poster struct {
	Tag     string // language, such as zh-Hans
	Office  string
	Title   string // the call to report
	Round   string
	Inspect string   // heads the units
	Units   []string // one is drawn large
	Until   string   // heads the closing time
	Closing string
	Link    string // what the QR code opens
	Scan    string // what the QR code is for
	Promise []string
	Reach   string // heads the channels
	Ways    []Way
	Beyond  string // what is out of scope and where to turn
	Made    time.Time
}

// Way is a channel: what it is called, where, and when.
type Way struct{ Name, At, When string }

// ErrFull says that the texts do not fit on one page in letters that can be read.
var ErrFull = errors.New("poster: the texts do not fit on one page")

// How large and how small the letters may be, as part of the size planned.
const (
	mostScale  = 1.25
	leastScale = 0.6
)

// Draw makes the PDF with a TrueType font.
func Draw(p Poster, font []byte) ([]byte, error) {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.AddUTF8FontFromBytes(family, "", font)
	pdf.SetTitle(p.Title, true)
	pdf.SetAuthor(p.Office, true)
	pdf.SetLang(p.Tag)
	pdf.SetCreationDate(p.Made)
	pdf.SetModificationDate(p.Made)
	pdf.SetCatalogSort(true)
	pdf.AddPage()
	scale, err := fit(pdf, p)
	if err != nil {
		return nil, err
	}
	if err := (&sheet{pdf: pdf, scale: scale}).lay(p); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = pdf.Output(&out)
	return out.Bytes(), err
}

// fit finds the largest letters with which everything is on the page.
func fit(pdf *fpdf.Fpdf, p Poster) (float64, error) {
	for scale := mostScale; scale >= leastScale; scale -= 0.05 {
		s := &sheet{pdf: pdf, scale: scale, dry: true}
		if err := s.lay(p); err != nil {
			return 0, err
		}
		if s.y <= pageHeight-margin {
			return scale, nil
		}
	}
	return 0, ErrFull
}
