package models

// Likeness is what a tip's text is compared by with others, under a key that
// only who opens the tips of the same content key can make. It is made when the
// text is read for the first time, and stays.
type Likeness struct {
	TipID     int64 `gorm:"primaryKey;autoIncrement:false"`
	KeyID     int64 // the content key of the text
	Signature []byte
}

// TableName is the table of Likeness.
func (Likeness) TableName() string { return "likenesses" }
