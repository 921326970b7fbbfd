package scrub

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// goneRelations are ends of the types of relationships that go, with what they
// lead to and what that tells. Office opens a file without any of them.
var goneRelations = []struct {
	end  string
	told Trace
}{
	{"/core-properties", ""}, // read for what they tell
	{"/extended-properties", ""},
	{"/custom-properties", TraceOther},
	{"/thumbnail", TraceThumbnail},
	{"/customXml", TraceOther},
	{"/customXmlProps", TraceOther},
	{"/classificationlabels", TraceOther},
	{"/digital-signature/origin", TraceAuthor},
	{"/digital-signature/signature", TraceAuthor},
	{"/printerSettings", TracePath},
	{"/attachedTemplate", TracePath},
	{"/mailMergeSource", TracePath},
	{"/mailMergeHeaderSource", TracePath},
	{"/recipientData", TraceAuthor},
	{"/revisionHeaders", TraceHistory},
	{"/revisionLog", TraceHistory},
	{"/usernames", TraceAuthor},
	{"/changesInfo", TraceHistory},
	{"/revisionInfo", TraceHistory},
}

func goneRelation(kind string) (Trace, bool) {
	for _, gone := range goneRelations {
		if strings.HasSuffix(kind, gone.end) {
			return gone.told, true
		}
	}
	return "", false
}

// goneFolders are where programs put such parts, whether anything leads to them
// or not.
var goneFolders = map[string]Trace{
	"docprops/": "", "docmetadata/": TraceOther, "customxml/": TraceOther, "_xmlsignatures/": TraceAuthor, "[trash]/": TraceHistory,
	"xl/revisions/": TraceHistory, "ppt/changesinfos/": TraceHistory,
}

// leftOut says whether a part, by its name in small letters, is left out.
func (o *office) leftOut(name string) bool {
	_, gone := o.gone[name]
	return gone
}

// findGone goes over all relationships for the parts that are left out.
func (o *office) findGone(archive *zip.Reader) error {
	o.gone = map[string]Trace{}
	for _, member := range archive.File {
		name := strings.ToLower(strings.TrimPrefix(member.Name, "/"))
		for folder, told := range goneFolders {
			if strings.HasPrefix(name, folder) && !strings.HasSuffix(name, "/") {
				o.gone[name] = told
			}
		}
		if path.Ext(name) != ".rels" {
			continue
		}
		if err := o.findTargets(member, name); err != nil {
			return err
		}
	}
	return nil
}

func (o *office) findTargets(member *zip.File, name string) error {
	in, err := member.Open()
	if err != nil {
		return damageOr(err)
	}
	defer func() { _ = in.Close() }() // a part that was read tells nothing more
	decoder := xml.NewDecoder(&bounded{in: in, left: &o.left})
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damageOr(err)
		}
		element, ok := token.(xml.StartElement)
		if !ok || attribute(element, "TargetMode") == "External" {
			continue
		}
		if told, gone := goneRelation(attribute(element, "Type")); gone {
			target := resolvePart(path.Dir(path.Dir(name)), attribute(element, "Target"))
			o.gone[target] = told
			o.gone[path.Join(path.Dir(target), "_rels", path.Base(target)+".rels")] = told
		}
	}
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

// readGone says what a part that is left out told.
func (o *office) readGone(name string, r io.Reader) traceSet {
	if told := o.gone[name]; told != "" {
		return traceSet{told: true}
	}
	if strings.HasPrefix(name, "docprops/thumbnail") {
		return traceSet{TraceThumbnail: true}
	}
	return readProperties(r)
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
func (o *office) contentTypes() xmlRule {
	return xmlRule{elements: []string{"Override"}, skip: func(_ string, attrs []xml.Attr) bool {
		return o.leftOut(strings.ToLower(strings.TrimPrefix(attrOf(attrs, "PartName"), "/")))
	}}
}

func attrOf(attrs []xml.Attr, name string) string {
	return attribute(xml.StartElement{Attr: attrs}, name)
}

// relations leaves out relationships to parts that are gone, and cuts folders off
// those to files on somebody's computer.
func (o *office) relations(name string) xmlRule {
	base := path.Dir(path.Dir(name))
	return xmlRule{
		elements: []string{"Relationship"},
		skip: func(_ string, attrs []xml.Attr) bool {
			told, gone := goneRelation(attrOf(attrs, "Type"))
			if attrOf(attrs, "TargetMode") != "External" {
				return gone || o.leftOut(resolvePart(base, attrOf(attrs, "Target")))
			}
			if gone && told != "" {
				o.traces.add(told)
			}
			return gone
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
