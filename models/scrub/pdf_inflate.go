package scrub

import (
	"bytes"
	"compress/zlib"
	"io"
)

// inflate decodes a stream that is part of the file's own structure: those are
// plain or deflated.
func (p *pdf) inflate(s *pdfStream) ([]byte, error) {
	filter := s.dict.values["Filter"]
	parms := s.dict.values["DecodeParms"]
	if list, ok := filter.(pdfList); ok && len(list) == 1 {
		filter = list[0]
		if parmList, ok := parms.(pdfList); ok && len(parmList) == 1 {
			parms = parmList[0]
		}
	}
	content := s.data
	switch name, _ := filter.(pdfName); {
	case filter == nil:
	case name.decoded() == "FlateDecode":
		in, err := zlib.NewReader(bytes.NewReader(s.data))
		if err != nil {
			return nil, errDamaged
		}
		if content, err = io.ReadAll(io.LimitReader(in, int64(p.left)+1)); err != nil && len(content) == 0 {
			return nil, errDamaged
		}
	default:
		return nil, errDamaged
	}
	if p.left -= len(content); p.left < 0 {
		return nil, errDamaged
	}
	d, _ := parms.(*pdfDict)
	return unpredict(content, d)
}

// unpredict undoes the filters of PNG (7.4.4.4), which tables of objects use.
func unpredict(content []byte, parms *pdfDict) ([]byte, error) {
	if parms == nil || parms.number("Predictor") <= 1 {
		return content, nil
	}
	columns := max(1, parms.number("Columns"))
	if parms.number("Predictor") < 10 || parms.number("Colors") > 1 || columns > 1<<16 {
		return nil, errDamaged
	}
	out, before := make([]byte, 0, len(content)), make([]byte, columns)
	for ; len(content) > columns; content = content[columns+1:] {
		row := bytes.Clone(content[1 : columns+1])
		if err := unfilter(content[0], row, before); err != nil {
			return nil, err
		}
		out, before = append(out, row...), row
	}
	return out, nil
}

// unfilter undoes the filter of one row of bytes (PNG, 9.2).
func unfilter(kind byte, row, before []byte) error {
	for i := range row {
		left, upLeft := byte(0), byte(0)
		if i > 0 {
			left, upLeft = row[i-1], before[i-1]
		}
		switch kind {
		case 0:
		case 1:
			row[i] += left
		case 2:
			row[i] += before[i]
		case 3:
			row[i] += byte((int(left) + int(before[i])) / 2)
		case 4:
			row[i] += paeth(int(left), int(before[i]), int(upLeft))
		default:
			return errDamaged
		}
	}
	return nil
}

func paeth(a, b, c int) byte {
	distance := func(n int) int { return max(a+b-c-n, n-a-b+c) }
	switch {
	case distance(a) <= distance(b) && distance(a) <= distance(c):
		return byte(a)
	case distance(b) <= distance(c):
		return byte(b)
	}
	return byte(c)
}
