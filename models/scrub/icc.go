package scrub

// deviceTags are in colour profiles of one screen, scanner or camera (ICC.1 and
// the private tags of Apple and of calibration programs): make, model, serial
// number, its own curves. Profiles of a colour space have none of them.
var deviceTags = map[string]bool{"mmod": true, "vcgt": true, "ndin": true, "meta": true, "vcgp": true}

const (
	iccHead     = 128
	mostICCTags = 200
)

// namesDevice says whether a colour profile, of which at least the list of tags
// is given, is of one device rather than of a colour space. One that cannot be
// read is taken to be.
func namesDevice(profile []byte) bool {
	if len(profile) < iccHead+4 || string(profile[12:16]) == "scnr" {
		return true
	}
	n := int(be32(profile[iccHead:]))
	list := profile[iccHead+4:]
	if n > mostICCTags || len(list) < 12*n {
		return true
	}
	for i := range n {
		if deviceTags[string(list[12*i:12*i+4])] {
			return true
		}
	}
	return false
}
