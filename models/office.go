package models

// Office is the inspection office that runs this register.
type Office struct {
	Name     string
	NameEn   string
	Recovery string // the public half of the recovery key, whose private half is kept off the machine
}
