package parse

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fileName makes a sender's file name safe to show and to save: no path, no
// control or direction marks, no character or name that a file system reserves,
// a bounded length that keeps the extension. It is "" when nothing is left.
func (r *reader) fileName(raw string) string {
	name := cleanName(raw, r.lim.NameBytes)
	if name != strings.TrimSpace(raw) {
		r.note(NameChanged)
	}
	return name
}

func cleanName(raw string, room int) string {
	name := norm.NFC.String(strings.ToValidUTF8(raw, "_"))
	name = strings.Map(safeRune, name)
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(unreserve, name)
	name = strings.Join(strings.Fields(name), " ")
	name = strings.Trim(name, ". ")
	if isReserved(name) {
		name = "_" + name
	}
	return shorten(name, room)
}

// safeRune drops what cannot be seen: controls, direction marks, zero widths.
func safeRune(c rune) rune {
	switch {
	case c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x3000:
		return ' '
	case unicode.IsControl(c), unicode.Is(unicode.Cf, c), c == 0x2028, c == 0x2029:
		return -1
	case c == utf8.RuneError:
		return '_'
	}
	return c
}

// unreserve replaces what Windows does not allow in a name.
func unreserve(c rune) rune {
	if strings.ContainsRune(`<>:"|?*`, c) {
		return '_'
	}
	return c
}

// isReserved reports whether Windows takes the name for a device.
func isReserved(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	base = strings.ToUpper(strings.TrimSpace(base))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	for _, device := range []string{"COM", "LPT"} {
		if port, ok := strings.CutPrefix(base, device); ok && len(port) > 0 && strings.Trim(port, "0123456789¹²³") == "" && utf8.RuneCountInString(port) == 1 {
			return true
		}
	}
	return false
}

// shorten cuts a name to room bytes, at a character, before the extension.
func shorten(name string, room int) string {
	if len(name) <= room {
		return name
	}
	ext := ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 16 && len(name)-dot < room/2 {
		ext = name[dot:]
	}
	return strings.TrimRight(cutText(name, room-len(ext)), ". ") + ext
}

// cutText cuts s to at most n bytes, at a character.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// nameFor returns the part's name, or makes one from its type and number.
func (r *reader) nameFor(p part) string {
	switch {
	case p.name != "":
		return p.name
	case p.kind == "application/ms-tnef":
		return "winmail.dat"
	}
	return "part-" + strconv.Itoa(len(r.found)+1) + extension(p.kind)
}

// extension returns the usual extension of a type.
func extension(kind string) string {
	switch kind {
	case "text/html":
		return ".html"
	case "text/rtf", "application/rtf":
		return ".rtf"
	case "text/calendar", "application/ics":
		return ".ics"
	case "text/csv":
		return ".csv"
	case "text/vcard", "text/x-vcard":
		return ".vcf"
	case "image/jpeg", "image/jpg", "image/pjpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/bmp":
		return ".bmp"
	case "image/tiff":
		return ".tif"
	case "image/webp":
		return ".webp"
	case "image/heic":
		return ".heic"
	case "audio/mpeg", "audio/mp3":
		return ".mp3"
	case "audio/amr":
		return ".amr"
	case "video/mp4":
		return ".mp4"
	case "application/pdf":
		return ".pdf"
	case "application/zip":
		return ".zip"
	case "message/rfc822", "message/global":
		return ".eml"
	case "message/delivery-status", "message/disposition-notification":
		return ".txt"
	}
	if strings.HasPrefix(kind, "text/") {
		return ".txt"
	}
	return ".bin"
}
