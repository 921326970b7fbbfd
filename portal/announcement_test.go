package portal_test

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"heed/models"
	"heed/models/store"
	"heed/portal"
)

// announce publishes the notice of the round.
func (w *world) announce(t testing.TB) string {
	t.Helper()
	must(t, w.store.Write(t.Context(), func(tx *store.Tx) error {
		return tx.SaveNotice(models.Notice{
			RoundID: w.round.ID, Published: true, Since: "2023-01-01", Phone: "0000-1234567", Mailbox: "xuncha@mail.example",
			Texts: []models.NoticeText{
				{Lang: "zh", Body: "三个巡察组进驻。\n欢迎反映。", Hours: "上午八点到十二点", Address: "人民路一号", Boxes: "大门右侧\n公开栏旁", Visit: "一楼 108 室", VisitHours: "下午三点到五点", Beyond: "诉讼\n邻里纠纷"},
				{Lang: "en", Body: "Three teams <have> come."},
			},
		}, 1)
	}))
	return strconv.FormatInt(w.round.ID, 10)
}

// says expects all of the texts on a page.
func (a *answer) says(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.text(t), text) {
			t.Errorf("the page does not say %q:\n%s", text, a.text(t))
		}
	}
}

// Issue 3, point 5: a page a notice, a list, and after closing where to turn.
func TestANoticeHasAPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := "/zh/notices/" + strconv.FormatInt(w.round.ID, 10)
		w.get(t, at, 404)
		if w.get(t, "/zh/", 200).links(t)[at] {
			t.Error("the front page leads to a notice that is not published")
		}
		w.announce(t)
		w.clock.add(time.Minute)
		page := w.get(t, at, 200)
		page.says(t, "测试轮次", "民政局", "三个巡察组进驻", "0000-1234567", "上午八点到十二点", "人民路一号", "大门右侧", "公开栏旁", "108", "下午三点", "xuncha@mail.example", "邻里纠纷", "2023年1月1日")
		for _, u := range w.round.Units {
			page.says(t, u.Name, u.Team.Name)
		}
		w.get(t, "/en/notices/"+strconv.FormatInt(w.round.ID, 10), 200).says(t, "Three teams <have> come.", "上午八点到十二点")
		w.get(t, "/zh/notices", 200).says(t, "测试轮次")
		if !w.get(t, "/zh/", 200).links(t)[at] || !w.get(t, "/zh/notices", 200).links(t)[at] {
			t.Error("nothing leads to the notice")
		}
		for _, missing := range []string{"999", "x", "-1"} {
			w.get(t, "/zh/notices/"+missing, 404)
		}
		w.clock.add(370 * 24 * time.Hour)
		closed := w.get(t, at, 200)
		closed.says(t, "停止受理", "12388", "12345", "信访局")
		if strings.Contains(closed.text(t), "0000-1234567") || closed.links(t)[at+"/poster"] {
			t.Error("after closing the page still names channels of the team")
		}
		w.get(t, at+"/poster", 404)
	})
}

// On paper stand the words, not what only a screen can do.
func TestANoticePrintsWithoutButtons(t *testing.T) {
	w := sqlite(t)
	b := chromium(t, w)
	b.open("/zh/notices/" + w.announce(t))
	const shown = `[...document.querySelectorAll("a, button")].filter(e => e.offsetParent !== null && e.closest("main, .leave")).length`
	if eval[int](b, shown) == 0 {
		t.Fatal("no link on the screen")
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	must(t, err)
	if n := eval[int](b, shown); n != 0 {
		t.Errorf("%d links or buttons on paper", n)
	}
	if text := eval[string](b, `document.body.innerText`); !strings.Contains(text, "0000-1234567") || !strings.Contains(text, "邻里纠纷") {
		t.Errorf("on paper: %s", text)
	}
}

func TestTheFeedOfNotices(t *testing.T) {
	w := sqlite(t)
	id := w.announce(t)
	for _, lang := range []string{"zh", "en"} {
		got := w.get(t, "/"+lang+"/notices.atom", 200)
		if kind := got.header.Get("Content-Type"); kind != "application/atom+xml; charset=utf-8" {
			t.Errorf("a feed of the type %s", kind)
		}
		var feed struct {
			XMLName struct{}  `xml:"http://www.w3.org/2005/Atom feed"`
			ID      string    `xml:"id"`
			Updated time.Time `xml:"updated"`
			Author  string    `xml:"author>name"`
			Entries []struct {
				ID      string    `xml:"id"`
				Title   string    `xml:"title"`
				Updated time.Time `xml:"updated"`
				Content string    `xml:"content"`
				Link    struct {
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		must(t, xml.Unmarshal([]byte(got.body), &feed))
		at := "https://tips.example/" + lang + "/notices/" + id
		if len(feed.Entries) != 1 || feed.Entries[0].ID != at || feed.Entries[0].Link.Href != at || feed.Entries[0].Updated.IsZero() || feed.Author == "" {
			t.Fatalf("the feed is %+v", feed)
		}
		if want := map[string]string{"zh": "三个巡察组进驻。\n欢迎反映。", "en": "Three teams <have> come."}[lang]; feed.Entries[0].Content != want {
			t.Errorf("the entry says %q", feed.Entries[0].Content)
		}
	}
}

func TestTheCalendarOfClosingTimes(t *testing.T) {
	w := sqlite(t)
	id := w.announce(t)
	got := w.get(t, "/zh/notices.ics", 200)
	cal, err := ics.ParseCalendar(strings.NewReader(got.body))
	must(t, err)
	if len(cal.Events()) != 1 {
		t.Fatalf("%d events", len(cal.Events()))
	}
	event := cal.Events()[0]
	end, err := event.GetEndAt()
	must(t, err)
	if !end.Equal(w.round.AcceptUntil.Truncate(time.Second)) || event.Id() != "https://tips.example/zh/notices/"+id {
		t.Errorf("closes at %s, not %s; %s", end, w.round.AcceptUntil, event.Id())
	}
	if summary := event.GetProperty(ics.ComponentPropertySummary).Value; !strings.Contains(summary, "测试轮次") {
		t.Errorf("the event is called %s", summary)
	}
	if strings.Count(got.body, "\n") != strings.Count(got.body, "\r\n") {
		t.Error("lines that do not end in CRLF")
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(got.body, "\r\n"), "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes (RFC 5545 has 75)", len(line))
		}
	}
}

func TestThePosterOfANotice(t *testing.T) {
	w := sqlite(t)
	id := w.announce(t)
	all, one := w.get(t, "/zh/notices/"+id+"/poster", 200), w.get(t, "/zh/notices/"+id+"/poster?unit="+unit(w, 1), 200)
	english := w.get(t, "/en/notices/"+id+"/poster", 200)
	for _, pdf := range []*answer{all, one, english} {
		if pdf.header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix([]byte(pdf.body), []byte("%PDF-")) || len(pdf.body) > 300<<10 {
			t.Errorf("no poster: %s, %d bytes", pdf.header.Get("Content-Type"), len(pdf.body))
		}
	}
	if all.body == one.body || all.body == english.body {
		t.Error("every poster is the same")
	}
	if again := w.get(t, "/zh/notices/"+id+"/poster?unit=999", 200); again.body != all.body {
		t.Error("a unit that is none makes another poster")
	}
}

// Without a script "leave quickly" is a link to a page that names nothing here.
func TestLeaveQuicklyIsALink(t *testing.T) {
	w := sqlite(t)
	for _, at := range []string{"/", "/start", "/report", "/status", "/danger", "/notices", "/nowhere"} {
		status := map[string]int{"/nowhere": 404}[at]
		if page := w.get(t, "/zh"+at, max(status, 200)); !page.links(t)["/zh/seasons"] {
			t.Errorf("%s has no way out", at)
		}
	}
	calm := w.get(t, "/zh/seasons", 200)
	for _, word := range []string{"巡察", "举报", "反映", w.message(t, "zh", "site.name")} {
		if strings.Contains(calm.text(t), word) {
			t.Errorf("the calendar says %s", word)
		}
	}
	if len(calm.links(t)) != 0 {
		t.Error("the calendar leads back")
	}
}

func TestLeaveQuicklyCanLeadElsewhere(t *testing.T) {
	w := sqlite(t, func(o *portal.Options) { o.LeaveURL = "https://weather.example/" })
	got := w.get(t, "/zh/seasons", http.StatusSeeOther)
	if to := got.header.Get("Location"); to != "https://weather.example/" || got.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("leads to %s", to)
	}
}
