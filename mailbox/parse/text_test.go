package parse

import "testing"

// Which part is the text, and what HTML says.
func TestTexts(t *testing.T) { runSamples(t, textSamples()) }

func alternatives(parts ...string) string {
	return mail(joined("x", parts...), `Content-Type: multipart/alternative; boundary="x"`)
}

func markup(page string) string {
	return "Content-Type: text/html; charset=utf-8\r\n\r\n" + page
}

func page(name, html, want string) sample {
	return sample{name: name, raw: mail(html, "Content-Type: text/html; charset=utf-8"), text: want}
}

func textSamples() []sample {
	long := "<p>" + saidHan + saidHan + saidHan + saidHan + saidHan + "</p>"
	return []sample{
		{name: "alternative: the plain one", raw: alternatives(plain("plain text"), markup("<b>plain text</b>")), text: "plain text"},
		{name: "alternative: HTML only", raw: alternatives(markup("<p>rich</p>")), text: "rich"},
		{name: "alternative: plain is blank", raw: alternatives(plain(" \r\n\r\n"), markup("<p>rich</p>")), text: "rich"},
		{name: "alternative: plain is a stub", raw: alternatives(plain("Please view in HTML."), markup(long)), text: saidHan + saidHan + saidHan + saidHan + saidHan},
		{name: "alternative in the wrong order", raw: alternatives(markup("<p>rich</p>"), plain("plain text")), text: "plain text"},
		{
			name: "alternative with related pictures",
			raw:  alternatives(plain("plain text"), "Content-Type: multipart/related; boundary=y\r\n\r\n"+joined("y", markup("<img src=cid:1>"), "Content-Type: image/png; name=a.png\r\nContent-ID: <1>\r\n\r\nx")),
			text: "plain text", names: []string{"a.png"},
		},
		{
			name: "alternative with an attachment inside, as a Mac sends it",
			raw:  alternatives(plain("plain text"), "Content-Type: multipart/mixed; boundary=y\r\n\r\n"+joined("y", markup("plain text"), file("inline; filename=a.pdf", "x"))),
			text: "plain text", names: []string{"a.pdf"},
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
			name: "pictures inside the page", raw: mail(`<p>see<img src="data:image/png;base64,`+b64("picture")+`"><img src='data:image/svg+xml,<svg/>'>`, "Content-Type: text/html"),
			text: "see", names: []string{"part-1.png"}, data: []string{"picture"},
		},
		page("entities", "&lt;b&gt; &#20013; &#x6587; &copy;", "<b> 中 文 ©"),
		page("broken tags", "<p<b>a</b <i>b</p>c < d", "ab\n\nc < d"),
		page("a tag that is not closed", "<p>wages <b were never paid", "wages <b were never paid"),
		page("comments", "a<!-- no -->b<!-- never closed", "ab"),
		page("Word's own", "<o:p></o:p><![if !mso]>a<![endif]><p class=MsoNormal>b</p>", "a\n\nb"),
		{name: "flowed", raw: mail("one \r\ntwo\r\nthree\r\n-- \r\nme", "Content-Type: text/plain; format=flowed"), text: "one two\nthree\n-- \nme"},
		{name: "flowed, the blank deleted", raw: mail("我反映 \r\n红星村。\r\n> 引 \r\n> 文\r\n stuffed", "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"), text: "我反映红星村。\n> 引 \n> 文\nstuffed"},
		{name: "line ends", raw: mail("a\r\nb\nc\rd\fe", "Content-Type: text/plain"), text: "a\nb\nc\nd\ne"},
		{name: "controls", raw: mail("a\x01\x1b[31mb\x7f", "Content-Type: text/plain"), text: "a[31mb"},
		{name: "Content-Type: text", raw: mail("abc", "Content-Type: text"), text: "abc", reasons: []Reason{TypeDamaged}},
		{name: "an unreadable type", raw: mail("abc", "Content-Type: ///;;"), text: "abc", reasons: []Reason{TypeDamaged}},
		{name: "text that is bytes", raw: mail("\x01\x02\x03\x04\x05\x06\xff\xfe\x07\x08", "Content-Type: text/plain; charset=utf-8"), names: []string{"part-1.bin"}, reasons: []Reason{TextBinary}},
	}
}

// Two texts in a row are both kept.
func TestTextsInSequence(t *testing.T) {
	m := Message([]byte(mixed(plain("one"), markup("<p>two</p>"), plain("three"))), Limits{})
	if m.Text != "one\n\ntwo\n\nthree" {
		t.Errorf("text %q", m.Text)
	}
}
