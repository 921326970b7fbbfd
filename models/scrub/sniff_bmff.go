package scrub

import "slices"

// Brands of ISO/IEC 14496-12 files (the registry at mp4ra.org).
var (
	heicBrands  = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"}
	movieBrands = []string{
		"isom", "iso2", "iso3", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "mmp4", "M4V ", "MSNV", "dash", "XAVC", "FACE",
	}
	soundBrands = []string{"M4A ", "M4B "}
	otherBrands = map[string]string{
		"qt  ": "mov", "avif": "avif", "avis": "avif", "crx ": "cr3", "jp2 ": "jp2", "jpx ": "jpx", "M4P ": "m4p",
	}
)

// tellBMFF goes by the brands, the major one first, and tells sound from film by
// whether there is a picture track: phones write either under the same brand.
func tellBMFF(f file, head []byte) (Type, error) {
	brands := brands(head)
	for _, brand := range brands {
		switch {
		case otherBrands[brand] != "":
			return "", refuseType(otherBrands[brand])
		case slices.Contains(heicBrands, brand):
			return HEIC, nil
		case slices.Contains(soundBrands, brand):
			return filmOr(f, M4A)
		case slices.Contains(movieBrands, brand):
			return filmOr(f, MP4)
		}
	}
	return "", nil
}

// brands are the major brand and the compatible ones of a file's first box.
func brands(head []byte) []string {
	end := min(int64(len(head)), int64(be32(head)))
	list := []string{string(head[8:12])}
	for at := int64(16); at+4 <= end; at += 4 {
		list = append(list, string(head[at:at+4]))
	}
	return list
}

// filmOr looks for tracks with pictures and with sound; where there is neither,
// it goes by the brand.
func filmOr(f file, guess Type) (Type, error) {
	picture, sound := false, false
	err := walkBoxes(f, 0, f.size, func(b box) (bool, error) {
		if b.name == "hdlr" {
			kind, err := f.at(b.body()+8, 4)
			picture = picture || string(kind) == "vide"
			sound = sound || string(kind) == "soun"
			return false, err
		}
		return b.name == "moov" || b.name == "trak" || b.name == "mdia", nil
	})
	switch {
	case picture:
		return MP4, fault(err)
	case sound:
		return M4A, fault(err)
	}
	return guess, fault(err)
}
