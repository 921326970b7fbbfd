package parse

import "strings"

// keepPictures keeps the pictures that a page carries in its own addresses
// (data:image/png;base64,...): phones send evidence so.
func (r *reader) keepPictures(page string) {
	const mark = "data:image/"
	for r.parts > 0 {
		at := strings.Index(page, mark)
		if at < 0 {
			return
		}
		page = page[at+len("data:"):]
		size := strings.IndexAny(page, "\"'<>)")
		if size < 0 {
			size = len(page)
		}
		r.keepPicture(page[:size])
		page = page[size:]
	}
}

// keepPicture keeps one: its type, and its bytes in base64.
func (r *reader) keepPicture(address string) {
	kind, coded, ok := strings.Cut(address, ";base64,")
	if !ok {
		return
	}
	data, clean := base64Body([]byte(coded))
	if !clean {
		r.note(TransferDamaged)
	}
	r.parts--
	kind, _, _ = strings.Cut(strings.ToLower(kind), ";")
	r.keep(part{kind: r.mediaType(kind), place: "inline"}, data)
}
