package store

// setting is a fact of the office, such as its name.
type setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}
