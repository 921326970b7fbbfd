package receipt_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"heed/models/seal/receipt"
)

// vector is a receipt of version 1 and everything derived from it, computed by
// an independent program, with a reply sealed by the age tool. Receipts are in
// people's hands: no later version may derive otherwise, and the file is never
// changed.
type vector struct {
	Receipt    string `json:"receipt"`
	LookupHash string `json:"lookup_hash"`
	Identity   string `json:"identity"`
	Recipient  string `json:"recipient"`
	Reply      []byte `json:"reply"`
	ReplyText  string `json:"reply_text"`
}

func loadVectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("testdata/v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) != 8 {
		t.Fatalf("%d vectors", len(vectors))
	}
	return vectors
}

func TestVectors(t *testing.T) {
	for _, v := range loadVectors(t) {
		r, err := receipt.Parse(v.Receipt)
		if err != nil {
			t.Errorf("%s: %v", v.Receipt, err)
			continue
		}
		if r.Text() != v.Receipt {
			t.Errorf("%s: text is %s", v.Receipt, r.Text())
		}
		if hash := r.LookupHash(); hex.EncodeToString(hash[:]) != v.LookupHash {
			t.Errorf("%s: look-up hash is %x", v.Receipt, hash)
		}
		if public, err := r.Recipient(); err != nil || public.String() != v.Recipient {
			t.Errorf("%s: recipient differs, %v", v.Receipt, err)
		}
		if reply, err := r.Open(v.Reply); err != nil || string(reply) != v.ReplyText {
			t.Errorf("%s: reply is %q, %v", v.Receipt, reply, err)
		}
	}
}
