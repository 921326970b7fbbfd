package models_test

import (
	"encoding/hex"
	"testing"
	"time"

	"heed/models"
)

func auditRow() models.Audit {
	return models.Audit{
		Seq: 7, At: time.Date(2026, 3, 2, 1, 2, 3, 456789000, time.UTC), Actor: 5, Origin: "backoffice", Action: "tip.move", TipID: 42,
		Object: "finding:3", From: "received", To: "registered", Note: "举报", Prev: []byte{1, 2, 3},
	}
}

// TestChainHashIsFixed holds the format: a log written today is verified by
// every later version. The vector was computed apart from this code (SHA-256
// over big-endian 64-bit numbers and length-prefixed strings).
func TestChainHashIsFixed(t *testing.T) {
	const want = "f81688890778d8ad867e68e2af94e166f3f492b5df1882fcf61c615d7dfc1bc6"
	if got := hex.EncodeToString(auditRow().ChainHash()); got != want {
		t.Errorf("%s", got)
	}
}

func TestChainHashCountsMicrosecondsOfUTC(t *testing.T) {
	row := auditRow()
	row.At = row.At.Add(999).In(time.FixedZone("CST", 8*3600))
	if hex.EncodeToString(row.ChainHash()) != hex.EncodeToString(auditRow().ChainHash()) {
		t.Error("a database that keeps microseconds would break the chain")
	}
}

func TestChainHashCoversEveryField(t *testing.T) {
	seen := map[string]string{hex.EncodeToString(auditRow().ChainHash()): "nothing"}
	for what, change := range map[string]func(*models.Audit){
		"Seq": func(a *models.Audit) { a.Seq++ }, "At": func(a *models.Audit) { a.At = a.At.Add(time.Microsecond) },
		"Actor": func(a *models.Audit) { a.Actor = -5 }, "TipID": func(a *models.Audit) { a.TipID++ },
		"Origin": func(a *models.Audit) { a.Origin += "x" }, "Action": func(a *models.Audit) { a.Action += "x" },
		"Object": func(a *models.Audit) { a.Object = "" }, "From": func(a *models.Audit) { a.From = "" },
		"To": func(a *models.Audit) { a.To = "" }, "Note": func(a *models.Audit) { a.Note = "" },
		"Prev":       func(a *models.Audit) { a.Prev = nil },
		"a boundary": func(a *models.Audit) { a.From, a.To = "receivedr", "egistered" },
	} {
		row := auditRow()
		change(&row)
		hash := hex.EncodeToString(row.ChainHash())
		if other, taken := seen[hash]; taken {
			t.Errorf("changing %s looks like changing %s", what, other)
		}
		seen[hash] = what
	}
}
