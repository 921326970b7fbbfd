// Package ref names mails for the ledger so that a reply finds what it answers.
//
// It guarantees that a stored name tells neither a Message-ID nor an address to
// whoever does not hold the instance's secret, and that even with the secret an
// address can be tried only by who knows the Message-ID, or the random word beside
// a register number, that it stands with. It does not guarantee that a sender is who the mail says: it compares words.
package ref

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"strings"
)

// Bytes of a name. A Message-ID's has to be unlike any other; a sender's only
// unlike that of anybody else with the same Message-ID.
const (
	messageBytes = 16
	senderBytes  = 8
)

// Names makes names under one instance's secret.
type Names struct{ key []byte }

// New makes Names. The secret must stay, or earlier mail is no longer found.
func New(secret []byte) Names {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("heed mailbox reference"))
	return Names{h.Sum(nil)}
}

// Message is the name of a Message-ID, with or without its angle brackets; nil
// of none.
func (n Names) Message(id string) []byte {
	if id = bare(id); id == "" {
		return nil
	}
	return n.sum(messageBytes, "message-id", id)
}

// Sender is the name of an address together with the Message-ID of a mail from
// it or to it; nil when one of them is missing.
func (n Names) Sender(id, address string) []byte {
	id, address = bare(id), strings.ToLower(strings.TrimSpace(address))
	if id == "" || address == "" {
		return nil
	}
	return n.sum(senderBytes, "sender", id, address)
}

// WordLen is how many letters and digits a word has.
const WordLen = 12

// NewWord is a word to stand beside a register number: 60 random bits, in A to Z
// and 2 to 7.
func NewWord() string { return rand.Text()[:WordLen] }

// Number is what stands for the Message-ID where a reply names a register number
// only, with the word that was sent beside it. Numbers run on and stand in the
// database in clear: without a word one is no reference, and "" is returned.
func Number(number, word string) string {
	if word == "" {
		return ""
	}
	return "number:" + number + " " + strings.ToUpper(word)
}

func bare(id string) string {
	id = strings.TrimSpace(id)
	return strings.TrimSuffix(strings.TrimPrefix(id, "<"), ">")
}

func (n Names) sum(size int, parts ...string) []byte {
	h := hmac.New(sha256.New, n.key)
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum(nil)[:size]
}
