package portal

import (
	"cmp"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/web/form"
	"heed/web/limit"
)

// entry is one sending of the form: what was typed, the files that came with
// earlier sendings and those that came with this one.
type entry struct {
	form.Values
	notice   *notice // under which the form was begun
	Kept     []intake.Staged
	Received []intake.Staged
	counted  bool // as one that brings files
	seen     int  // files that came with this sending, also those that were not taken
	opened   bool // the parcels of earlier sendings
	faults   models.FieldErrors
}

func (e *entry) files() []intake.Staged { return slices.Concat(e.Kept, e.Received) }

// read takes a sending in. Each file streams into its sealed blob; one that
// cannot be taken is noted and the rest goes on. With take false, because the
// visitor came too often, files are passed over.
func (p *Portal) read(c *fiber.Ctx, n *notice, take bool) (*entry, error) {
	e := &entry{notice: n}
	v, err := p.site.ReadUpload(c, formLimits(p.intake.Limits()), func(v form.Values, f form.File) error {
		e.unpack(p, v)
		if !take {
			return nil
		}
		return p.receive(c, e, f)
	})
	e.unpack(p, v)
	return e, err
}

func formLimits(l intake.Limits) form.Limits {
	return form.Limits{
		Total: bodyLimit(l), Fields: maxFields, Files: l.Files, File: l.FileBytes, Accepted: []string{"files"},
		Wide: map[string]int{"kept": maxParcel},
	}
}

// bodyLimit is how large a form may be, in bytes: files over the limit of all
// together are refused by name, not by cutting the form.
func bodyLimit(l intake.Limits) int64 { return int64(l.Files)*l.FileBytes + 2<<20 }

// unpack reads what comes before the first file: the round, and the parcels of
// files kept from earlier sendings or uploaded ahead, which are opened once. A file
// whose box was ticked is left out; its blob goes the way of all that no tip names.
func (e *entry) unpack(p *Portal, v form.Values) {
	e.Values = v
	if round, err := strconv.ParseInt(v.Get("round"), 10, 64); err == nil {
		e.notice = e.notice.begun(round, p.now())
	}
	if e.opened || v.Get("kept") == "" {
		return
	}
	e.opened = true
	index := 0
	for _, sealed := range v.All("kept") {
		var some []intake.Staged
		if err := p.parcels.open(filesParcel, sealed, &some); err != nil {
			e.faults.Add("files", "portal.error.files_gone")
		}
		for _, f := range some {
			if !v.Has("drop", strconv.Itoa(index)) {
				e.Kept = append(e.Kept, f)
			}
			index++
		}
	}
}

// receive stages one file, unless it is one too many or too much.
func (p *Portal) receive(c *fiber.Ctx, e *entry, f form.File) error {
	if !e.counted {
		if err := p.site.Allow(c, limit.Upload); err != nil {
			return err
		}
		e.counted = true
	}
	e.seen++
	l := p.intake.Limits()
	if len(e.files()) >= l.Files {
		e.faults.Addf("files", "portal.error.files_count", map[string]any{"n": l.Files})
		return nil
	}
	body := &metered{r: f.Body, left: l.AllBytes - e.size()}
	staged, err := p.intake.Stage(c.UserContext(), e.notice.Round.ID, f.Name, f.Type, body)
	if body.left < 0 {
		e.faults.Addf("files", "portal.error.files_total", map[string]any{"mb": l.AllBytes >> 20})
		return nil
	}
	if models.KindOf(err) == models.KindInvalid { // empty, or of the wrong type: the other files go on
		return e.note(err)
	}
	if err != nil {
		return err
	}
	e.Received = append(e.Received, staged)
	return nil
}

// note keeps a fault of a file for the end, told by its number: its name is the
// visitor's own word. The other files go on.
func (e *entry) note(err error) error {
	var fault *models.Error
	if !errors.As(err, &fault) {
		return err
	}
	args := map[string]any{"n": e.seen}
	maps.Copy(args, fault.Args)
	e.faults.Addf("files", cmp.Or(numbered()[fault.Key], fault.Key), args)
	return nil
}

// numbered are the faults of a file as the form tells them, by its number.
func numbered() map[string]string {
	return map[string]string{
		"error.file_empty":     "portal.error.file_empty",
		"error.file_unknown":   "portal.error.file_unknown",
		"error.file_type":      "portal.error.file_type",
		"error.file_encrypted": "portal.error.file_encrypted",
	}
}

func (e *entry) size() int64 {
	var n int64
	for _, f := range e.files() {
		n += f.Came
	}
	return n
}

// keep seals the files received so far into a hidden field; none is "".
func (p *Portal) keep(files []intake.Staged) (string, error) {
	if len(files) == 0 {
		return "", nil
	}
	return p.parcels.seal(filesParcel, files)
}

// errTooMuch ends the reading of a file that goes over what is left of the whole.
var errTooMuch = errors.New("portal: more than all files together may have")

// metered counts down what is left for all files together.
type metered struct {
	r    io.Reader
	left int64
}

func (m *metered) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	if m.left -= int64(n); m.left < 0 {
		return 0, errTooMuch
	}
	return n, err
}
