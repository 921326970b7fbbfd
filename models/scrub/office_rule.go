package scrub

import (
	"encoding/xml"
	"maps"
	"slices"
	"strings"
)

// What stands for a person and for a time in a clean copy, where one has to be.
const (
	nobody   = "Author"
	initial  = "A"
	nowhen   = "1980-01-01T00:00:00Z"
	noSource = "None"
)

// rule says what changes in a part. Parts may have any name, so that all of a
// file are gone over by the same rule.
func (o *office) rule() xmlRule {
	switch o.kind {
	case DOCX:
		return xmlRule{
			elements: append(slices.Collect(maps.Keys(wordGone)), pictureNames...),
			hints:    []string{"author", "initials", "date", "rsid"},
			skip:     o.wordSkip, attr: o.wordAttr,
		}
	case XLSX:
		notes := &notes{office: o, names: map[string]bool{}}
		return xmlRule{
			elements: append(slices.Collect(maps.Keys(sheetGone)), append(pictureNames, "absPath")...),
			skip:     o.sheetSkip, attr: o.sheetAttr, want: notes.want, text: notes.text,
		}
	default:
		return xmlRule{
			elements: append([]string{"cmAuthor", "author", "cm", "reply"}, pictureNames...),
			hints:    []string{"initials", "userId", "providerId"},
			attr:     o.slideAttr,
		}
	}
}

// pictureNames are the elements that name pictures.
var pictureNames = []string{"docPr", "cNvPr"}

// wordGone are elements of Word's settings and of its list of people that go:
// numbers of editing sessions and documents, templates, sources of data.
var wordGone = map[string]Trace{
	"rsids": TraceHistory, "docId": TraceHistory, "attachedTemplate": TracePath, "mailMerge": TracePath, "docVars": TraceOther,
	"person": TraceAuthor, "presenceInfo": TraceAuthor,
}

func (o *office) wordSkip(element string, _ []xml.Attr) bool {
	told, gone := wordGone[element]
	if gone {
		o.traces.add(told)
	}
	return gone
}

// wordAttr makes authors of comments and of tracked changes nobody, and leaves
// out when they wrote and in which session.
func (o *office) wordAttr(element, name, value string) (string, bool) {
	switch {
	case name == "author":
		return o.instead(TraceAuthor, value, nobody), true
	case name == "initials":
		return o.instead(TraceAuthor, value, initial), true
	case name == "date" && element != "date", name == "dateUtc":
		o.traces.add(TraceTime)
		return "", false
	case strings.HasPrefix(name, "rsid"):
		o.traces.add(TraceHistory)
		return "", false
	}
	return o.pictureAttr(element, name, value)
}

func (o *office) instead(told Trace, value, instead string) string {
	if value != instead && value != "" {
		o.traces.add(told)
		return instead
	}
	return value
}

// pictureAttr cuts folders off the names that pictures are given when they are
// put in.
func (o *office) pictureAttr(element, name, value string) (string, bool) {
	if slices.Contains(pictureNames, element) && slices.Contains([]string{"name", "descr", "title"}, name) {
		return o.fileName(value), true
	}
	return value, true
}

// sheetSkip leaves out where the workbook lay.
func (o *office) sheetSkip(element string, _ []xml.Attr) bool {
	if element != "absPath" {
		return false
	}
	o.traces.add(TracePath)
	return true
}

// sheetGone are attributes of Excel's parts that go, by element.
var sheetGone = map[string]map[string]Trace{
	"fileSharing":          {"userName": TraceAuthor},
	"scenario":             {"user": TraceAuthor},
	"threadedComment":      {"dT": TraceTime},
	"pivotCacheDefinition": {"refreshedBy": TraceAuthor, "refreshedDate": TraceTime, "refreshedDateIso": TraceTime},
	"connection":           {"sourceFile": TracePath, "odcFile": TracePath},
	"dbPr":                 {"connection": TracePath},
	"textPr":               {"sourceFile": TracePath},
	"pageSetup":            {"id": ""}, // of the printer's settings, which are gone
	"person":               {"userId": TraceAuthor, "providerId": ""},
}

func (o *office) sheetAttr(element, name, value string) (string, bool) {
	if told, gone := sheetGone[element][name]; gone {
		if told != "" {
			o.traces.add(told)
		}
		return "", false
	}
	if element == "person" && name == "displayName" {
		return o.instead(TraceAuthor, value, nobody), true
	}
	return o.pictureAttr(element, name, value)
}

// notes makes authors of Excel's old comments nobody. Excel begins each comment
// with its author's name, so that goes there too.
type notes struct {
	*office
	names map[string]bool
}

func (n *notes) want(element string) bool {
	return element == "author" || element == "t" && len(n.names) > 0
}

func (n *notes) text(element, text string) string {
	if strings.TrimSpace(text) == "" {
		return text
	}
	if element == "author" {
		n.names[text] = true
		return n.instead(TraceAuthor, text, nobody)
	}
	name := text
	if end := strings.IndexAny(text, ":："); end >= 0 {
		name = text[:end]
	}
	if n.names[name] {
		return nobody + text[len(name):]
	}
	return text
}

// slideAttr makes authors of comments in PowerPoint nobody, in its old parts and
// its new ones, and takes out when they wrote.
func (o *office) slideAttr(element, name, value string) (string, bool) {
	switch {
	case (element == "cmAuthor" || element == "author") && name == "name":
		return o.instead(TraceAuthor, value, nobody), true
	case name == "initials":
		return o.instead(TraceAuthor, value, initial), true
	case name == "userId":
		return o.instead(TraceAuthor, value, nobody), true
	case name == "providerId":
		return noSource, true
	case element == "cm" && name == "dt":
		o.traces.add(TraceTime)
		return "", false
	case name == "created" && (element == "cm" || element == "reply"):
		return o.instead(TraceTime, value, nowhen), true
	}
	return o.pictureAttr(element, name, value)
}
