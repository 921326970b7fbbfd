package quote_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"heed/models/quote"
)

// shown is a text with what is quoted in brackets.
func shown(text string) string {
	var b strings.Builder
	for _, p := range quote.Split(text) {
		if p.Quoted {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestWhatIsQuoted(t *testing.T) {
	for what, c := range map[string]struct{ text, want string }{
		"nothing":             {"", ""},
		"no quotation":        {"村里的钱没有了。\n请查。\n", "村里的钱没有了。\n请查。\n"},
		"levels":              {"是的。\n\n> 是谁？\n>> 你好\n> \n", "是的。\n\n[> 是谁？\n>> 你好\n> \n]"},
		"between":             {"> 何时？\n\n三月。\n> 谁？\n李某。", "[> 何时？\n]\n三月。\n[> 谁？\n]李某。"},
		"blank lines within":  {"x\n> a\n\n> b\n\ny", "x\n[> a\n\n> b\n]\ny"},
		"gmail":               {"Yes.\n\nOn Mon, 2 Mar 2026 at 09:00, Office <o@x.cn> wrote:\n\n> When?\n", "Yes.\n\n[On Mon, 2 Mar 2026 at 09:00, Office <o@x.cn> wrote:\n\n> When?\n]"},
		"broken gmail":        {"Yes.\nOn Mon, 2 Mar 2026 at 09:00, The Office <\no@x.cn> wrote:\n> When?\n", "Yes.\n[On Mon, 2 Mar 2026 at 09:00, The Office <\no@x.cn> wrote:\n> When?\n]"},
		"gmail in Chinese":    {"三月。\nOffice <o@x.cn> 于2026年3月2日周一 09:00写道：\n\n> 何时？\n", "三月。\n[Office <o@x.cn> 于2026年3月2日周一 09:00写道：\n\n> 何时？\n]"},
		"apple":               {"三月。\n\n在 2026年3月2日，上午9:00，巡察办 <o@x.cn> 写道：\n\n何时？\n", "三月。\n\n[在 2026年3月2日，上午9:00，巡察办 <o@x.cn> 写道：\n\n何时？\n]"},
		"163":                 {"三月。\r\n\r\nAt 2026-03-02 09:00:00, \"office\" <o@x.cn> wrote:\r\n\r\n何时？\r\n", "三月。\r\n\r\n[At 2026-03-02 09:00:00, \"office\" <o@x.cn> wrote:\r\n\r\n何时？\r\n]"},
		"163 in Chinese":      {"三月。\n在 2026-03-02 09:00:00，\"office\" <o@x.cn> 写道：\n何时？\n", "三月。\n[在 2026-03-02 09:00:00，\"office\" <o@x.cn> 写道：\n何时？\n]"},
		"163 since":           {"三月。\n\n---- 回复的原邮件 ----\n| 发件人 | 巡察办 |\n何时？\n", "三月。\n\n[---- 回复的原邮件 ----\n| 发件人 | 巡察办 |\n何时？\n]"},
		"QQ":                  {"三月。\n\n\n------------------\u00a0原始邮件\u00a0------------------\n发件人: \"巡察办\";\n何时？", "三月。\n\n\n[------------------\u00a0原始邮件\u00a0------------------\n发件人: \"巡察办\";\n何时？]"},
		"Outlook":             {"Yes.\n\n-----Original Message-----\nFrom: Office\nWhen?\n", "Yes.\n\n[-----Original Message-----\nFrom: Office\nWhen?\n]"},
		"Outlook since":       {"Yes.\n\n________________________________\nFrom: Office <o@x.cn>\nSent: Monday, March 2, 2026 9:00\nTo: Li\nSubject: Re\n\nWhen?\n", "Yes.\n\n[________________________________\nFrom: Office <o@x.cn>\nSent: Monday, March 2, 2026 9:00\nTo: Li\nSubject: Re\n\nWhen?\n]"},
		"Outlook in Chinese":  {"三月。\n\n发件人：巡察办\n发送时间：2026年3月2日 9:00\n收件人：李某\n主题：答复\n\n何时？", "三月。\n\n[发件人：巡察办\n发送时间：2026年3月2日 9:00\n收件人：李某\n主题：答复\n\n何时？]"},
		"bold head":           {"三月。\n*发件人:* 巡察办\n*日期:* 2026-03-02\n*收件人:* 李某\n何时？", "三月。\n[*发件人:* 巡察办\n*日期:* 2026-03-02\n*收件人:* 李某\n何时？]"},
		"a quotation alone":   {"> 何时？\n> 谁？\n", "> 何时？\n> 谁？\n"},
		"forwarded":           {"请看。\n\n---------- Forwarded message ---------\nFrom: Wang\nDate: 2026\nSubject: x\nTo: y\n\n钱没有了。", "请看。\n\n---------- Forwarded message ---------\nFrom: Wang\nDate: 2026\nSubject: x\nTo: y\n\n钱没有了。"},
		"a letter that tells": {"他在信里写道：\n钱都分了。\n在会议纪要上，2024年3月5日他写道：\n还有这些。", "他在信里写道：\n钱都分了。\n在会议纪要上，2024年3月5日他写道：\n还有这些。"},
		"a list of people":    {"发件人：不明\n内容：威胁\n我很怕。", "发件人：不明\n内容：威胁\n我很怕。"},
	} {
		if got := shown(c.text); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", what, got, c.want)
		}
	}
}

func TestLinesOfAPart(t *testing.T) {
	parts := quote.Split("是的。\n\n> 何时？\n> 谁？\n\n")
	if len(parts) != 3 || parts[1].Lines != 2 || parts[0].Lines != 1 || parts[0].Shown() != "是的。" || parts[2].Lines != 0 {
		t.Errorf("%+v", parts)
	}
	if own := quote.Own("是的。\n> 何时？\n三月。"); own != "是的。\n三月。" {
		t.Errorf("%q", own)
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"", "> a\nb", "On 2 Mar 2026 at 9:00, x@y wrote:\n> a\nb", "a\n发件人: x\n日期: y\n主题: z\n", "在\n\n写道：", "\xff>\n>", "a\n-----Original Message-----\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		whole, before := "", false
		for k, p := range quote.Split(text) {
			if k > 0 && p.Quoted == before {
				t.Errorf("two parts alike in a row of %q", text)
			}
			if p.Quoted && p.Lines == 0 {
				t.Errorf("nothing is quoted in %q", text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(p.Text) {
				t.Errorf("a character is cut in %q", text)
			}
			whole, before = whole+p.Text, p.Quoted
		}
		if whole != text {
			t.Errorf("%q became %q", text, whole)
		}
	})
}
