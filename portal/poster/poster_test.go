package poster_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"heed/portal/poster"
	"heed/static"
)

func sample() poster.Poster {
	return poster.Poster{
		Tag: "zh-Hans", Office: "青禾县委巡察办（演示）", Title: "向巡察组反映情况", Round: "青禾县委首轮巡察（演示）", Inspect: "这次巡察的单位",
		Units: []string{"青禾县民政局（虚构）", "青禾县环境保护局（虚构）", "青禾县稻香镇（虚构）"}, Until: "受理截止", Closing: "2026年12月23日 17:30",
		Link: "https://report.qinghe.example/zh/report?unit=3", Scan: "手机扫一扫就能反映",
		Promise: []string{"不用登录，不用留姓名。", "您写的内容一提交就加锁，被反映的单位看不到。", "本站不记录您的网络地址和手机型号。"},
		Reach:   "也可以", Made: time.Date(2026, 3, 9, 2, 0, 0, 0, time.UTC),
		Ways: []poster.Way{
			{"打电话", "0000-1234567", "工作日 上午 8:00—12:00，下午 2:30—5:30"},
			{"写信", "青禾县人民路1号县委巡察组 收", ""},
			{"投意见箱", "民政局大门右侧；环境保护局办事大厅门口；稻香镇政府公开栏旁", ""},
			{"当面说", "青禾宾馆一楼 108 室", "工作日 上午 9:00—11:30"},
			{"发邮件", "xuncha@qinghe.example", ""},
		},
		Beyond: "打官司、邻里纠纷、个人诉求不归巡察组管，请找法院、司法所、信访局，或打 12345。有危险请打 110。",
	}
}

func draw(t testing.TB, p poster.Poster) []byte {
	t.Helper()
	font, err := static.Font()
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := poster.Draw(p, font)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("HEED_SHOTS"); dir != "" { // for a person to look at
		if err := os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".pdf"), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return pdf
}

var (
	streamForm = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	drawnForm  = regexp.MustCompile(`(?m)^(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re f`)
)

// page is what the page draws, in the words of PDF.
func page(t testing.TB, pdf []byte) string {
	t.Helper()
	for _, found := range streamForm.FindAllSubmatch(pdf, -1) {
		unpack, err := zlib.NewReader(bytes.NewReader(found[1]))
		if err != nil {
			continue
		}
		if text, err := io.ReadAll(unpack); err == nil && bytes.Contains(text, []byte(" re f")) {
			return string(text)
		}
	}
	t.Fatal("no page in the PDF")
	return ""
}

// scanned reads the QR code off the squares that the page draws.
func scanned(t testing.TB, pdf []byte) string {
	t.Helper()
	const dots = 3 // a point
	img := image.NewGray(image.Rect(0, 0, 596*dots, 842*dots))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	black := false
	for line := range strings.Lines(page(t, pdf)) {
		if strings.Contains(line, " g\n") || strings.Contains(line, " rg\n") {
			black = strings.HasPrefix(line, "0.000 g") || strings.HasPrefix(line, "0.000 0.000 0.000 rg")
		}
		if m := drawnForm.FindStringSubmatch(line); m != nil && black {
			var v [4]float64
			for i := range v {
				v[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			for y := 842 - v[1]; y < 842-v[1]-v[3]; y += 1.0 / dots {
				for x := v[0]; x < v[0]+v[2]; x += 1.0 / dots {
					img.SetGray(int(x*dots), int(y*dots), color.Gray{})
				}
			}
		}
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		t.Fatal(err)
	}
	return read.GetText()
}

func TestAPoster(t *testing.T) {
	one := sample()
	one.Units = one.Units[2:]
	long := sample()
	long.Ways[2].At = strings.Repeat("某村公开栏旁；", 40)
	long.Units = append(long.Units, "青禾县教育局（虚构）", "青禾县卫生健康局（虚构）", "青禾县水务局（虚构）", "𠮷祥镇")
	english := sample()
	english.Tag, english.Title, english.Round, english.Inspect = "en", "Report to the inspection team", "Qinghe County, first round", "Units inspected in this round"
	english.Units = []string{"Daoxiang Town, Qinghe County"}
	for name, p := range map[string]poster.Poster{"all": sample(), "one": one, "long": long, "english": english} {
		t.Run(name, func(t *testing.T) {
			pdf := draw(t, p)
			if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) || bytes.Count(pdf, []byte("/Type /Page\n")) != 1 {
				t.Error("no PDF of one page")
			}
			if len(pdf) > 300<<10 {
				t.Errorf("%d bytes", len(pdf))
			}
			if n := bytes.Count(pdf, []byte("/FontFile2")); n != 1 || !bytes.Contains(pdf, []byte("/Identity-H")) || !bytes.Contains(pdf, []byte("/ToUnicode")) {
				t.Errorf("%d fonts are embedded", n)
			}
			if got := scanned(t, pdf); got != p.Link {
				t.Errorf("the code says %q, not %q", got, p.Link)
			}
		})
	}
}

func TestTheSamePosterIsTheSameFile(t *testing.T) {
	if !bytes.Equal(draw(t, sample()), draw(t, sample())) {
		t.Error("two drawings differ")
	}
}

func TestWhatDoesNotFitIsRefused(t *testing.T) {
	font, err := static.Font()
	if err != nil {
		t.Fatal(err)
	}
	p := sample()
	p.Beyond = strings.Repeat("不受理的事项很多。", 900)
	if _, err := poster.Draw(p, font); !errors.Is(err, poster.ErrFull) {
		t.Errorf("drawn on one page: %v", err)
	}
}
