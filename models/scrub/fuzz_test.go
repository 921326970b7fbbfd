package scrub_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"heed/models/scrub"
)

// fuzz feeds whatever it likes to the cleaner of one type. The copy must be whole,
// and one that is said to be clean must be clean.
func fuzz(f *testing.F, typ scrub.Type, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add([]byte(seed))
		f.Add([]byte(seed[:len(seed)/2]))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var out, again bytes.Buffer
		report, err := scrub.Clean(t.Context(), typ, bytes.NewReader(data), int64(len(data)), &out)
		if err != nil {
			t.Fatal(err)
		}
		if report.Changed == bytes.Equal(out.Bytes(), data) {
			t.Fatalf("%+v", report)
		}
		if !report.Cleaned {
			return
		}
		second, err := scrub.Clean(t.Context(), typ, bytes.NewReader(out.Bytes()), int64(out.Len()), &again)
		if err != nil {
			t.Fatal(err)
		}
		if second.Cleaned && !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Fatalf("cleaned twice: %+v\n%q\n%q", second, out.Bytes(), again.Bytes())
		}
	})
}

func FuzzSniff(f *testing.F) {
	for _, seed := range []string{
		plainJPEG(f), plainPNG(f), heicFile(), filmFile("vide"), id3v2(), document(rootAndInfo, paper(f)...), encryptedPackage(),
		locked(zipped(f, "a.txt", village)), wordFile(f), village, "\xff\xfe" + wide(village), "<html>",
		document("/Root 1 0 R/Encrypt<</Filter/Standard/V 5/R 6/U<"+strings.Repeat("00", 48)+">>>", "<</Type/Catalog/Pages 2 0 R>>", "<</Kids[]>>"),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := scrub.Sniff(bytes.NewReader(data), int64(len(data)), "")
		if (err == nil) == (got.MediaType() == "") {
			t.Fatalf("%q, %v", got, err)
		}
	})
}

func FuzzJPEG(f *testing.F) {
	fuzz(f, scrub.JPEG, photo(f, binary.BigEndian, 6), photo(f, binary.LittleEndian, 1), plainJPEG(f))
}

func FuzzPNG(f *testing.F) {
	plain := plainPNG(f)
	fuzz(f, scrub.PNG, plain, plain[:pngHead]+pngChunk("eXIf", tiff(binary.BigEndian, phone(8), ""))+pngChunk("tEXt", "Author\x00"+mark)+
		pngChunk("iCCP", "a\x00\x00"+deflated(f, profile("desc")))+plain[pngHead:])
}

func FuzzWebP(f *testing.F) {
	fuzz(f, scrub.WebP, riffFile("WEBP", vp8x(0x3c), riffChunk("ICCP", profile("desc")), pixel,
		riffChunk("EXIF", tiff(binary.LittleEndian, phone(3), mark)), riffChunk("XMP ", packet)), riffFile("WEBP", pixel))
}

func FuzzHEIC(f *testing.F) { fuzz(f, scrub.HEIC, heicFile()) }

func FuzzMP4(f *testing.F) { fuzz(f, scrub.MP4, filmFile("vide"), filmFile("soun")) }

func FuzzMP3(f *testing.F) {
	sound := strings.Repeat("\xff\xfb\x90\x00"+strings.Repeat("\x55", 413), 2)
	fuzz(f, scrub.MP3, id3v2()+apeTag()+sound+apeTag()+"LYRICSBEGIN000011LYRICS200TAG"+strings.Repeat("\x00", 125))
}

func FuzzWAV(f *testing.F) {
	fuzz(f, scrub.WAV, riffFile("WAVE", wavFormat, riffChunk("LIST", "INFO"+riffChunk("IART", mark)), riffChunk("data", "sound"), riffChunk("bext", mark)))
}

func FuzzMail(f *testing.F) {
	fuzz(f, scrub.EML, forwarded, strings.ReplaceAll(forwarded, "\r\n", "\n"), strings.ReplaceAll(forwarded, "\r\n", "\r"),
		"From x\n>From y\n\nSubject: a\nno field\nX-A: b\nNote: c\n\n--a\n", mailOf("message/rfc822", "From: a\nX-B: c\n\n--b--"), nestedMails(3),
		enclosing("image/jpeg", inBase64(photo(f, binary.BigEndian, 6), "\r\n"), "b"), enclosing("message/rfc822", inBase64(forwarded, "\r\n"), "b"))
}

func FuzzPDF(f *testing.F) {
	fuzz(f, scrub.PDF, document(rootAndInfo, paper(f)...), packed(f, paper(f)), document("/Root 1 0 R", "<</Type/Catalog/Pages 2 0 R>>", "<</Kids[]>>"))
}

func FuzzOffice(f *testing.F) {
	fuzz(f, scrub.DOCX, wordFile(f), zipped(f, "[Content_Types].xml", contentTypes(wordMain, "a.xml"), "a.xml", "<w:a w:author='x'>&amp;</w:a>"))
}

// FuzzXML takes one part, so that it need not find its way through an archive.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{`<w:ins w:author="a" w:date="b"><w:rsids><a/></w:rsids>t</w:ins>`, `<?xml version="1.0"?><a b='c'/>`, `<!DOCTYPE a><a>&b;</a>`, `<a><![CDATA[<]]><!-- c --></a>`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, part string) {
		data := zipped(t, "[Content_Types].xml", contentTypes(wordMain, "a.xml"), "a.xml", part)
		var out, again bytes.Buffer
		report, err := scrub.Clean(t.Context(), scrub.DOCX, strings.NewReader(data), int64(len(data)), &out)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := scrub.Clean(t.Context(), scrub.DOCX, bytes.NewReader(out.Bytes()), int64(out.Len()), &again); err != nil ||
			report.Cleaned && !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Fatalf("cleaned twice: %+v %v", second, err)
		}
	})
}
