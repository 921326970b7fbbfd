package form

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"path"
	"slices"
	"strings"
	"unicode"

	"heed/models"
)

// File is one file of a form while it streams by. Body is valid until the
// callback returns; a Read over the limits gives an error to return.
type File struct {
	Field string
	Name  string // the base name, without control and direction characters
	Type  string // as the browser said; not to be trusted
	Body  io.Reader
}

func readParts(r *text, boundary string, l Limits, take func(Values, File) error) (Values, error) {
	v := Values{}
	if boundary == "" {
		return v, malformed(errors.New("multipart without a boundary"))
	}
	parts, files := multipart.NewReader(r, boundary), 0
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return v, nil
		}
		if err != nil {
			return v, typed(err)
		}
		if err := readPart(v, r, part, l, &files, take); err != nil {
			return v, err
		}
	}
}

func readPart(v Values, t *text, part *multipart.Part, l Limits, files *int, take func(Values, File) error) error {
	if !isFile(part) {
		return v.addPart(part, l)
	}
	if part.FileName() == "" {
		return skipEmpty(part)
	}
	if l.Accepted != nil && !slices.Contains(l.Accepted, part.FormName()) {
		return malformed(errors.New("a file where none belongs"))
	}
	if *files++; *files > l.Files || take == nil {
		return tooMany(part.FormName(), "error.too_many_files", l.Files)
	}
	t.file = true
	defer func() { t.file = false }()
	body := &limited{r: part, left: l.File, limit: l.File, field: part.FormName()}
	f := File{Field: part.FormName(), Name: BaseName(part.FileName()), Type: part.Header.Get("Content-Type"), Body: body}
	if err := take(v, f); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, body)
	return typed(err)
}

func isFile(part *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := params["filename"]
	return err == nil && named
}

func (v Values) addPart(part *multipart.Part, l Limits) error {
	name := part.FormName()
	raw, broken := io.ReadAll(io.LimitReader(part, int64(l.of(name))+1))
	if err := v.add(name, string(raw), l); err != nil {
		return err
	}
	return typed(broken)
}

// skipEmpty passes over a file input that was left empty.
func skipEmpty(part *multipart.Part) error {
	n, err := io.Copy(io.Discard, part)
	if err != nil {
		return typed(err)
	}
	if n > 0 {
		return malformed(errors.New("a file without a name"))
	}
	return nil
}

type limited struct {
	r           io.Reader
	left, limit int64
	field       string
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, TooLarge(l.field, "error.file_too_large", l.limit)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = typed(err)
	}
	return n, err
}

// typed keeps a typed error and makes any other one a malformed body.
func typed(err error) error {
	if err == nil {
		return nil
	}
	var e *models.Error
	if errors.As(err, &e) {
		return e
	}
	return malformed(err)
}

// BaseName is the last element of a name from any system, without what could
// mislead a reader: control characters and marks that turn the writing around.
func BaseName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	name = strings.TrimLeft(strings.TrimSpace(name), ".")
	if name == "" || name == "/" {
		return "file"
	}
	if len(name) > 200 {
		name = cut(name, 200)
	}
	return name
}
