package main

import (
	"encoding/json"

	"heed/models"
	"heed/models/seal"
	"heed/models/store"
)

// talk puts a tip's question to its reporter, and adds what the reporter wrote
// later.
func (w demoWalk) talk(tx *store.Tx, t demoTip) error {
	for _, said := range []struct {
		kind models.MessageKind
		text string
	}{{models.MessageQuestion, t.Question}, {models.MessageFact, t.Added}} {
		if said.text == "" {
			continue
		}
		n, err := w.message(tx, w.ids[t.ID], said.kind, said.text)
		if err != nil {
			return err
		}
		if _, err := tx.AddMessage(n); err != nil {
			return err
		}
	}
	return nil
}

func (w demoWalk) message(tx *store.Tx, tipID int64, kind models.MessageKind, text string) (store.NewMessage, error) {
	content := models.MessageText{Version: 1, Text: text}
	n := store.NewMessage{Origin: "portal", Message: models.Message{TipID: tipID, Kind: kind, KeyID: w.key.ID, Once: []byte(kind)}}
	var err error
	if n.Message.Data, err = w.seal(content); err != nil || kind.Sender() == models.FromReporter {
		return n, err
	}
	n.Origin, n.Message.ByID = "backoffice", w.people["member"].ID
	row, err := tx.ReceiptOf(tipID)
	if err != nil {
		return n, err
	}
	to, err := seal.ParseRecipient(row.Recipient)
	if err != nil {
		return n, err
	}
	plain, err := json.Marshal(content)
	if err != nil {
		return n, err
	}
	n.Message.Reply, err = seal.Bytes(plain, to)
	return n, err
}
