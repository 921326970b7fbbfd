package parse

import (
	"reflect"
	"testing"

	"heed/mailbox/parse/corpus"
)

// FuzzMessage holds every promise of the package against any bytes, under the
// default limits and under narrow ones.
func FuzzMessage(f *testing.F) {
	for _, s := range corpus.Mails() {
		f.Add([]byte(s.Raw))
	}
	narrow := Limits{Parts: 4, Depth: 2, HeaderBytes: 60, Fields: 6, Params: 3, Addresses: 2, TextBytes: 50, MarkupBytes: 80, NameBytes: 12}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, lim := range []Limits{{}, narrow} {
			m := Message(raw, lim)
			if why := breach(raw, lim, m); why != "" {
				t.Fatal(why)
			}
			if !reflect.DeepEqual(m, Message(raw, lim)) {
				t.Fatal("read differently the second time")
			}
		}
	})
}
