// Package limit says how often a visitor may come, by class of route.
//
// It guarantees that a limiter never refuses because a server behind it is down
// (the in-process one takes over), that memory is bounded, and that what it keeps
// names nobody: a key is an HMAC of the network a visitor comes from under a key
// that changes every day and is never written to disk. It does not stop a
// determined flood; a proxy in front does.
package limit

import (
	"context"
	"time"
)

// Class is a class of routes that are counted together.
type Class string

// The classes of routes.
const (
	Form    Class = "form"    // pages
	Captcha Class = "captcha" // pictures and sounds
	Upload  Class = "upload"  // forms that bring files
	Submit  Class = "submit"  // complete reports
	Message Class = "message" // what a reporter adds to one
	Lookup  Class = "lookup"  // receipts
	SignIn  Class = "signin"  // staff

	// What a network gets for an easy captcha. Over it, it is asked for more: a
	// harder one, and work or patience.
	EasyForm   Class = "easy_form"
	EasySubmit Class = "easy_submit"
	Patient    Class = "patient" // reports by a harder captcha and patience, without work
)

// Classes are all of them, in the order of the manual.
func Classes() []Class {
	return []Class{Form, EasyForm, Captcha, Upload, Submit, EasySubmit, Patient, Message, Lookup, SignIn}
}

// Rate lets Count visits through in Period, Burst of them at once.
type Rate struct {
	Count  int
	Period time.Duration
	Burst  int
}

// Defaults are rates that a whole village behind one address does not feel, and
// that make guessing receipts or passphrases hopeless. A provider of mobile lines
// may put ten thousand people behind one network: on the day of a meeting two
// hundred of them send a report within the hour, most at once, each with two or
// three tries and a look at the answer. The first of them solve an easy captcha,
// EasyForm and EasySubmit say how many; the others are asked for more, which a
// person does and a script that only reads digits does not. Patient holds for
// those who have no script to do the work: more than 200 an hour in all. Form and
// Submit are walls that protect the server, far above; Upload bounds what a flood
// may write to the disk.
func Defaults() map[Class]Rate {
	return map[Class]Rate{
		Form:       {Count: 1200, Period: time.Minute, Burst: 1000},
		EasyForm:   {Count: 600, Period: time.Hour, Burst: 150},
		Captcha:    {Count: 600, Period: time.Minute, Burst: 500},
		Upload:     {Count: 600, Period: time.Hour, Burst: 200},
		Submit:     {Count: 1200, Period: time.Hour, Burst: 400},
		EasySubmit: {Count: 60, Period: time.Hour, Burst: 30},
		Patient:    {Count: 240, Period: time.Hour, Burst: 120},
		Message:    {Count: 240, Period: time.Hour, Burst: 60},
		Lookup:     {Count: 240, Period: time.Hour, Burst: 60},
		SignIn:     {Count: 60, Period: time.Hour, Burst: 20},
	}
}

// Decision is the answer to one visit.
type Decision struct {
	OK         bool
	Remaining  int           // visits that would be let through at once now
	RetryAfter time.Duration // until the next visit is let through; 0 when OK
}

// Limiter counts a visit of a key to a class of routes.
type Limiter interface {
	Allow(ctx context.Context, class Class, key string) (Decision, error)
}
