package models

import "time"

// Notice is what the public is told of a round (公告): how to reach the team,
// and what is out of scope. Until it is published only the office sees it.
type Notice struct {
	RoundID   int64 `gorm:"primaryKey;autoIncrement:false"`
	Published bool
	Since     string // YYYY-MM-DD: conduct before it is out of scope; "" for no such day
	Phone     string
	Mailbox   string
	UpdatedAt time.Time
	UpdatedBy int64
	Texts     []NoticeText `gorm:"-"`
}

// NoticeText is a notice in one language. An empty field is as in the first
// language.
type NoticeText struct {
	RoundID    int64  `gorm:"primaryKey;autoIncrement:false"`
	Lang       string `gorm:"primaryKey"`
	Body       string // the announcement itself
	Hours      string // when the phone is answered
	Address    string // for letters
	Boxes      string // where letterboxes hang, one a line
	Visit      string // where one can come
	VisitHours string
	Beyond     string // what is out of scope, one a line
}

// Said is the notice in a language; what that language leaves empty is taken
// from the fallback.
func (n Notice) Said(lang, fallback string) NoticeText {
	var said, other NoticeText
	for _, t := range n.Texts {
		switch t.Lang {
		case lang:
			said = t
		case fallback:
			other = t
		}
	}
	said.RoundID, said.Lang = n.RoundID, lang
	for i, field := range said.fields() {
		if *field == "" {
			*field = *other.fields()[i]
		}
	}
	return said
}

// Blank says whether nothing is written in that language.
func (t *NoticeText) Blank() bool {
	for _, field := range t.fields() {
		if *field != "" {
			return false
		}
	}
	return true
}

func (t *NoticeText) fields() []*string {
	return []*string{&t.Body, &t.Hours, &t.Address, &t.Boxes, &t.Visit, &t.VisitHours, &t.Beyond}
}
