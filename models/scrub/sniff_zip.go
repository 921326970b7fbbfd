package scrub

import (
	"archive/zip"
	"encoding/xml"
	"io"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// mainParts tells Office files by the content type of their main part (ECMA-376
// part 1, 11.3.10, 12.3.23, 13.3.6); those with macros and templates are others.
var mainParts = map[string]Type{
	ooxml + "wordprocessingml.document.main+xml":                       DOCX,
	ooxml + "spreadsheetml.sheet.main+xml":                             XLSX,
	ooxml + "presentationml.presentation.main+xml":                     PPTX,
	ooxml + "presentationml.slideshow.main+xml":                        "ppsx",
	ooxml + "wordprocessingml.template.main+xml":                       "dotx",
	ooxml + "spreadsheetml.template.main+xml":                          "xltx",
	ooxml + "presentationml.template.main+xml":                         "potx",
	"application/vnd.ms-word.document.macroenabled.main+xml":           "docm",
	"application/vnd.ms-word.template.macroenabledtemplate.main+xml":   "dotm",
	"application/vnd.ms-excel.sheet.macroenabled.main+xml":             "xlsm",
	"application/vnd.ms-excel.template.macroenabled.main+xml":          "xltm",
	"application/vnd.ms-excel.sheet.binary.macroenabled.main":          "xlsb",
	"application/vnd.ms-powerpoint.presentation.macroenabled.main+xml": "pptm",
	"application/vnd.ms-powerpoint.slideshow.macroenabled.main+xml":    "ppsm",
	"application/vnd.ms-visio.drawing.main+xml":                        "vsdx",
}

// otherZips are formats that are zip archives underneath and are not let in as
// such: programs run or open them.
var otherZips = []string{
	"application/epub+zip", "application/java-archive", "application/vnd.android.package-archive",
	"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
	"application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.graphics",
	"application/vnd.google-earth.kmz",
}

// tellZip looks at the list of members: Office files say what they are in
// [Content_Types].xml. An archive whose list is damaged goes by its head.
func tellZip(f file, head []byte) (Type, error) {
	archive, err := openZip(f)
	if err != nil {
		if fault := fault(err); fault != nil {
			return "", fault
		}
		return tellBrokenZip(head)
	}
	if len(archive.File) == 0 {
		return "", refuseEmpty()
	}
	for _, member := range archive.File {
		if member.Flags&1 != 0 {
			return "", refuseEncrypted()
		}
		if member.Name == "[Content_Types].xml" {
			return tellOffice(member)
		}
	}
	return tellPlainZip(archive, head)
}

func tellBrokenZip(head []byte) (Type, error) {
	if len(head) > 7 && head[6]&1 != 0 {
		return "", refuseEncrypted()
	}
	found := mimetype.Detect(head)
	for _, t := range []Type{DOCX, XLSX, PPTX} {
		if found.Is(t.MediaType()) {
			return t, nil
		}
	}
	return notOther(found)
}

func tellPlainZip(archive *zip.Reader, head []byte) (Type, error) {
	for _, member := range archive.File {
		switch member.Name {
		case "META-INF/MANIFEST.MF":
			return "", refuseType("jar")
		case "AndroidManifest.xml":
			return "", refuseType("apk")
		}
	}
	return notOther(mimetype.Detect(head))
}

func notOther(found *mimetype.MIME) (Type, error) {
	for _, name := range otherZips {
		if found.Is(name) {
			return "", refuseType(found.Extension()[1:])
		}
	}
	return Zip, nil
}

// mostTypes bounds [Content_Types].xml.
const mostTypes = 1 << 20

// tellOffice reads the content types up to the first that names a main part. A
// package that names none is an archive like any other.
func tellOffice(member *zip.File) (Type, error) {
	in, err := member.Open()
	if err != nil {
		return Zip, fault(err)
	}
	defer func() { _ = in.Close() }() // a part that was read tells nothing more
	decoder := xml.NewDecoder(io.LimitReader(in, mostTypes))
	for {
		token, err := decoder.Token()
		if err != nil {
			return Zip, nil // damaged: still a zip
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if t, known := mainParts[strings.ToLower(attribute(element, "ContentType"))]; known {
			if mediaTypes[t] == "" {
				return "", refuseType(string(t))
			}
			return t, nil
		}
	}
}

// attribute is the value of an element's attribute in any namespace.
func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
