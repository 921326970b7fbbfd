package scrub_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"

	"heed/models/scrub"
)

const (
	wordMain  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	sheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	slideMain = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	word      = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relTypes  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

func contentTypes(main, part string) string {
	return xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/` + part + `" ContentType="` + main + `"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`<Override PartName="/docProps/app.xml" ContentType="x"/></Types>`
}

func relation(kind, target, more string) string {
	return `<Relationship Id="r1" Type="` + relTypes + "/" + kind + `" Target="` + target + `"` + more + `/>`
}

func relations(list ...string) string {
	return xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + strings.Join(list, "") + `</Relationships>`
}

// properties are the parts that every program writes.
func properties(main string) []string {
	return []string{
		"_rels/.rels", relations(relation("officeDocument", main, ""), relation("extended-properties", "docProps/app.xml", ""),
			`<Relationship Id="r3" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/>`),
		"docProps/core.xml", `<cp:coreProperties xmlns:cp="a" xmlns:dc="b" xmlns:dcterms="c"><dc:title>` + mark + `</dc:title><dc:creator>` + mark +
			`</dc:creator><cp:lastModifiedBy>` + mark + `</cp:lastModifiedBy><cp:revision>7</cp:revision><dcterms:created>2026</dcterms:created><dc:description>` + mark + `</dc:description></cp:coreProperties>`,
		"docProps/app.xml", `<Properties><Application>` + mark + `</Application><Company>` + mark + `</Company><Template>C:\` + mark + `.dotx</Template></Properties>`,
		"docProps/custom.xml", `<Properties>` + mark + `</Properties>`,
		"docProps/thumbnail.jpeg", mark,
		"customXml/item1.xml", mark,
		"customXml/_rels/item1.xml.rels", mark,
	}
}

func wordFile(t testing.TB) string {
	t.Helper()
	picture := photo(t, binary.BigEndian, 6)
	inner := zipped(t, append([]string{"[Content_Types].xml", contentTypes(sheetMain, "xl/workbook.xml"), "xl/workbook.xml", "<workbook/>"}, properties("xl/workbook.xml")...)...)
	return zipped(t, append([]string{
		"[Content_Types].xml", contentTypes(wordMain, "word/document.xml"),
		"word/document.xml", xmlHead + `<w:document ` + word + `><w:body><w:p w:rsidR="00` + mark + `" w:rsidRDefault="00AB"><w:r><w:t xml:space="preserve">kept &amp; text </w:t></w:r>` +
			`<w:ins w:id="1" w:author="` + mark + `" w:date="2026-01-01T00:00:00Z` + mark + `"><w:r w:rsidR="` + mark + `"><w:t>added</w:t></w:r></w:ins>` +
			`<w:del w:id="2" w:author="` + mark + `" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>taken out</w:delText></w:r></w:del>` +
			`<wp:docPr id="1" name="Picture 1" descr="C:\Users\` + mark + `\road.jpg"/></w:p></w:body></w:document>`,
		"word/comments.xml", xmlHead + `<w:comments ` + word + `><w:comment w:id="0" w:author="` + mark + `" w:initials="` + mark + `" w:date="2026` + mark + `"><w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/people.xml", `<w15:people><w15:person w15:author="` + mark + `"><w15:presenceInfo w15:providerId="AD" w15:userId="` + mark + `"/></w15:person></w15:people>`,
		"word/settings.xml", xmlHead + `<w:settings ` + word + `><w:attachedTemplate r:id="rId1"/><w:rsids><w:rsidRoot w:val="` + mark + `"/><w:rsid w:val="1"/></w:rsids><w:zoom w:percent="100"/><w15:docId w15:val="{` + mark + `}"/><w:docVars><w:docVar w:name="a" w:val="` + mark + `"/></w:docVars></w:settings>`,
		"word/_rels/settings.xml.rels", relations(relation("attachedTemplate", `file:///C:\Users\`+mark+`\x.dotx`, ` TargetMode="External"`)),
		"word/_rels/document.xml.rels", relations(relation("comments", "comments.xml", ""), relation("customXml", "../customXml/item1.xml", ""),
			relation("image", `file:///C:\`+mark+`\scan.png`, ` TargetMode="External"`), relation("hyperlink", "http://example.org/a", ` TargetMode="External"`)),
		"word/media/image1.jpg", picture,
		"word/embeddings/book.xlsx", inner,
	}, properties("word/document.xml")...)...)
}

// members are the parts of a copy, inflated. What must not be left is looked for
// in each.
func members(t *testing.T, archive string) map[string]string {
	t.Helper()
	r, err := zip.NewReader(strings.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, member := range r.File {
		in, err := member.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		parts[member.Name] = string(data)
		if strings.HasPrefix(string(data), "PK\x03\x04") {
			for name, inner := range members(t, string(data)) {
				parts[member.Name+"!"+name] = inner
			}
		}
		if len(member.Extra) > 0 || member.ModifiedDate != 0 || member.Comment != "" {
			t.Errorf("%s: extra %x, date %x", member.Name, member.Extra, member.ModifiedDate)
		}
	}
	for name, data := range parts {
		if at := strings.Index(data, mark); at >= 0 {
			t.Errorf("%s: the mark is left: %q", name, data[max(0, at-60):at+len(mark)])
		}
	}
	return parts
}

func wantParts(t *testing.T, parts map[string]string, want map[string]string) {
	t.Helper()
	for name, part := range want {
		if parts[name] != part {
			t.Errorf("%s: got\n%s\nwant\n%s", name, parts[name], part)
		}
	}
}

func TestWordTellsNothing(t *testing.T) {
	out, report := cleaned(t, scrub.DOCX, wordFile(t))
	wantRemoved(t, report, scrub.TracePlace, scrub.TraceTime, scrub.TraceDevice, scrub.TraceAuthor, scrub.TraceSoftware,
		scrub.TraceComment, scrub.TraceHistory, scrub.TraceThumbnail, scrub.TraceTitle, scrub.TracePath, scrub.TraceOther)
	parts := members(t, out)
	wantParts(t, parts, map[string]string{
		"word/document.xml": xmlHead + `<w:document ` + word + `><w:body><w:p><w:r><w:t xml:space="preserve">kept &amp; text </w:t></w:r>` +
			`<w:ins w:id="1" w:author="Author"><w:r><w:t>added</w:t></w:r></w:ins>` +
			`<w:del w:id="2" w:author="Author"><w:r><w:delText>taken out</w:delText></w:r></w:del>` +
			`<wp:docPr id="1" name="Picture 1" descr="road.jpg"/></w:p></w:body></w:document>`,
		"word/comments.xml": xmlHead + `<w:comments ` + word + `><w:comment w:id="0" w:author="Author" w:initials="A"><w:p><w:r><w:t>a remark</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/settings.xml": xmlHead + `<w:settings ` + word + `><w:zoom w:percent="100"/></w:settings>`,
		"word/people.xml":   `<w15:people></w15:people>`,
		"word/_rels/document.xml.rels": relations(relation("comments", "comments.xml", ""),
			relation("image", `scan.png`, ` TargetMode="External"`), relation("hyperlink", "http://example.org/a", ` TargetMode="External"`)),
		"_rels/.rels": relations(relation("officeDocument", "word/document.xml", "")),
	})
	samePicture(t, plainJPEG(t), parts["word/media/image1.jpg"])
	for name := range parts {
		if strings.HasPrefix(name, "docProps") || strings.HasPrefix(name, "customXml") {
			t.Errorf("%s is left", name)
		}
	}
	if strings.Contains(parts["[Content_Types].xml"], "docProps") {
		t.Error("the list of types names parts that are gone")
	}
}

func TestWorkbookTellsNothing(t *testing.T) {
	data := zipped(t, append([]string{
		"[Content_Types].xml", contentTypes(sheetMain, "xl/workbook.xml"),
		"xl/workbook.xml", `<workbook><fileSharing userName="` + mark + `" readOnlyRecommended="1"/><mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\` + mark + `\"/></mc:Choice></mc:AlternateContent><sheets/></workbook>`,
		"xl/comments/comment1.xml", `<comments><authors><author>` + mark + `</author><author>B</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>` + mark + `:</t></r><r><t xml:space="preserve"> too much</t></r></text></comment></commentList></comments>`,
		"xl/persons/person.xml", `<personList><person displayName="` + mark + `" id="{1}" userId="` + mark + `" providerId="AD"/></personList>`,
		"xl/threadedComments/threadedComment1.xml", `<ThreadedComments><threadedComment ref="A1" dT="2026` + mark + `" personId="{1}" id="{2}"><text>too much</text></threadedComment></ThreadedComments>`,
		"xl/pivotCache/pivotCacheDefinition1.xml", `<pivotCacheDefinition refreshedBy="` + mark + `" refreshedDate="46000" recordCount="1"/>`,
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"><c r="A1"><v>50000</v></c></row></sheetData><pageSetup orientation="portrait" r:id="rId1"/></worksheet>`,
		"xl/worksheets/_rels/sheet1.xml.rels", relations(relation("printerSettings", "../printerSettings/printerSettings1.bin", ""), relation("comments", "../comments/comment1.xml", "")),
		"xl/printerSettings/printerSettings1.bin", mark,
		"xl/revisions/userNames.xml", mark,
	}, properties("xl/workbook.xml")...)...)
	out, _ := cleaned(t, scrub.XLSX, data)
	wantParts(t, members(t, out), map[string]string{
		"xl/workbook.xml":                          `<workbook><fileSharing readOnlyRecommended="1"/><mc:AlternateContent><mc:Choice Requires="x15"></mc:Choice></mc:AlternateContent><sheets/></workbook>`,
		"xl/comments/comment1.xml":                 `<comments><authors><author>Author</author><author>Author</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>Author:</t></r><r><t xml:space="preserve"> too much</t></r></text></comment></commentList></comments>`,
		"xl/persons/person.xml":                    `<personList><person displayName="Author" id="{1}"/></personList>`,
		"xl/threadedComments/threadedComment1.xml": `<ThreadedComments><threadedComment ref="A1" personId="{1}" id="{2}"><text>too much</text></threadedComment></ThreadedComments>`,
		"xl/worksheets/sheet1.xml":                 `<worksheet><sheetData><row r="1"><c r="A1"><v>50000</v></c></row></sheetData><pageSetup orientation="portrait"/></worksheet>`,
		"xl/worksheets/_rels/sheet1.xml.rels":      relations(relation("comments", "../comments/comment1.xml", "")),
	})
}

func TestSlidesTellNothing(t *testing.T) {
	data := zipped(t, append([]string{
		"[Content_Types].xml", contentTypes(slideMain, "ppt/presentation.xml"),
		"ppt/presentation.xml", `<p:presentation/>`,
		"ppt/commentAuthors.xml", `<p:cmAuthorLst><p:cmAuthor id="1" name="` + mark + `" initials="` + mark + `" lastIdx="1"><p15:presenceInfo userId="` + mark + `" providerId="AD"/></p:cmAuthor></p:cmAuthorLst>`,
		"ppt/comments/comment1.xml", `<p:cmLst><p:cm authorId="1" dt="2026` + mark + `" idx="1"><p:text>a remark</p:text></p:cm></p:cmLst>`,
		"ppt/authors.xml", `<p188:authorLst><p188:author id="{1}" name="` + mark + `" initials="Q" userId="` + mark + `" providerId="AD"/></p188:authorLst>`,
		"ppt/comments/modernComment_1.xml", `<p188:cmLst><p188:cm id="{2}" authorId="{1}" created="2026` + mark + `"><a:t>a remark</a:t></p188:cm></p188:cmLst>`,
		"ppt/revisionInfo.xml", mark, "ppt/changesInfos/changesInfo1.xml", mark,
		"ppt/_rels/presentation.xml.rels", relations(relation("commentAuthors", "commentAuthors.xml", ""), relation("revisionInfo", "revisionInfo.xml", ""), relation("changesInfo", "changesInfos/changesInfo1.xml", "")),
		"ppt/media/image1.png", plainPNG(t)[:pngHead] + pngChunk("tEXt", "Author\x00"+mark) + plainPNG(t)[pngHead:],
	}, properties("ppt/presentation.xml")...)...)
	out, _ := cleaned(t, scrub.PPTX, data)
	wantParts(t, members(t, out), map[string]string{
		"ppt/commentAuthors.xml":           `<p:cmAuthorLst><p:cmAuthor id="1" name="Author" initials="A" lastIdx="1"><p15:presenceInfo userId="Author" providerId="None"/></p:cmAuthor></p:cmAuthorLst>`,
		"ppt/comments/comment1.xml":        `<p:cmLst><p:cm authorId="1" idx="1"><p:text>a remark</p:text></p:cm></p:cmLst>`,
		"ppt/authors.xml":                  `<p188:authorLst><p188:author id="{1}" name="Author" initials="A" userId="Author" providerId="None"/></p188:authorLst>`,
		"ppt/comments/modernComment_1.xml": `<p188:cmLst><p188:cm id="{2}" authorId="{1}" created="1980-01-01T00:00:00Z"><a:t>a remark</a:t></p188:cm></p188:cmLst>`,
		"ppt/_rels/presentation.xml.rels":  relations(relation("commentAuthors", "commentAuthors.xml", "")),
		"ppt/media/image1.png":             plainPNG(t),
	})
}

// Programs that are not Office give the properties names of their own.
func TestPropertiesAreFoundByWhatLeadsToThem(t *testing.T) {
	out, report := cleaned(t, scrub.DOCX, zipped(t, "[Content_Types].xml", contentTypes(wordMain, "document.xml"),
		"_rels/.rels", relations(relation("officeDocument", "document.xml", ""),
			`<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="/package/1.psmdcp"/>`),
		"document.xml", `<w:document><w:ins w:author="`+mark+`"/></w:document>`,
		"package/1.psmdcp", `<coreProperties><dc:creator>`+mark+`</dc:creator></coreProperties>`))
	wantRemoved(t, report, scrub.TraceAuthor)
	wantParts(t, members(t, out), map[string]string{
		"document.xml": `<w:document><w:ins w:author="Author"/></w:document>`, "package/1.psmdcp": "",
		"_rels/.rels": relations(relation("officeDocument", "document.xml", "")),
	})
}

// What is inside and cannot be cleaned leaves a doubt; the rest is clean.
func TestWhatIsInsideAndNotCleanIsTold(t *testing.T) {
	data := zipped(t, "[Content_Types].xml", contentTypes(wordMain, "word/document.xml"), "word/document.xml", `<w:document w:rsidR="`+mark+`"/>`,
		"word/embeddings/oleObject1.bin", ole)
	out, report := clean(t, scrub.DOCX, data)
	if report.Cleaned || !report.Changed || members(t, out)["word/embeddings/oleObject1.bin"] != ole {
		t.Errorf("%+v", report)
	}
}

// bomb has parts of a size of nothing, all of the same packed bytes.
func bomb(t *testing.T, types string, parts, size int) string {
	t.Helper()
	var packed, b bytes.Buffer
	squeeze, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	nothing := make([]byte, size)
	if _, err := squeeze.Write(nothing); err != nil {
		t.Fatal(err)
	}
	if err := squeeze.Close(); err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(&b)
	if head, err := w.Create("[Content_Types].xml"); err != nil {
		t.Fatal(err)
	} else if _, err := io.WriteString(head, types); err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		part, err := w.CreateRaw(&zip.FileHeader{
			Name: fmt.Sprintf("word/%d.bin", i), Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(nothing),
			CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(size),
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(packed.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHostileOfficeFilesAreCopiedWhole(t *testing.T) {
	types := contentTypes(wordMain, "word/document.xml")
	for name, data := range map[string]string{
		"not well formed":    zipped(t, "[Content_Types].xml", types, "word/document.xml", `<w:document a=`),
		"type of document":   zipped(t, "[Content_Types].xml", types, "word/document.xml", `<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>`),
		"other encoding":     zipped(t, "[Content_Types].xml", types, "word/document.xml", `<?xml version="1.0" encoding="UTF-16"?><a/>`),
		"one part twice":     zipped(t, "[Content_Types].xml", types, "word/document.xml", `<a/>`, "word/document.xml", `<b/>`),
		"two in small case":  zipped(t, "[Content_Types].xml", types, "word/document.xml", `<a/>`, "Word/Document.xml", `<b/>`),
		"part outside":       zipped(t, "[Content_Types].xml", types, "../document.xml", `<a/>`),
		"a token of 9 MB":    zipped(t, "[Content_Types].xml", types, "word/document.xml", "<a b='"+strings.Repeat("x", 9<<20)+"'/>"),
		"272 MB of nothing":  bomb(t, types, 17, 16<<20),
		"a damaged checksum": strings.Replace(zipped(t, "[Content_Types].xml", types, "word/document.xml", `<a/>`), "PK\x01\x02", "PK\x01\x02", 1)[:60],
	} {
		t.Run(name, func(t *testing.T) { untouched(t, scrub.DOCX, data) })
	}
}
