package scrub_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"heed/models/scrub"
)

// fullBox is a box with a version and no flags.
func fullBox(name string, version byte, body string) string {
	return boxed(name, string([]byte{version, 0, 0, 0})+body)
}

func u16(n int) string { return string(binary.BigEndian.AppendUint16(nil, uint16(n))) }
func u32(n int) string { return string(binary.BigEndian.AppendUint32(nil, uint32(n))) }

const (
	hevcPicture = "the coded picture, as it is"
	hevcThumb   = "a thumbnail of " + mark
)

// heicFile is a file as a phone writes it: item 1 the picture, 2 its thumbnail, 3
// Exif, 4 XMP, which lies in the list itself.
func heicFile() string {
	exif := "\x00\x00\x00\x06Exif\x00\x00" + tiff(binary.BigEndian, phone(6), "")
	ftyp := boxed("ftyp", "heic\x00\x00\x00\x00mif1heic")
	build := func(data int) string {
		entry := func(id, method, at, n int) string {
			return u16(id) + u16(method) + u16(0) + u16(1) + u32(at) + u32(n)
		}
		iloc := fullBox("iloc", 1, "\x44\x00"+u16(4)+
			entry(1, 0, data, len(hevcPicture))+
			entry(2, 0, data+len(hevcPicture), len(hevcThumb))+
			entry(3, 0, data+len(hevcPicture)+len(hevcThumb), len(exif))+
			entry(4, 1, 0, len(packet)))
		info := func(id int, kind, name string) string { return fullBox("infe", 2, u16(id)+u16(0)+kind+name+"\x00") }
		meta := fullBox("meta", 0,
			fullBox("hdlr", 0, "\x00\x00\x00\x00pict"+strings.Repeat("\x00", 12)+mark+"\x00")+
				fullBox("pitm", 0, u16(1))+iloc+
				fullBox("iinf", 0, u16(4)+info(1, "hvc1", mark)+info(2, "hvc1", "")+info(3, "Exif", mark)+
					info(4, "mime", mark+"\x00application/rdf+xml"))+
				fullBox("iref", 0, boxed("thmb", u16(2)+u16(1)+u16(1))+boxed("cdsc", u16(3)+u16(1)+u16(1)))+
				boxed("iprp", boxed("ipco", boxed("hvcC", "settings")+boxed("irot", "\x01")+
					boxed("colr", "prof"+profile("desc"))+fullBox("udes", 0, mark)+boxed("colr", "prof"+profile("mmod")+mark))+
					fullBox("ipma", 0, u32(0)))+
				boxed("idat", packet)+boxed("free", mark))
		return ftyp + meta + boxed("mdat", hevcPicture+hevcThumb+exif) + boxed("mpvd", "a film of "+mark) + "\x00\x00\x00"
	}
	return build(strings.Index(build(0), hevcPicture))
}

func TestHEICTellsNothing(t *testing.T) {
	data := heicFile()
	out, report := cleaned(t, scrub.HEIC, data)
	wantRemoved(t, report, append(append([]scrub.Trace{}, phoneTraces...), scrub.TraceOther)...)
	if len(out) != len(data) || strings.Index(out, hevcPicture) != strings.Index(data, hevcPicture) {
		t.Error("something moved")
	}
	for _, kept := range []string{"hvcC" + "settings", "irot\x01", "colrprof" + profile("desc"), "infe\x02\x00\x00\x00\x00\x01\x00\x00hvc1"} {
		if !strings.Contains(out, kept) {
			t.Errorf("%q is lost", kept)
		}
	}
	if strings.Contains(out, "thmb") || strings.Contains(out, "Exif") || strings.Contains(out, "mime") {
		t.Error("what is blank is still on the list")
	}
}

func TestHEICThatPointsOutsideIsCopiedWhole(t *testing.T) {
	data := heicFile()
	untouched(t, scrub.HEIC, strings.Replace(data, "\x00\x03\x00\x00\x00\x00\x00\x01\x00\x00", "\x00\x03\x00\x00\x00\x00\x00\x01\x7f\x00", 1))
	untouched(t, scrub.HEIC, strings.Replace(data, "\x00\x01\x00\x00hvc1", "\x00\x01\x00\x00Exif", 1))
}
