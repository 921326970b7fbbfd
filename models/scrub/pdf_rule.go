package scrub

import "bytes"

// pdfDropped are keys that go wherever they stand, with what they tell. A packet
// of XMP tells what is in it.
var pdfDropped = map[string]Trace{
	"Metadata":     "",            // 14.3.2
	"PieceInfo":    TraceHistory,  // 14.5: private data of programs
	"LastModified": TraceTime,     // 14.5
	"CreatorInfo":  TraceSoftware, // 8.11.4.4
}

// pdfCatalog are those that go from the catalog (7.7.2), where no resource of a
// page can have the same name.
var pdfCatalog = map[string]Trace{
	"SpiderInfo": TracePath,   // 14.10.2: where a page was saved from
	"Perms":      TraceAuthor, // 12.8.6: signatures, void in a copy
	"DSS":        TraceAuthor, // 12.8.4.3: certificates
	"Legal":      TraceOther,  // 12.8.7
	"Threads":    TraceTitle,  // 12.4.3: each has information of its own
}

// pdfAnnotation are keys of an annotation (12.5.2, 12.5.6.2): who wrote it and
// when. T is the name of a field in a widget, and stays there.
var pdfAnnotation = map[string]Trace{
	"T": TraceAuthor, "M": TraceTime, "CreationDate": TraceTime, "NM": TraceOther,
}

// pdfInfo are entries of the information dictionary (14.3.3).
var pdfInfo = map[string]Trace{
	"Title": TraceTitle, "Author": TraceAuthor, "Subject": TraceTitle, "Keywords": TraceTitle, "Creator": TraceSoftware,
	"Producer": TraceSoftware, "CreationDate": TraceTime, "ModDate": TraceTime, "SourceModified": TraceTime,
	"Company": TraceAuthor, "Manager": TraceAuthor, "Comments": TraceComment, "Category": TraceTitle,
}

// drops says whether a key of a dictionary goes, and notes what it told.
func (c *pdfCopy) drops(d *pdfDict, key string) bool {
	value := d.values[key]
	told, drop := pdfDropped[key]
	switch {
	case key == "Metadata":
		c.traces.join(c.packet(value))
		return true
	case drop:
		c.traces.add(told)
		return true
	case d.name("Type") == "Catalog" && pdfCatalog[key] != "":
		c.traces.add(pdfCatalog[key])
		return true
	case key == "Thumb" && (d.name("Type") == "Page" || d.values["Contents"] != nil):
		c.traces.add(TraceThumbnail)
		return true
	}
	if told := pdfAnnotation[key]; told != "" && isAnnotation(d) && (key != "T" || d.name("Subtype") != "Widget") {
		c.traces.add(told)
		return true
	}
	switch key {
	case "V": // the value of a signature field
		if c.isSignature(value) {
			c.traces.add(TraceAuthor)
			return true
		}
	case "CreationDate", "ModDate": // of an attached file
		if d.name("Type") == "" && (d.values["Size"] != nil || d.values["CheckSum"] != nil) {
			c.traces.add(TraceTime)
			return true
		}
	}
	return false
}

// isAnnotation tells an annotation by its place on the page.
func isAnnotation(d *pdfDict) bool {
	return d.values["Rect"] != nil && d.name("Subtype") != ""
}

func (c *pdfCopy) isSignature(value any) bool {
	resolved, err := c.resolve(value)
	d, ok := resolved.(*pdfDict)
	return err == nil && ok && d.values["ByteRange"] != nil
}

// packet says what a stream of XMP tells.
func (c *pdfCopy) packet(value any) traceSet {
	resolved, err := c.resolve(value)
	s, ok := resolved.(*pdfStream)
	if err != nil || !ok {
		return traceSet{TraceOther: true}
	}
	if s.dict.values["Filter"] == nil {
		return readXMP(s.data)
	}
	content, err := c.inflate(s)
	if err != nil {
		return traceSet{TraceOther: true}
	}
	return readXMP(content)
}

// info notes what goes with the trailer: the information dictionary, and earlier
// versions, of which each has its own end.
func (c *pdfCopy) info() {
	resolved, err := c.resolve(c.trailer.values["Info"])
	if d, ok := resolved.(*pdfDict); ok && err == nil {
		for _, key := range d.keys {
			if told := pdfInfo[key]; told != "" {
				c.traces.add(told)
			} else if key != "Trapped" {
				c.traces.add(TraceOther)
			}
		}
	}
	versions := 1
	if bytes.Contains(c.data[:min(len(c.data), 2048)], []byte("/Linearized")) {
		versions = 2
	}
	if bytes.Count(c.data, []byte("%%EOF")) > versions {
		c.traces.add(TraceHistory)
	}
}
