package scrub

import (
	"encoding/xml"
	"io"
	"path"
	"strings"
)

// leftOut says whether a part, by its name in small letters, is left out of the
// copy. Office opens a file without any of them.
func leftOut(name string) bool {
	for _, folder := range []string{
		"docprops/", "docmetadata/", "customxml/", "_xmlsignatures/", "[trash]/", "xl/revisions/", "ppt/changesinfos/",
	} {
		if strings.HasPrefix(name, folder) {
			return true
		}
	}
	return name == "ppt/revisioninfo.xml" || strings.Contains(name, "/printersettings/")
}

// propertyTraces are elements of the property parts (ECMA-376 part 2, 11.1, and
// part 1, 22.2).
var propertyTraces = map[string]Trace{
	"creator": TraceAuthor, "lastModifiedBy": TraceAuthor, "Company": TraceAuthor, "Manager": TraceAuthor, "created": TraceTime,
	"modified": TraceTime, "lastPrinted": TraceTime, "title": TraceTitle, "subject": TraceTitle, "keywords": TraceTitle,
	"category": TraceTitle, "description": TraceComment, "revision": TraceHistory, "version": TraceHistory,
	"TotalTime": TraceHistory, "Application": TraceSoftware, "AppVersion": TraceSoftware, "Template": TracePath,
	"HyperlinkBase": TracePath,
}

// readPart says what a part that is left out told.
func readPart(name string, r io.Reader) traceSet {
	found := traceSet{}
	switch {
	case strings.HasPrefix(name, "docprops/thumbnail"):
		found.add(TraceThumbnail)
	case name == "docprops/core.xml" || name == "docprops/app.xml":
		return readProperties(r)
	case strings.HasPrefix(name, "xl/revisions/"), strings.HasPrefix(name, "ppt/changesinfos/"), name == "ppt/revisioninfo.xml":
		found.add(TraceAuthor, TraceHistory)
	case strings.HasPrefix(name, "_xmlsignatures/"):
		found.add(TraceAuthor)
	case strings.Contains(name, "/printersettings/"):
		found.add(TracePath)
	default:
		found.add(TraceOther)
	}
	return found
}

// readProperties notes the properties that are not empty.
func readProperties(r io.Reader) traceSet {
	found, element := traceSet{}, ""
	decoder := xml.NewDecoder(io.LimitReader(r, mostText))
	for {
		token, err := decoder.RawToken()
		if err != nil {
			return found
		}
		switch token := token.(type) {
		case xml.StartElement:
			element = token.Name.Local
		case xml.EndElement:
			element = ""
		case xml.CharData:
			if told := propertyTraces[element]; told != "" && strings.TrimSpace(string(token)) != "" {
				found.add(told)
			}
		}
	}
}

// contentTypes leaves out what the list of types says about parts that are gone.
var contentTypes = xmlRule{skip: func(element string, attrs []xml.Attr) bool {
	return element == "Override" && leftOut(strings.ToLower(strings.TrimPrefix(attrOf(attrs, "PartName"), "/")))
}}

func attrOf(attrs []xml.Attr, name string) string {
	return attribute(xml.StartElement{Attr: attrs}, name)
}

// goneRelations are ends of the types of relationships that go: to templates and
// sources of data on somebody's computer.
var goneRelations = []string{
	"/attachedTemplate", "/mailMergeSource", "/mailMergeHeaderSource", "/recipientData", "/printerSettings", "/customXml",
	"/thumbnail", "/digital-signature/origin", "/revisionHeaders", "/usernames", "/changesInfo", "/revisionInfo",
}

// relations leaves out relationships to parts that are gone, and cuts folders off
// those to files on somebody's computer.
func (o *office) relations(name string) xmlRule {
	base := path.Dir(path.Dir(name))
	return xmlRule{
		skip: func(element string, attrs []xml.Attr) bool {
			if element != "Relationship" {
				return false
			}
			kind, target := attrOf(attrs, "Type"), attrOf(attrs, "Target")
			for _, end := range goneRelations {
				if strings.HasSuffix(kind, end) {
					return true
				}
			}
			return attrOf(attrs, "TargetMode") != "External" && leftOut(resolvePart(base, target))
		},
		attr: func(_, name, value string) (string, bool) {
			if name == "Target" {
				return o.fileName(value), true
			}
			return value, true
		},
	}
}

// resolvePart is the name, in small letters, of the part that a target means.
func resolvePart(base, target string) string {
	if !strings.HasPrefix(target, "/") {
		target = path.Join("/", base, target)
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
}

// fileName is the last element of the path of a file on a computer or in its
// network; anything else stays.
func (o *office) fileName(value string) string {
	local := strings.HasPrefix(value, "file:") || strings.HasPrefix(value, `\\`) || len(value) > 2 && value[1] == ':' && (value[2] == '\\' || value[2] == '/')
	if !local {
		return value
	}
	o.traces.add(TracePath)
	return value[strings.LastIndexAny(value, `\/`)+1:]
}
