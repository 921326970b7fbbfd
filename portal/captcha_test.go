package portal_test

import (
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const minutes = 2 * time.Minute

func TestCaptchaBelongsToOneSending(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	w.send(t, "/zh/report", fields, 200).code(t)
	fields.Set("name", "老李")
	again := w.send(t, "/zh/report", fields, 422)
	if want := w.message(t, "zh", "captcha.stored"); again.faultAt(t, "captcha") == "" || !strings.Contains(again.faultAt(t, "captcha"), want) {
		t.Errorf("a used token: %q", again.faultAt(t, "captcha"))
	}
	if again.input(t, "token") == fields.Get("token") || again.input(t, "captcha") != "" {
		t.Error("the used token came back")
	}
	if n := w.tips(t); n != 1 {
		t.Errorf("%d reports were stored, not one", n)
	}
	w.send(t, "/zh/report", w.form(t, again), 200).code(t)
}

// A reload, the way back or a second click sends the same form again.
func TestTheSameFormAgainShowsTheSameReceipt(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "name", "老李")
	file := upload{"big.bin", strings.Repeat("x", 300_000)}
	code := w.send(t, "/zh/report", fields, 200, file).code(t)
	blobs := len(w.blobNames(t))
	for _, path := range []string{"/zh/report", "/en/report"} {
		if again := w.send(t, path, fields, 200, file).code(t); again != code {
			t.Errorf("another receipt: %s", path)
		}
	}
	if n := w.tips(t); n != 1 {
		t.Errorf("%d reports were stored, not one", n)
	}
	if n := len(w.blobNames(t)); n != blobs {
		t.Errorf("%d blobs, not %d", n, blobs)
	}
	for _, name := range []string{"text", "unit_text", "category", "name", "contact"} {
		other := maps.Clone(fields)
		other.Set(name, map[bool]string{true: "other", false: sentence}[name == "category"])
		w.send(t, "/zh/report", other, 422, file)
	}
	w.send(t, "/zh/report", fields, 422, upload{"big.bin", strings.Repeat("y", 300_000)})
	w.send(t, "/zh/report", fields, 422)
}

func TestTwoClicksShowOneReceipt(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	var both sync.WaitGroup
	var codes [2]string
	for i := range codes {
		both.Go(func() { codes[i] = w.send(t, "/zh/report", fields, 200).code(t) })
	}
	both.Wait()
	if codes[0] != codes[1] || w.tips(t) != 1 {
		t.Error("two clicks gave two receipts")
	}
}

func TestWrongCaptchaUsesTheTokenUp(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	right := fields.Get("captcha")
	fields.Set("captcha", wrong(right))
	page := w.send(t, "/zh/report", fields, 422)
	if want := w.message(t, "zh", "captcha.wrong"); !strings.Contains(page.faultAt(t, "captcha"), want) {
		t.Errorf("a wrong answer: %q", page.faultAt(t, "captcha"))
	}
	if page.input(t, "text") != fields.Get("text") {
		t.Error("the text was lost")
	}
	fields.Set("captcha", right)
	w.send(t, "/zh/report", fields, 422)
	if n := w.tips(t); n != 0 {
		t.Errorf("%d reports were stored", n)
	}
}

// wrong is six digits that are not these.
func wrong(digits string) string {
	return string('0'+(digits[0]-'0'+1)%10) + digits[1:]
}

func TestExpiredCaptcha(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/en/report", 200))
	w.clock.add(3 * time.Hour)
	page := w.send(t, "/en/report", fields, 422)
	if want := w.message(t, "en", "captcha.expired"); !strings.Contains(page.faultAt(t, "captcha"), want) {
		t.Errorf("an expired token: %q", page.faultAt(t, "captcha"))
	}
	w.send(t, "/en/report", w.form(t, page), 200).code(t)
}

func TestForgedTokenLeavesNoFile(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	fields.Set("token", strings.Repeat("A", 76))
	page := w.send(t, "/zh/report", fields, 422, upload{"big", strings.Repeat("x", 300_000)})
	if page.faultAt(t, "captcha") == "" || len(page.inputs(t, "kept")) != 0 {
		t.Errorf("a forged token: %q", page.faults(t))
	}
	if names := w.blobNames(t); len(names) != 0 {
		t.Errorf("files are left: %v", names)
	}
}

func TestAnotherFaultKeepsThePicture(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", "短")
	page := w.send(t, "/zh/report", fields, 422)
	if page.input(t, "token") != fields.Get("token") || page.input(t, "captcha") != fields.Get("captcha") {
		t.Error("the picture must be solved twice")
	}
	w.send(t, "/zh/report", w.form(t, page), 200).code(t)
}

func TestAnotherPicture(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200), "text", "写到一半", "another", "picture")
	page := w.send(t, "/zh/report", fields, 200)
	if page.input(t, "token") == fields.Get("token") || page.input(t, "text") != "写到一半" || page.input(t, "captcha") != "" {
		t.Error("another picture must keep the text and nothing of the old picture")
	}
	if page.faults(t) != "" {
		t.Errorf("faults %q", page.faults(t))
	}
}

func TestPictureOfAForgedToken(t *testing.T) {
	w := sqlite(t)
	w.get(t, "/zh/captcha/nonsense/picture", 422)
	w.get(t, "/zh/captcha/nonsense/sound", 422)
}

func TestSoundInParts(t *testing.T) {
	w := sqlite(t)
	path := "/zh/captcha/" + w.get(t, "/zh/report", 200).input(t, "token") + "/sound"
	whole := w.get(t, path, 200)
	for asked, want := range map[string]string{
		"bytes=0-1": whole.body[:2], "bytes=100-199": whole.body[100:200], "bytes=-3": whole.body[len(whole.body)-3:],
	} {
		part := w.get(t, path, 206, "Range", asked)
		if part.body != want || !strings.HasSuffix(part.header.Get("Content-Range"), "/"+strconv.Itoa(len(whole.body))) {
			t.Errorf("%s: %d bytes, %s", asked, len(part.body), part.header.Get("Content-Range"))
		}
	}
	for _, asked := range []string{"bytes=900000000-", "lines=1-2", "bytes=0-1,5-6", "nonsense"} {
		if part := w.get(t, path, 200, "Range", asked); part.body != whole.body {
			t.Errorf("%s: not the whole", asked)
		}
	}
}
