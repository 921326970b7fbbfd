package form

import "heed/models"

// Limits bound what a body may hold. A zero field takes its default.
type Limits struct {
	Total    int64    // bytes of the body; default 1 MiB
	Text     int64    // bytes of the body that are no file's; default 2 MiB
	Field    int      // bytes of one field; default 64 KiB
	Fields   int      // number of fields; default 200
	Files    int      // number of files; default 0, which takes none
	File     int64    // bytes of one file; default 20 MiB
	Accepted []string // names of the fields that may carry files; nil is any

	Wide map[string]int // bytes of the fields that may have more than Field, by name
}

func (l Limits) filled() Limits {
	if l.Total == 0 {
		l.Total = 1 << 20
	}
	if l.Text == 0 {
		l.Text = 2 << 20
	}
	if l.Field == 0 {
		l.Field = 64 << 10
	}
	if l.Fields == 0 {
		l.Fields = 200
	}
	if l.File == 0 {
		l.File = 20 << 20
	}
	return l
}

// of is how many bytes the field of a name may have.
func (l Limits) of(name string) int { return max(l.Field, l.Wide[name]) }

// TooLarge is the error of a body, or of a field of it, over its limit in bytes.
func TooLarge(field, key string, limit int64) error {
	e := models.Fail(models.KindTooLarge, key)
	e.Field = field
	e.Args = map[string]any{"mb": max(1, limit>>20), "kb": max(1, limit>>10)}
	return e
}

func tooMany(field, key string, limit int) error {
	e := models.Fail(models.KindTooLarge, key)
	e.Field = field
	e.Args = map[string]any{"n": limit}
	return e
}

func malformed(cause error) error {
	return models.Wrap(models.KindInvalid, "error.malformed", cause)
}
