package parse

import (
	"testing"
)

// Charset names lie, or do not exist, or are missing. The text is read all the
// same, and a reason tells that something was guessed.
// GBK has 镕 and 囍, which GB 2312 has not, and nobody's mailer cares.
// Short names and file names give a guess little to go by.
func TestShortGuesses(t *testing.T) {
	for _, text := range []string{"举报", "张三", "关于低保的反映", "附件一.docx", "材料"} {
		if got, _ := decodeCharset("", []byte(gbk(text))); got != text {
			t.Errorf("GBK %q read as %q", text, got)
		}
	}
}
