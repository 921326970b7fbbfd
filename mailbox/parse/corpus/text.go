package corpus

func alternatives(parts ...string) string {
	return Compose(Joined("x", parts...), `Content-Type: multipart/alternative; boundary="x"`)
}

// HTML is a part of markup in UTF-8.
func HTML(page string) string {
	return "Content-Type: text/html; charset=utf-8\r\n\r\n" + page
}

func page(name, html, want string) Mail {
	return Mail{Name: name, Raw: Compose(html, "Content-Type: text/html; charset=utf-8"), Text: want}
}

// Which part is the text, and what HTML says.
func textMails() []Mail {
	long := "<p>" + SaidHan + SaidHan + SaidHan + SaidHan + SaidHan + "</p>"
	return []Mail{
		{Name: "alternative: the plain one", Raw: alternatives(Plain("plain text"), HTML("<b>plain text</b>")), Text: "plain text"},
		{Name: "alternative: HTML only", Raw: alternatives(HTML("<p>rich</p>")), Text: "rich"},
		{Name: "alternative: plain is blank", Raw: alternatives(Plain(" \r\n\r\n"), HTML("<p>rich</p>")), Text: "rich"},
		{Name: "alternative: plain is a stub", Raw: alternatives(Plain("Please view in HTML."), HTML(long)), Text: SaidHan + SaidHan + SaidHan + SaidHan + SaidHan},
		{Name: "alternative in the wrong order", Raw: alternatives(HTML("<p>rich</p>"), Plain("plain text")), Text: "plain text"},
		{
			Name: "alternative with related pictures",
			Raw:  alternatives(Plain("plain text"), "Content-Type: multipart/related; boundary=y\r\n\r\n"+Joined("y", HTML("<img src=cid:1>"), "Content-Type: image/png; name=a.png\r\nContent-ID: <1>\r\n\r\nx")),
			Text: "plain text", Names: []string{"a.png"}, Data: []string{"x"},
		},
		{
			Name: "alternative with an attachment inside, as a Mac sends it",
			Raw:  alternatives(Plain("plain text"), "Content-Type: multipart/mixed; boundary=y\r\n\r\n"+Joined("y", HTML("plain text"), File("inline; filename=a.pdf", "x"))),
			Text: "plain text", Names: []string{"a.pdf"}, Data: []string{"x"},
		},
		page("HTML without tags", "line one\r\nline two &amp; three", "line one\nline two & three"),
		page("paragraphs and breaks", "<html><body><p>a<br>b</p><p>c</p><div>d</div>e</body></html>", "a\nb\n\nc\n\nd\ne"),
		page("white space", "<p>a \r\n  b&nbsp;&nbsp;c</p>", "a b c"),
		page("a link", `see <a href="http://x.cn/a?b=1&amp;c=2">the page</a>.`, "see the page <http://x.cn/a?b=1&c=2>."),
		page("a link that shows itself", `<a href="http://x.cn/">x.cn</a>`, "x.cn"),
		page("a script link", `<a href="javascript:alert(1)">go</a>`, "go"),
		page("scripts and styles", "<style>p{}</style><script>var a='<p>no'</script><title>no</title>yes", "yes"),
		page("a style that is not closed", "<p>yes</p><style>p{", "yes"),
		page("lists and tables", "<ul><li>a<li>b</ul><table><tr><td>c<td>d</tr><tr><td>e</table>", "- a\n- b\n\nc d\ne"),
		page("pre", "<pre>a\n  b</pre>c", "a\n  b\n\nc"),
		page("pictures say what they show", `<img alt="车牌" src="http://spy.cn/p.gif">end`, "[车牌]end"),
		{
			Name: "pictures inside the page", Raw: Compose(`<p>see<img src="data:image/png;base64,`+Base64("picture")+`"><img src='data:image/svg+xml,<svg/>'>`, "Content-Type: text/html"),
			Text: "see", Names: []string{"part-1.png"}, Data: []string{"picture"},
		},
		page("entities", "&lt;b&gt; &#20013; &#x6587; &copy;", "<b> 中 文 ©"),
		page("broken tags", "<p<b>a</b <i>b</p>c < d", "ab\n\nc < d"),
		page("a tag that is not closed", "<p>wages <b were never paid", "wages <b were never paid"),
		page("comments", "a<!-- no -->b<!-- never closed", "ab"),
		page("Word's own", "<o:p></o:p><![if !mso]>a<![endif]><p class=MsoNormal>b</p>", "a\n\nb"),
		{Name: "flowed", Raw: Compose("one \r\ntwo\r\nthree\r\n-- \r\nme", "Content-Type: text/plain; format=flowed"), Text: "one two\nthree\n-- \nme"},
		{Name: "flowed, the blank deleted", Raw: Compose("我反映 \r\n红星村。\r\n> 引 \r\n> 文\r\n stuffed", "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"), Text: "我反映红星村。\n> 引 \n> 文\nstuffed"},
		{Name: "line ends", Raw: Compose("a\r\nb\nc\rd\fe", "Content-Type: text/plain"), Text: "a\nb\nc\nd\ne"},
		{Name: "controls", Raw: Compose("a\x01\x1b[31mb\x7f", "Content-Type: text/plain"), Text: "a[31mb"},
		{Name: "Content-Type: text", Raw: Compose("abc", "Content-Type: text"), Text: "abc", Reasons: []string{"type_damaged"}},
		{Name: "an unreadable type", Raw: Compose("abc", "Content-Type: ///;;"), Text: "abc", Reasons: []string{"type_damaged"}},
		{Name: "text that is bytes", Raw: Compose("\x01\x02\x03\x04\x05\x06\xff\xfe\x07\x08", "Content-Type: text/plain; charset=utf-8"), Names: []string{"part-1.bin"}, Reasons: []string{"charset_damaged", "text_binary"}, Data: []string{"\x01\x02\x03\x04\x05\x06\xff\xfe\x07\x08"}},
	}
}
