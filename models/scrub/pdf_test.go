package scrub_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"heed/models/scrub"
)

// document writes a PDF of objects, numbered from 1, with a table and a trailer.
func document(trailer string, objects ...string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, off := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", off)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, start)
	return b.String()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

const drawing = "BT /F1 24 Tf 100 700 Td (kept text) Tj ET"

// paper is a document with all that programs put in beside the pages.
func paper(t testing.TB) []string {
	t.Helper()
	return []string{
		`<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/PieceInfo<</X<</Private(` + mark + `)>>>>/Perms<</DocMDP 10 0 R>>/SpiderInfo<</V 1/U(` + mark + `)>>` +
			`/AcroForm<</Fields[9 0 R]>>/OCProperties<</OCGs[<</Name(layer)/Usage<</CreatorInfo<</Creator(` + mark + `)>>>>>>]>>>>`,
		`<</Type/Pages/Kids[3 0 R]/Count 1>>`,
		`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</Thumb 11 0 R/A#20B 11 0 R>>>>` +
			`/Annots[7 0 R 9 0 R]/Thumb 8 0 R/LastModified(` + mark + `)/PieceInfo 10 0 R>>`,
		stream("/Filter/FlateDecode", deflated(t, drawing)),
		`<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>`,
		stream("/Type/Metadata/Subtype/XML/Filter/FlateDecode", deflated(t, packet)),
		`<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(a remark)/T(` + mark + `)/M(D:2026` + mark + `)/CreationDate(` + mark + `)/NM(` + mark + `)/Popup null>>`,
		stream("", "a thumbnail of "+mark),
		`<</Type/Annot/Subtype/Widget/FT/Sig/T(field)/Rect[0 0 9 9]/V 10 0 R/M(` + mark + `)>>`,
		`<</Type/Sig/Name(` + mark + `)/Location(` + mark + `)/ByteRange[0 1 2 3]/Contents<00>>>`,
		stream("/Type/XObject/Subtype/Image/Width 48/Height 32/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter[/DCTDecode]", photo(t, binary.BigEndian, 6)),
		`<</Title<` + fmt.Sprintf("%x", "\xfe\xff"+swapped(wide(mark))) + `>/Author(` + mark + `)/Producer(` + mark + `)/CreationDate(D:2026)/Own(` + mark + `)>>`,
	}
}

const rootAndInfo = "/Root 1 0 R/Info 12 0 R/ID[<51>(" + mark + ")]"

// inflatedPDF is a document with its deflated streams behind it, inflated.
func inflatedPDF(t *testing.T, data string) string {
	t.Helper()
	for _, part := range regexp.MustCompile(`(?s)stream\r?\n(.*?)\nendstream`).FindAllStringSubmatch(data, -1) {
		in, err := zlib.NewReader(strings.NewReader(part[1]))
		if err != nil {
			continue
		}
		plain, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		data += string(plain)
	}
	return data
}

func wantPaper(t *testing.T, out string) {
	t.Helper()
	all := inflatedPDF(t, out)
	if strings.Contains(all, mark) || strings.Contains(strings.ToLower(all), fmt.Sprintf("%x", mark)) {
		t.Error("the mark is left")
	}
	for _, kept := range []string{drawing, "(a remark)", "/T (field)", "/Thumb 7 0 R", "/A#20B 7 0 R", "/Name (layer)", "(kept text)"} {
		if !strings.Contains(all, kept) {
			t.Errorf("%q is lost from %s", kept, all)
		}
	}
	start := strings.Index(out, "\xff\xd8")
	samePicture(t, plainJPEG(t), out[start:strings.LastIndex(out, "\xff\xd9")+2])
}

func TestPaperTellsNothing(t *testing.T) {
	out, report := cleaned(t, scrub.PDF, document(rootAndInfo, paper(t)...))
	wantRemoved(t, report, scrub.TracePlace, scrub.TraceTime, scrub.TraceDevice, scrub.TraceAuthor, scrub.TraceSoftware,
		scrub.TraceComment, scrub.TraceHistory, scrub.TraceThumbnail, scrub.TraceTitle, scrub.TracePath, scrub.TraceOther)
	wantPaper(t, out)
}

// An earlier version stays in the file when a program saves a change at its end.
func TestEarlierVersionsOfAPaperAreGone(t *testing.T) {
	objects := paper(t)
	objects[3] = stream("", "BT (an earlier text with "+mark+") Tj ET")
	data := document(rootAndInfo, objects...)
	at := len(data)
	data += "4 0 obj\n" + stream("", drawing) + "\nendobj\n"
	start := len(data)
	data += fmt.Sprintf("xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 13/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", at,
		strings.LastIndex(data[:at], "xref\n0"), start)
	out, _ := cleaned(t, scrub.PDF, data)
	wantPaper(t, out)
}

// packed puts the objects that are no streams into one, with a table that is a
// stream too, of rows that PNG's filter 2 makes short.
func packed(t testing.TB, objects []string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("junk of a mail program\n%PDF-1.5\n")
	start := strings.Index(b.String(), "%PDF")
	rows, head, body := []byte{0, 0, 0, 0, 0}, "", ""
	in, n := len(objects)+1, 0
	for i, object := range objects {
		if strings.Contains(object, "stream\n") {
			at := b.Len() - start
			rows = append(rows, 1, byte(at>>16), byte(at>>8), byte(at), 0)
			fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
			continue
		}
		head += fmt.Sprintf("%d %d ", i+1, len(body))
		body += object + " "
		rows = append(rows, 2, 0, 0, byte(in), byte(n))
		n++
	}
	at := b.Len() - start
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", in,
		stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d/Filter/FlateDecode", n, len(head)), deflated(t, head+body)))
	rows = append(rows, 1, byte(at>>16), byte(at>>8), byte(at), 0)
	at = b.Len() - start
	rows = append(rows, 1, byte(at>>16), byte(at>>8), byte(at), 0)
	var filtered []byte
	before := make([]byte, 5)
	for ; len(rows) > 0; rows = rows[5:] {
		filtered = append(filtered, 2)
		for i := range 5 {
			filtered = append(filtered, rows[i]-before[i])
		}
		before = rows[:5]
	}
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", in+1, stream(fmt.Sprintf(
		"/Type/XRef/Size %d/W[1 3 1]/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 5>>%s", in+2, rootAndInfo),
		deflated(t, string(filtered))), at)
	return b.String()
}

func TestPackedPaperTellsNothing(t *testing.T) {
	out, _ := cleaned(t, scrub.PDF, packed(t, paper(t)))
	wantPaper(t, out)
}

// Where the tables are damaged, the objects are found without them.
func TestDamagedPaperIsMended(t *testing.T) {
	for name, data := range map[string]string{
		"no table":             strings.ReplaceAll(document(rootAndInfo, paper(t)...), "startxref", "sxartxref"),
		"wrong places":         strings.Replace(document(rootAndInfo, paper(t)...), "%PDF-1.4\n", "%PDF-1.4\n%\n", 1),
		"cut short":            document(rootAndInfo, paper(t)...)[:len(document(rootAndInfo, paper(t)...))-330],
		"packed, no table":     strings.ReplaceAll(packed(t, paper(t)), "startxref", "sxartxref"),
		"wrong length":         strings.Replace(document(rootAndInfo, paper(t)...), "/Filter/FlateDecode/Length ", "/Filter/FlateDecode/Length 9", 1),
		"a length of nowhere":  strings.Replace(document(rootAndInfo, paper(t)...), "/Filter/FlateDecode/Length ", "/Filter/FlateDecode/Length 77 0 R/L ", 1),
		"a length that is its": strings.Replace(document(rootAndInfo, paper(t)...), "/Filter/FlateDecode/Length ", "/Filter/FlateDecode/Length 4 0 R/L ", 1),
	} {
		t.Run(name, func(t *testing.T) {
			out, _ := cleaned(t, scrub.PDF, data)
			wantPaper(t, out)
		})
	}
}

func TestPaperWithAnAttachmentIsNotAllClean(t *testing.T) {
	data := document("/Root 1 0 R", `<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)<</F(a)/EF<</F 3 0 R>>>>]>>>>>>`,
		`<</Type/Pages/Kids[]/Count 0>>`, stream("/Type/EmbeddedFile/Params<</Size 1/ModDate("+mark+")>>", "attached"))
	out, report := clean(t, scrub.PDF, data)
	if report.Cleaned || !report.Changed || strings.Contains(out, mark) || !strings.Contains(out, "attached") {
		t.Errorf("%+v %s", report, out)
	}
}

func TestHostilePapersAreCopiedWhole(t *testing.T) {
	catalog, pages := `<</Type/Catalog/Pages 2 0 R>>`, `<</Type/Pages/Kids[]/Count 0>>`
	bomb := deflated(t, strings.Repeat("\x00", 65<<20))
	for name, data := range map[string]string{
		"no catalog":          document("/Root 9 0 R", pages),
		"deep":                document("/Root 1 0 R", `<</Type/Catalog/Pages 2 0 R/A`+strings.Repeat("[", 5000)+`>>`, pages),
		"many values":         document("/Root 1 0 R", `<</Type/Catalog/Pages 2 0 R/X 3 0 R>>`, pages, "["+strings.Repeat(" 1", 1<<19)+"]"),
		"a table of itself":   "%PDF-1.4\nxref\n0 0\ntrailer<</Root 1 0 R/Prev 9>>startxref 9 ",
		"a bomb for a table":  "%PDF-1.5\n1 0 obj" + stream("/Type/XRef/W[1 1 1]/Size 99999999/Filter/FlateDecode/Root 2 0 R", bomb) + "endobj startxref 9 %%EOF",
		"a bomb for objects":  "%PDF-1.5\n1 0 obj" + stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", bomb) + "endobj startxref 9 %%EOF",
		"nothing but a head":  "%PDF-1.5\n",
		"objects without end": "%PDF-1.5\n" + strings.Repeat("1 0 obj(\n", 200_000),
		"streams without end": "%PDF-1.5\n" + strings.Repeat("1 0 obj<<>>stream\n", 200_000),
		"rows of no width":    "%PDF-1.5\n1 0 obj" + stream("/Type/XRef/W[0 0 0]/Index["+strings.Repeat("0 400000 ", 40_000)+"]/Root 2 0 R", "") + "endobj startxref 9 %%EOF",
		"larger than allowed": document("/Root 1 0 R", catalog, pages) + strings.Repeat(" ", 20<<20),
	} {
		t.Run(name, func(t *testing.T) {
			untouched(t, scrub.PDF, data)
		})
	}
}

func TestPictureInAPaperThatCannotBeParsedLeavesADoubt(t *testing.T) {
	data := document("/Root 1 0 R", `<</Type/Catalog/Pages 2 0 R/X 3 0 R>>`, `<</Type/Pages/Kids[]/Count 0>>`, stream("/Filter/DCTDecode", "no picture"))
	out, report := clean(t, scrub.PDF, data)
	if report.Cleaned || !bytes.Contains([]byte(out), []byte("no picture")) {
		t.Errorf("%+v", report)
	}
}
