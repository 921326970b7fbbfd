package corpus

import "strings"

// Calendars: an invitation says in words what it is, and stays attached.
func calendarMails() []Mail {
	ics := strings.Join([]string{
		"BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1", "SUMMARY:看现场\\, 红星村", "DTSTART;TZID=Asia/Shanghai:20260506T100000",
		"DTEND;TZID=Asia/Shanghai:20260506T113000", "LOCATION:村委会", "ORGANIZER;CN=\"张三\":mailto:a@b.cn", "DESCRIPTION:带上\\n账", " 本",
		"END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
	want := "看现场, 红星村\n2026-05-06 10:00 (Asia/Shanghai) – 2026-05-06 11:30\n村委会\n张三 <a@b.cn>\n带上\n账本"
	kind := "text/calendar; charset=utf-8; method=REQUEST"
	part := "Content-Type: " + kind + "\r\n\r\n" + ics
	names := []string{"part-1.ics"}
	from := []string{"text_from_attachment"}
	day := "BEGIN:VEVENT\r\nSUMMARY:x\r\nDTSTART;VALUE=DATE:20260506\r\nEND:VEVENT\r\n"
	return []Mail{
		{Name: "alone", Raw: Typed(kind, "8bit", ics), Text: want, Names: names, Data: []string{ics}, Reasons: from},
		{Name: "in a multipart", Raw: Mixed(part), Text: want, Names: names, Data: []string{ics}, Reasons: from},
		{Name: "beside text", Raw: Mixed(Plain("come"), part), Text: "come", Names: names, Data: []string{ics}},
		{Name: "as an alternative", Raw: Compose(Joined("x", Plain("come"), part), "Content-Type: multipart/alternative; boundary=x"), Text: "come", Names: names, Data: []string{ics}},
		{Name: "a file", Raw: Mixed(strings.Replace(part, "Content-Type: "+kind, "Content-Type: application/ics; name=invite.ics", 1)), Text: want, Names: []string{"invite.ics"}, Data: []string{ics}, Reasons: append([]string{"charset_missing"}, from...)},
		{Name: "a whole day", Raw: Typed("text/calendar", "7bit", day), Text: "x\n2026-05-06", Names: names, Data: []string{day}, Reasons: from},
		{Name: "without an event", Raw: Typed("text/calendar", "7bit", "BEGIN:VCALENDAR"), Text: "BEGIN:VCALENDAR", Names: names, Data: []string{"BEGIN:VCALENDAR"}, Reasons: from},
	}
}
