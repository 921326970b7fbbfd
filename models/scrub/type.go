package scrub

// Type is what a file is, as a short code that is also its usual extension.
type Type string

// The types that Sniff lets in.
const (
	JPEG Type = "jpg"
	PNG  Type = "png"
	WebP Type = "webp"
	HEIC Type = "heic"
	PDF  Type = "pdf"
	DOCX Type = "docx"
	XLSX Type = "xlsx"
	PPTX Type = "pptx"
	Text Type = "txt"
	EML  Type = "eml"
	MP3  Type = "mp3"
	M4A  Type = "m4a"
	WAV  Type = "wav"
	MP4  Type = "mp4"
	Zip  Type = "zip"
)

// types lists them in the order in which they are shown.
var types = []Type{JPEG, PNG, WebP, HEIC, PDF, DOCX, XLSX, PPTX, Text, EML, MP3, M4A, WAV, MP4, Zip}

const ooxml = "application/vnd.openxmlformats-officedocument."

// mediaTypes are the registered names (IANA), but for WAV and M4A, which have
// none and go by what browsers send and play.
var mediaTypes = map[Type]string{
	JPEG: "image/jpeg", PNG: "image/png", WebP: "image/webp", HEIC: "image/heic", PDF: "application/pdf",
	DOCX: ooxml + "wordprocessingml.document", XLSX: ooxml + "spreadsheetml.sheet",
	PPTX: ooxml + "presentationml.presentation", Text: "text/plain", EML: "message/rfc822", MP3: "audio/mpeg", M4A: "audio/mp4",
	WAV: "audio/wav", MP4: "video/mp4", Zip: "application/zip",
}

// Types are all the types that Sniff lets in, in the order to show them in.
func Types() []Type { return append([]Type(nil), types...) }

// MediaType is the type's name in HTTP and mail, without parameters; empty for
// a Type that is none of the constants.
func (t Type) MediaType() string { return mediaTypes[t] }

// Ext is the usual ending of a file name, with the dot.
func (t Type) Ext() string {
	if mediaTypes[t] == "" {
		return ""
	}
	return "." + string(t)
}

// Cleans says whether Clean knows how to take traces out of this type. Where it
// does not, the reporter is told before sending.
func (t Type) Cleans() bool { return t != Zip && mediaTypes[t] != "" }
