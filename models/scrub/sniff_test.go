package scrub_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"heed/models"
	"heed/models/scrub"
)

const (
	village = "村里的路修了三年还没有修好，钱去哪了？张三说五万元。\n"
	ole     = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
)

func TestTypeIsToldByContent(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Repeat(village, 200))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data string
		want scrub.Type
	}{
		{"a picture called a document.docx", "\xff\xd8\xff\xe0\x00\x10JFIF\x00", scrub.JPEG},
		{"png", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", scrub.PNG},
		{"webp", "RIFF\x04\x00\x00\x00WEBP", scrub.WebP},
		{"wav", "RIFF\x04\x00\x00\x00WAVE", scrub.WAV},
		{"heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", scrub.HEIC},
		{"heic of a phone that names mif1 first", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", scrub.HEIC},
		{"voice memo", "\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00isom", scrub.M4A},
		{"film", "\x00\x00\x00\x14ftypisom\x00\x00\x00\x00mp42", scrub.MP4},
		{"sound under the brand of films", "\x00\x00\x00\x14ftypisom\x00\x00\x00\x00mp42" + movie("soun"), scrub.M4A},
		{"film under the brand of sound", "\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00mp42" + movie("vide"), scrub.MP4},
		{"mp3 with a tag", "ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x00", scrub.MP3},
		{"mp3 without", strings.Repeat("\xff\xfb\x90\x00"+strings.Repeat("\x55", 413), 3), scrub.MP3},
		{"pdf", "%PDF-1.4\n", scrub.PDF},
		{"pdf behind what a mail program left", "Content: x\r\n\r\n%PDF-1.4\n", scrub.PDF},
		{"docx", office(t, "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"), scrub.DOCX},
		{"xlsx", office(t, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), scrub.XLSX},
		{"pptx", office(t, "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"), scrub.PPTX},
		{"package of no Office", office(t, "application/x-other"), scrub.Zip},
		{"zip", zipped(t, "a.txt", village), scrub.Zip},
		{"zip cut short", zipped(t, "a.txt", village)[:40], scrub.Zip},
		{"text", village, scrub.Text},
		{"text cut in a character", village[:10], scrub.Text},
		{"text with a replacement character", "a\ufffdb", scrub.Text},
		{"text in GB18030", gb, scrub.Text},
		{"text in UTF-16", "\xff\xfe" + wide(village), scrub.Text},
		{"text in UTF-16 without a mark", wide("hello, hello, hello, " + village), scrub.Text},
		{"text that begins like a program", "MZ, who is he? " + village, scrub.Text},
		{"text with commas", "name,sum\nZhang,1\nLi,2\n", scrub.Text},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := sniff(c.data)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestWhatIsNotAllowedIsNamed(t *testing.T) {
	for _, c := range []struct{ name, data, found string }{
		{"program", "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00", "exe"},
		{"page", "<!DOCTYPE html><html><script>alert(1)</script>", "html"},
		{"page behind blanks", "  \n<html>", "html"},
		{"page in UTF-16", "\xff\xfe" + wide("<html><body>"), "html"},
		{"page with the mark of a PDF", "<html><!-- %PDF-1.4 -->", "html"},
		{"vector picture", `<svg xmlns="http://www.w3.org/2000/svg"/>`, "svg"},
		{"vector picture behind a declaration", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, "svg"},
		{"rich text", `{\rtf1\ansi hello}`, "rtf"},
		{"rar", "Rar!\x1a\x07\x01\x00\x00\x00", "rar"},
		{"7z", "7z\xbc\xaf\x27\x1c\x00\x04", "7z"},
		{"gif", "GIF89a\x01\x00\x01\x00\x00", "gif"},
		{"old Office", ole + strings.Repeat("\x00", 1024), "doc"},
		{"film of another kind", "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "mov"},
		{"picture of another kind", "\x00\x00\x00\x14ftypavif\x00\x00\x00\x00mif1", "avif"},
		{"document with macros", office(t, "application/vnd.ms-word.document.macroEnabled.main+xml"), "docm"},
		{"workbook with macros", office(t, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "xlsm"},
		{"phone program", zipped(t, "AndroidManifest.xml", "x"), "apk"},
		{"Java program", zipped(t, "META-INF/MANIFEST.MF", "x"), "jar"},
		{"noise", "\x01\x02\x03\x04\x05\x06\x07\x08", ""},
		{"text with a zero", "abc\x00def, and more", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := sniff(c.data)
			if !errors.Is(err, scrub.ErrType) {
				t.Fatalf("got %q, %v; want ErrType", got, err)
			}
			var refused *models.Error
			if !errors.As(err, &refused) || refused.Kind != models.KindInvalid {
				t.Fatalf("%v is no models.Error of KindInvalid", err)
			}
			if found, _ := refused.Args["found"].(string); found != c.found {
				t.Errorf("found %q, want %q", found, c.found)
			}
		})
	}
}

func TestWhatNeedsAPasswordIsRefused(t *testing.T) {
	for name, data := range map[string]string{
		"zip":    locked(zipped(t, "a.txt", village)),
		"Office": encryptedPackage(),
	} {
		if got, err := sniff(data); !errors.Is(err, scrub.ErrEncrypted) {
			t.Errorf("%s: got %q, %v; want ErrEncrypted", name, got, err)
		}
	}
}

func TestEmptyIsRefused(t *testing.T) {
	var empty bytes.Buffer
	if err := zip.NewWriter(&empty).Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"file": "", "zip": empty.String()} {
		if got, err := sniff(data); !errors.Is(err, scrub.ErrEmpty) {
			t.Errorf("%s: got %q, %v; want ErrEmpty", name, got, err)
		}
	}
}

// A disk that fails is not the reporter's fault.
func TestAReaderThatFailsIsInternal(t *testing.T) {
	for size := range int64(5) {
		_, err := scrub.Sniff(failing{}, 1<<(10+size), "a.jpg")
		if models.KindOf(err) != models.KindInternal || !errors.Is(err, errDisk) {
			t.Errorf("got %v", err)
		}
	}
}

func TestEveryTypeHasANameAndAnEnding(t *testing.T) {
	if len(scrub.Types()) != 15 {
		t.Errorf("%d types", len(scrub.Types()))
	}
	for _, one := range scrub.Types() {
		if !strings.Contains(one.MediaType(), "/") || one.Ext() != "."+string(one) {
			t.Errorf("%s: %q %q", one, one.MediaType(), one.Ext())
		}
	}
	if other := scrub.Type("exe"); other.MediaType() != "" || other.Ext() != "" || other.Cleans() {
		t.Error("a type that is none has a name")
	}
}

var errDisk = errors.New("the disk fails")

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func sniff(data string) (scrub.Type, error) {
	return scrub.Sniff(strings.NewReader(data), int64(len(data)), "photo.jpg")
}

func wide(s string) string {
	var b strings.Builder
	for _, c := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(c))
		b.WriteByte(byte(c >> 8))
	}
	return b.String()
}

func boxed(name, body string) string {
	n := len(body) + 8
	return string([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) + name + body
}

// movie is a film's index with one track of a kind.
func movie(kind string) string {
	handler := boxed("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00"+kind+strings.Repeat("\x00", 13))
	return boxed("moov", boxed("trak", boxed("mdia", handler)))
}

func zipped(t testing.TB, pairs ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		member, err := w.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(member, pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func office(t testing.TB, mainType string) string {
	t.Helper()
	return zipped(t, "[Content_Types].xml",
		`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x/main.xml" ContentType="`+
			mainType+`"/></Types>`, "x/main.xml", "<x/>")
}

// locked sets the bit of encryption of the first member, in its head and in the list.
func locked(archive string) string {
	b := []byte(archive)
	b[6] |= 1
	b[bytes.Index(b, []byte("PK\x01\x02"))+8] |= 1
	return string(b)
}

// encryptedPackage is a container with the directory entry that Office writes.
func encryptedPackage() string {
	name := wide("EncryptedPackage")
	entry := name + strings.Repeat("\x00", 64-len(name)) + string([]byte{byte(len(name) + 2), 0, 2})
	return ole + strings.Repeat("\x00", 1024-len(ole)) + entry + strings.Repeat("\x00", 128-len(entry))
}
