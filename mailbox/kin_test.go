package mailbox

import (
	"slices"
	"testing"

	"heed/mailbox/parse"
	"heed/mailbox/ref"
	"heed/models/store"
)

func TestRegisterNumbersInASubject(t *testing.T) {
	known := ref.Number("巡察〔2026〕1-G1-0007", "K7QM3XWT5PAD")
	for subject, want := range map[string][]string{
		"回复：巡察〔2026〕1-G1-0007 #K7QM3XWT5PAD":                                    {known},
		"Re: [2026]1-g1-7 #k7qm3xwt5pad and (2025) 2 - G12 - 41 (AAAABBBBCCCC)": {known, ref.Number("巡察〔2025〕2-G12-0041", "AAAABBBBCCCC")},
		"答复:巡察【２０２６】１－Ｇ１－０００７　＃Ｋ７ＱＭ３ＸＷＴ５ＰＡＤ":                                    {known},
		"回复：巡察〔2026〕1-G1-0007":                                                  nil, // anybody can count
		"巡察〔2026〕1-G1-0007 #K7QM3XWT5PADX":                                      nil,
		"巡察〔2026〕1-G1-0007 #K7QM3XWT5PA":                                        nil,
		"Your ticket 1-G1-0007 #K7QM3XWT5PAD":                                   nil,
		"(2026) 1-2":                                                            nil,
		"[2026]1-G1-99999999999999999999999 #K7QM3XWT5PAD":                      nil,
		"": nil,
	} {
		if got := numbersIn(subject); !slices.Equal(got, want) {
			t.Errorf("%q: %v", subject, got)
		}
	}
}

func TestTheNearestMailOfTheSameSenderIsAnswered(t *testing.T) {
	names := ref.New([]byte("secret"))
	tip := func(id, sender string, tip int64) store.MailRef {
		return store.MailRef{Message: names.Message(id), Sender: names.Sender(id, sender), TipID: tip}
	}
	found := map[string][]store.MailRef{}
	for _, r := range []store.MailRef{
		tip("first@x", "li@x.cn", 1), tip("second@x", "wang@x.cn", 2), tip("second@x", "li@x.cn", 3), tip(ref.Number("巡察〔2026〕1-G1-0007", "K7QM3XWT5PAD"), "li@x.cn", 7),
	} {
		found[string(r.Message)] = append(found[string(r.Message)], r)
	}
	from := func(address string) []parse.Address { return []parse.Address{{Addr: address}} }
	for what, c := range map[string]struct {
		mail parse.Mail
		want int64
	}{
		"the latest reference": {parse.Mail{From: from("li@x.cn"), References: []string{"first@x", "second@x", "unknown@x"}}, 3},
		"in reply to":          {parse.Mail{From: from("Li@X.cn"), InReplyTo: "first@x", References: []string{"second@x"}}, 1},
		"somebody else's":      {parse.Mail{From: from("wang@x.cn"), References: []string{"first@x", "second@x"}}, 2},
		"not theirs at all":    {parse.Mail{From: from("wang@x.cn"), InReplyTo: "first@x"}, 0},
		"from nobody":          {parse.Mail{InReplyTo: "first@x"}, 0},
		"by the number":        {parse.Mail{From: from("li@x.cn"), Subject: "回复：巡察〔2026〕1-G1-0007 #K7QM3XWT5PAD"}, 7},
		"a reference first":    {parse.Mail{From: from("li@x.cn"), Subject: "巡察〔2026〕1-G1-0007 #K7QM3XWT5PAD", InReplyTo: "first@x"}, 1},
		"another's number":     {parse.Mail{From: from("wang@x.cn"), Subject: "巡察〔2026〕1-G1-0007 #K7QM3XWT5PAD"}, 0},
		"another word":         {parse.Mail{From: from("li@x.cn"), Subject: "巡察〔2026〕1-G1-0007 #K7QM3XWT5PAE"}, 0},
		"no word":              {parse.Mail{From: from("li@x.cn"), Subject: "巡察〔2026〕1-G1-0007"}, 0},
		"itself":               {parse.Mail{From: from("li@x.cn"), MessageID: "first@x", References: []string{"first@x"}}, 0},
		"nothing":              {parse.Mail{From: from("li@x.cn"), MessageID: "new@x"}, 0},
	} {
		if got := kinOf(names, c.mail, true).tipOf(found); got != c.want {
			t.Errorf("%s: tip %d, want %d", what, got, c.want)
		}
	}
	long := parse.Mail{From: from("li@x.cn"), References: make([]string, 0, 1000)}
	for n := range 1000 {
		long.References = append(long.References, string(rune('一'+n)))
	}
	if n := len(kinOf(names, long, true).answers); n != answersMax {
		t.Errorf("%d answers", n)
	}
}
