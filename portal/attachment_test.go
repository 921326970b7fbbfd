package portal_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"heed/models/scrub/sample"
)

func TestFilesAreKeptAfterAFault(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		fields := w.form(t, w.get(t, "/zh/report", 200), "text", "短")
		page := w.send(t, "/zh/report", fields, 422, upload{"small.txt", "收据"}, upload{"big.bin", strings.Repeat("大", 60_000)})
		if !strings.Contains(page.text(t), "small.txt") || !strings.Contains(page.text(t), "big.bin") {
			t.Fatalf("the files are not listed:\n%s", page.text(t))
		}
		next := w.form(t, page, "text", fields.Get("text")+"，后来补写的二十个字，够长了够长了够长了。")
		next.Set("drop", "0")
		tip, _ := w.stored(t, w.send(t, "/zh/report", next, 200, upload{"third.txt", "第三个"}).code(t))
		if tip.Files != 2 || tip.Bytes != 180_000+9 {
			t.Errorf("stored %d files of %d bytes", tip.Files, tip.Bytes)
		}
	})
}

func TestFileFaults(t *testing.T) {
	w := sqlite(t)
	small := make([]upload, 6)
	for i := range small {
		small[i] = upload{"f" + strconv.Itoa(i) + ".txt", "x"}
	}
	large := upload{"large.bin", strings.Repeat("x", 18<<20)}
	for _, test := range []struct {
		name   string
		files  []upload
		status int
		kept   int
		key    string
	}{
		{"six", small, 413, 5, "error.too_many_files"},
		{"empty", []upload{{"empty.txt", ""}, {"a.txt", "a"}}, 422, 1, "portal.error.file_empty"},
		{"a program", []upload{{"a.txt", "a"}, {"photo.jpg", "MZ\x90\x00" + strings.Repeat("\x00", 100_000)}, {"b.txt", "b"}}, 422, 2, "portal.error.file_type"},
		{"nothing known", []upload{{"a.txt", "a"}, {"photo.jpg", strings.Repeat("\x00", 100_000)}}, 422, 1, "portal.error.file_unknown"},
		{"with a password", []upload{{"a.txt", "a"}, {"locked.zip", lockedZip()}}, 422, 1, "portal.error.file_encrypted"},
		{"too large", []upload{{"a.txt", "a"}, {"huge.bin", strings.Repeat("x", 30<<20)}}, 413, 1, "error.file_too_large"},
		{"together", []upload{large, large, large}, 422, 2, "portal.error.files_total"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fields := w.form(t, w.get(t, "/zh/report", 200))
			page := w.send(t, "/zh/report", fields, test.status, test.files...)
			if want := w.message(t, "zh", test.key); !strings.Contains(page.faultAt(t, "files"), want) {
				t.Errorf("at the files: %q, not %q", page.faultAt(t, "files"), want)
			}
			if got := strings.Count(page.body, `name="drop"`); got != test.kept {
				t.Errorf("%d files are kept, not %d", got, test.kept)
			}
			if page.input(t, "text") != fields.Get("text") {
				t.Error("the text was lost")
			}
		})
	}
	if n := w.tips(t); n != 0 {
		t.Errorf("%d reports were stored", n)
	}
}

func TestKeptFilesCount(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", "短")
	page := w.send(t, "/zh/report", fields, 422, upload{"1", "a"}, upload{"2", "b"}, upload{"3", "c"}, upload{"4", "d"})
	page = w.send(t, "/zh/report", w.form(t, page), 422, upload{"5", "e"}, upload{"6", "f"})
	if want := w.message(t, "zh", "portal.error.files_count"); !strings.Contains(page.faultAt(t, "files"), want) {
		t.Errorf("at the files: %q", page.faultAt(t, "files"))
	}
	tip, _ := w.stored(t, w.send(t, "/zh/report", w.form(t, page, "text", sentence+sentence), 200).code(t))
	if tip.Files != 5 {
		t.Errorf("stored %d files", tip.Files)
	}
}

func TestParcelOfFiles(t *testing.T) {
	w := sqlite(t)
	page := w.send(t, "/zh/report", w.form(t, w.get(t, "/zh/report", 200), "text", "短"), 422, upload{"secret-name.txt", "收据"})
	parcel := page.input(t, "kept")
	t.Run("forged", func(t *testing.T) {
		forged := parcel[:40] + flip(parcel[40:41]) + parcel[41:]
		again := w.send(t, "/zh/report", w.form(t, w.get(t, "/zh/report", 200), "kept", forged), 422)
		if want := w.message(t, "zh", "portal.error.files_gone"); !strings.Contains(again.faultAt(t, "files"), want) {
			t.Errorf("at the files: %q", again.faultAt(t, "files"))
		}
	})
	t.Run("late", func(t *testing.T) {
		w.clock.add(2*time.Hour + time.Second)
		again := w.send(t, "/zh/report", w.form(t, w.get(t, "/zh/report", 200), "kept", parcel), 422)
		if again.faultAt(t, "files") == "" || strings.Contains(again.text(t), "secret-name") {
			t.Errorf("a parcel past its time: %q", again.faults(t))
		}
	})
}

func flip(s string) string {
	if s == "A" {
		return "B"
	}
	return "A"
}

// lockedZip is an archive whose one file needs a password.
func lockedZip() string {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "a.txt", Flags: 1, Method: zip.Store, CompressedSize64: 13, UncompressedSize64: 1})
	if err == nil {
		_, err = f.Write(make([]byte, 13))
	}
	if err != nil || w.Close() != nil {
		return ""
	}
	return out.String()
}

// TestAPhotoSentWithTheFormIsCleaned without any script; the form says what was
// taken out when it comes back.
func TestAPhotoSentWithTheFormIsCleaned(t *testing.T) {
	w := sqlite(t)
	photo := sample.Photo(200 << 10)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", "短")
	page := w.send(t, "/zh/report", fields, 422, upload{"现场.jpg", string(photo)}, upload{"票据.zip", plainZip(t)})
	for _, key := range []string{"trace.place", "trace.device", "cleaning.none"} {
		if want := w.message(t, "zh", key); !strings.Contains(page.text(t), want) {
			t.Errorf("the form does not say %q", want)
		}
	}
	given := w.send(t, "/zh/report", w.form(t, page, "text", sentence+sentence), 200)
	again := w.post(t, "/en/receipt", url.Values{"parcel": given.inputs(t, "parcel")[:1]}, 200)
	for lang, page := range map[string]*answer{"zh": given, "en": again} {
		for _, want := range []string{"现场.jpg", w.message(t, lang, "trace.place"), "票据.zip", w.message(t, lang, "cleaning.none")} {
			if !strings.Contains(page.text(t), want) {
				t.Errorf("the receipt in %s does not say %q", lang, want)
			}
		}
	}
	tip, parts := w.stored(t, given.code(t))
	if tip.Files != 2 {
		t.Errorf("%d files", tip.Files)
	}
	w.holdsPhoto(t, parts, photo)
}

func plainZip(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.Create("a.txt")
	must(t, err)
	_, err = f.Write([]byte("a"))
	must(t, errors.Join(err, w.Close()))
	return out.String()
}
