package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/receipt"
	"heed/models/store"
)

// talk adds words and files to the report of a receipt, as the page of it does;
// kind is fact, withdraw or protect.
func (c *citizen) talk(base, code, kind, text string, files ...attachment) (reply, error) {
	page, err := c.status(base, code)
	if err != nil || page.status != http.StatusOK {
		return page, err
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range [][2]string{{"parcel", page.hidden("parcel")}, {"once", page.hidden("once")}, {"text", text}} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			return reply{}, err
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("files", f.name)
		if err == nil {
			_, err = part.Write(f.data)
		}
		if err != nil {
			return reply{}, err
		}
	}
	for _, f := range [][2]string{{"sure", "1"}, {"kind", kind}} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			return reply{}, err
		}
	}
	if err := w.Close(); err != nil {
		return reply{}, err
	}
	return c.send(base+"/zh/status/message", w.FormDataContentType(), &body)
}

// answer writes to the reporter of a receipt, sealed as the staff site seals it.
func (i *installation) answer(code, text string) {
	i.t.Helper()
	r, err := receipt.Parse(code)
	must(i.t, err)
	raw, err := json.Marshal(models.MessageText{Version: 1, Text: text})
	must(i.t, err)
	hash := r.LookupHash()
	must(i.t, i.open().Write(i.t.Context(), func(tx *store.Tx) error {
		tip, err := tx.TipByReceipt(hash[:])
		if err != nil {
			return err
		}
		key, err := tx.RoundKey(tip.RoundID, models.KeyContent)
		if err != nil {
			return err
		}
		row, err := tx.ReceiptOf(tip.ID)
		if err != nil {
			return err
		}
		m := models.Message{TipID: tip.ID, Kind: models.MessageReply, ByID: 1, KeyID: key.ID, Once: []byte(text)}
		m.Data = sealedTo(i.t, key.Recipient, raw)
		m.Reply = sealedTo(i.t, row.Recipient, raw)
		_, err = tx.AddMessage(store.NewMessage{Message: m, Origin: "backoffice"})
		return err
	}))
}

func sealedTo(t testing.TB, recipient string, plain []byte) []byte {
	t.Helper()
	to, err := seal.ParseRecipient(recipient)
	must(t, err)
	sealed, err := seal.Bytes(plain, to)
	must(t, err)
	return sealed
}

// replies are the sealed parts that only a reporter opens.
func replies(where string) bool { return strings.HasPrefix(where, "messages.reply ") }

// opensReplies checks that the receipt opens what was written to its reporter, and
// nothing that the reporter wrote.
func (b *burglar) opensReplies(code, want string) {
	b.t.Helper()
	r, err := receipt.Parse(code)
	must(b.t, err)
	opened := 0
	for where, sealed := range b.sealed {
		plain, err := r.Open(sealed)
		if (err == nil) != replies(where) {
			b.t.Errorf("with the receipt, %s: %v", where, err)
		}
		if err == nil && strings.Contains(string(plain), want) {
			opened++
		}
	}
	if opened != 1 {
		b.t.Errorf("the receipt opens %d replies", opened)
	}
}

// said checks that a message is stored once, as it was typed.
func (v *vault) said(code, text string) error {
	parsed, err := receipt.Parse(code)
	if err != nil {
		return err
	}
	hash, times := parsed.LookupHash(), 0
	var all []models.Message
	must(v.t, v.store.Read(v.t.Context(), func(tx *store.Tx) error {
		tip, err := tx.TipByReceipt(hash[:])
		if err == nil {
			all, err = tx.Messages(tip.ID)
		}
		return err
	}))
	for _, m := range all {
		var held models.MessageText
		must(v.t, json.Unmarshal(v.plain(models.Envelope{KeyID: m.KeyID, Data: m.Data}), &held))
		if held.Text == text {
			times++
		}
	}
	if times != 1 {
		return fmt.Errorf("a message that was confirmed is stored %d times", times)
	}
	return nil
}
