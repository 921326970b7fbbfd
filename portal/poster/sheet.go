package poster

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"rsc.io/qr"
)

// Millimetres of the page and its parts; sizes of letters are in points.
const (
	family     = "poster"
	pageWidth  = 210.0
	pageHeight = 297.0
	margin     = 16.0
	codeSize   = 74.0
	point      = 25.4 / 72 // one point in mm
	leading    = 1.45      // from one line to the next, in sizes
)

// ink is a colour.
type ink struct{ r, g, b int }

var (
	accent = ink{15, 92, 99}
	dark   = ink{27, 39, 40}
	soft   = ink{70, 88, 89}
	white  = ink{255, 255, 255}
	wash   = ink{229, 241, 239}
)

// sheet lays one thing below the other. A dry one only measures.
type sheet struct {
	pdf   *fpdf.Fpdf
	y     float64 // where the next thing begins
	scale float64
	dry   bool
}

// block is a text in a column.
type block struct {
	x, w  float64
	size  float64
	ink   ink
	bold  bool
	after float64 // room below it, in mm
}

func (s *sheet) write(b block, text string) {
	size := b.size * s.scale
	s.pdf.SetFont(family, "", size)
	for _, line := range wrap(text, b.w, s.pdf.GetStringWidth) {
		if !s.dry {
			s.print(b, size, line)
		}
		s.y += size * point * leading
	}
	s.y += b.after * s.scale
}

func (s *sheet) print(b block, size float64, line string) {
	s.pdf.SetTextColor(b.ink.r, b.ink.g, b.ink.b)
	s.pdf.SetTextRenderingMode(0)
	if b.bold { // the font has one weight: a line around the letters makes the other
		s.pdf.SetDrawColor(b.ink.r, b.ink.g, b.ink.b)
		s.pdf.SetLineWidth(size * point * 0.035)
		s.pdf.SetTextRenderingMode(2)
	}
	s.pdf.Text(b.x, s.y+size*point*1.1, line)
}

func (s *sheet) fill(x, y, w, h float64, c ink) {
	if s.dry {
		return
	}
	s.pdf.SetFillColor(c.r, c.g, c.b)
	s.pdf.Rect(x, y, w, h, "F")
}

// code draws the QR code in squares, so that it is sharp at any size.
func (s *sheet) code(text string, x, y, size float64) error {
	code, err := qr.Encode(text, qr.M)
	if err != nil || s.dry {
		return err
	}
	const quiet = 4 // modules around it
	module := size / float64(code.Size+2*quiet)
	s.fill(x, y, size, size, white)
	s.pdf.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to > from {
				s.pdf.Rect(x+float64(from+quiet)*module, y+float64(row+quiet)*module, float64(to-from)*module, module*1.01, "F")
				from = to
			}
		}
	}
	return nil
}

// lay puts the whole poster on the page.
func (s *sheet) lay(p Poster) error {
	s.head(p)
	s.units(p)
	if err := s.scan(p); err != nil {
		return err
	}
	s.ways(p)
	s.foot(p)
	return nil
}

func (s *sheet) head(p Poster) {
	column := block{x: margin, w: pageWidth - 2*margin, size: 15, ink: white, after: 1}
	height := 0.0
	for _, dry := range []bool{true, s.dry} { // the band is as high as what stands in it
		if !dry {
			s.fill(0, 0, pageWidth, height, accent)
		}
		part := &sheet{pdf: s.pdf, y: 11, scale: s.scale, dry: dry}
		part.write(column, p.Office)
		title := column
		title.size, title.bold, title.after = 42, true, 0
		part.write(title, p.Title)
		round := column
		round.size, round.after = 20, 6
		part.write(round, p.Round)
		height = part.y
	}
	s.y = height + 7*s.scale
}

func (s *sheet) units(p Poster) {
	column := block{x: margin, w: pageWidth - 2*margin, size: 15, ink: soft, after: .5}
	if len(p.Units) > 0 {
		s.write(column, p.Inspect)
	}
	name := column
	name.size, name.ink, name.bold, name.after = 21, dark, true, .5
	if len(p.Units) == 1 {
		name.size = 30
	}
	for _, unit := range p.Units {
		s.write(name, unit)
	}
	s.y += 2 * s.scale
	closing := column
	closing.ink, closing.bold, closing.size, closing.after = accent, true, 20, 6
	s.write(closing, p.Until+"  "+p.Closing)
}

// scan is the code with what it is for beside it.
func (s *sheet) scan(p Poster) error {
	const pad = 7.0
	size, top := codeSize*s.scale, s.y
	text := block{x: margin + pad + size + pad, w: pageWidth - 2*margin - 3*pad - size, size: 25, ink: accent, bold: true, after: 2.5}
	measure := &sheet{pdf: s.pdf, y: top + pad, scale: s.scale, dry: true}
	measure.beside(p, text)
	height := max(size+2*pad, measure.y-top+pad)
	s.fill(margin, top, pageWidth-2*margin, height, wash)
	if err := s.code(p.Link, margin+pad, top+(height-size)/2, size); err != nil {
		return err
	}
	s.y = top + (height-(measure.y-top-pad))/2
	s.beside(p, text)
	s.y = top + height + 8*s.scale
	return nil
}

func (s *sheet) beside(p Poster, text block) {
	s.write(text, p.Scan)
	text.size, text.ink, text.bold, text.after = 14.5, dark, false, 2
	for _, promise := range p.Promise {
		s.write(text, promise)
	}
	text.size, text.ink, text.after = 9.5, soft, 0
	s.write(text, p.Link)
}

func (s *sheet) ways(p Poster) {
	const label = 32.0
	column := block{x: margin, w: pageWidth - 2*margin, size: 17, ink: accent, bold: true, after: 1.5}
	if len(p.Ways) > 0 {
		s.write(column, p.Reach)
	}
	for _, way := range p.Ways {
		top := s.y
		s.write(block{x: margin, w: label, size: 14, ink: soft}, way.Name)
		below := s.y
		s.y = top
		s.write(block{x: margin + label, w: pageWidth - 2*margin - label, size: 14, ink: dark, bold: true}, way.At)
		if way.When != "" {
			s.write(block{x: margin + label, w: pageWidth - 2*margin - label, size: 11.5, ink: soft}, way.When)
		}
		s.y = max(s.y, below) + 1.4*s.scale
	}
}

// foot stands at the lower edge, or lower when there is no room left above it.
func (s *sheet) foot(p Poster) {
	column := block{x: margin, w: pageWidth - 2*margin, size: 11.5, ink: soft}
	measure := &sheet{pdf: s.pdf, scale: s.scale, dry: true}
	measure.write(column, p.Beyond)
	top := max(s.y+3*s.scale, pageHeight-margin-measure.y)
	s.fill(margin, top-3*s.scale, pageWidth-2*margin, .3, soft)
	s.y = top
	s.write(column, strings.TrimSpace(p.Beyond))
}
