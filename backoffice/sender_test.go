package backoffice

import "testing"

func TestTheSenderOfAMailIsReadInItsCharset(t *testing.T) {
	for raw, want := range map[string]string{
		"From: =?gbk?B?wO7Evw==?= <li@farm.invalid>\r\n\r\nx":       "李目 <li@farm.invalid>",
		"From: li@farm.invalid\r\n\r\nx":                            "<li@farm.invalid>",
		"From: somebody, surely\r\n\r\nx":                           "somebody, surely",
		"no header at all":                                          "",
		"From: =?utf-8?q?=E7=8E=8B?= <w@farm.invalid>\r\n\r\nhello": "王 <w@farm.invalid>",
	} {
		if got := senderOf([]byte(raw)); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}
