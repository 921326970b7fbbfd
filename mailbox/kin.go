package mailbox

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"heed/mailbox/parse"
	"heed/mailbox/ref"
	"heed/models"
	"heed/models/store"
)

// answersMax is how many mails and numbers a letter may answer: a thread longer
// than that is found by its nearest mails.
const answersMax = 24

// kin is what a letter is known by, and what it answers.
type kin struct {
	known   reference
	answers []reference // the nearest first; none for a letter that begins something
}

// reference is a mail as the ledger names it.
type reference struct {
	message []byte // its Message-ID; nil without one
	sender  []byte // that with the address it came from, or that it went to; nil without one
}

// kinOf reads what a letter says of other mails. Its subject counts only when
// numbers is set.
func kinOf(names ref.Names, m parse.Mail, numbers bool) (k kin) {
	address := ""
	if len(m.From) > 0 {
		address = m.From[0].Addr
	}
	refer := func(id string) reference { return reference{names.Message(id), names.Sender(id, address)} }
	k.known = refer(m.MessageID)
	if address == "" {
		return k // from nobody, it matches nobody
	}
	if !numbers {
		m.Subject = ""
	}
	for _, id := range answered(m) {
		if r := refer(id); r.message != nil && !bytes.Equal(r.message, k.known.message) {
			k.answers = append(k.answers, r)
		}
	}
	return k
}

// answered are what a mail answers, the nearest first: Message-IDs, and what
// stands for the register numbers in its subject.
func answered(m parse.Mail) (ids []string) {
	add := func(id string) {
		if id != "" && len(ids) < answersMax && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, number := range numbersIn(m.Subject) {
		defer add(number) // last: a number is the weakest of them
	}
	add(m.InReplyTo)
	for _, id := range slices.Backward(m.References) {
		add(id)
	}
	return ids
}

// registerNumber is a register number and the word beside it, as people and mail
// programs write them.
var registerNumber = regexp.MustCompile(`[〔\[【(（［]\s*(\d{4})\s*[〕\]】)）］]\s*(\d{1,3})\s*[-－—]\s*([\pL\pN]{1,8})\s*[-－—]\s*(\d{1,9})[\s\pZ#＃(（\[【〔]{1,4}([A-Za-z2-7]{12})(?:[^\pL\pN]|$)`)

// numbersIn are the references by a register number in a line. A number without
// its word is none: numbers run on, and anybody can count.
func numbersIn(line string) (numbers []string) {
	for _, m := range registerNumber.FindAllStringSubmatch(halfWidth(line), 3) {
		var n [3]int64
		for k, part := range []string{m[1], m[2], m[4]} {
			n[k], _ = strconv.ParseInt(part, 10, 64) // digits, and few
		}
		numbers = append(numbers, ref.Number(models.RegisterNumber(int(n[0]), int(n[1]), strings.ToUpper(m[3]), n[2]), m[5]))
	}
	return numbers
}

// halfWidth makes plain letters and digits of full-width ones.
func halfWidth(s string) string {
	return strings.Map(func(c rune) rune {
		if '０' <= c && c <= '９' || 'Ａ' <= c && c <= 'Ｚ' || 'ａ' <= c && c <= 'ｚ' {
			return c - '０' + '0'
		}
		return c
	}, s)
}

// tipOf is the tip that a letter answers: the nearest mail of the same sender,
// or to it, that belongs to one; 0 when none does.
func (k kin) tipOf(found map[string][]store.MailRef) int64 {
	for _, a := range k.answers {
		for _, r := range found[string(a.message)] {
			if a.sender != nil && bytes.Equal(a.sender, r.Sender) {
				return r.TipID
			}
		}
	}
	return 0
}
