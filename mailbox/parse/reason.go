package parse

import "slices"

// Reason is a code for something about a message that was not as it should be
// and how it was taken. It never holds anything of the message's content, so
// it may be logged, counted and stored in clear.
type Reason string

// The reasons, in the order of a message from top to bottom.
const (
	Empty              Reason = "empty"                // nothing at all, or nothing but blank lines
	Internal           Reason = "internal"             // the parser failed; the message is whole in one attachment
	NoHeaders          Reason = "no_headers"           // no mail header was found: everything is taken as the body
	NoBody             Reason = "no_body"              // headers and nothing after them
	NoSeparator        Reason = "no_separator"         // the body began without a blank line before it
	HeaderDamaged      Reason = "header_damaged"       // a line among the headers belongs to none of them
	HeaderTruncated    Reason = "header_truncated"     // a header field or their number was over its limit
	HeaderDuplicate    Reason = "header_duplicate"     // a header that may stand once stands twice: the first was used
	WordDamaged        Reason = "word_damaged"         // an encoded word was broken and read as well as could be
	FromMissing        Reason = "from_missing"         // no usable From: Sender, Reply-To or nothing was used
	AddressDamaged     Reason = "address_damaged"      // an address has no readable mailbox
	AddressTruncated   Reason = "address_truncated"    // more addresses than the limit
	DateMissing        Reason = "date_missing"         // no Date
	DateUnreadable     Reason = "date_unreadable"      // a Date that says nothing certain
	DateImplausible    Reason = "date_implausible"     // a Date outside the limits
	TypeDamaged        Reason = "type_damaged"         // a Content-Type that is none: taken for text or for bytes
	ParamsTruncated    Reason = "params_truncated"     // more parameters than the limit
	ParamsDamaged      Reason = "params_damaged"       // parameters that break the rules and were read anyway
	CharsetUnknown     Reason = "charset_unknown"      // a charset nobody knows: guessed
	CharsetMissing     Reason = "charset_missing"      // bytes beyond ASCII and no charset: guessed
	CharsetWrong       Reason = "charset_wrong"        // the charset named is not the one used: guessed
	CharsetDamaged     Reason = "charset_damaged"      // some characters could not be read
	TransferUnknown    Reason = "transfer_unknown"     // an unknown transfer encoding: taken as it stands
	TransferDamaged    Reason = "transfer_damaged"     // a broken transfer encoding, read as well as could be
	BoundaryMissing    Reason = "boundary_missing"     // a multipart whose boundary is not declared or does not occur
	BoundaryOpen       Reason = "boundary_open"        // a multipart that does not end
	TextOutside        Reason = "text_outside"         // text outside the parts of a multipart, or in a winmail.dat, kept only if there is no other
	TooManyParts       Reason = "too_many_parts"       // the rest is one attachment
	TooDeep            Reason = "too_deep"             // what lies deeper is one attachment
	TextTruncated      Reason = "text_truncated"       // Text is a beginning; all of it is an attachment
	TextBinary         Reason = "text_binary"          // a part declared as text is not: it is an attachment
	TextFromAttachment Reason = "text_from_attachment" // no text but in an attachment: Text is taken from it
	TextFromMessage    Reason = "text_from_message"    // no text but in a forwarded message: Text is taken from it
	NameChanged        Reason = "name_changed"         // an attachment's name was unsafe and was cleaned
	Winmail            Reason = "winmail"              // a winmail.dat that was unpacked or, when it is damaged, kept
	Encrypted          Reason = "encrypted"            // the content is encrypted: it is kept as attachments
	Signed             Reason = "signed"               // what an opaque signature holds was read; the signature was not checked
	Packed             Reason = "packed"               // the content is compressed as a whole: it is kept as an attachment, and never unpacked
)

// note adds a reason once.
func (r *reader) note(code Reason) {
	if code != "" && !slices.Contains(r.reasons, code) {
		r.reasons = append(r.reasons, code)
	}
}

func (r *reader) noteIf(holds bool, code Reason) {
	if holds {
		r.note(code)
	}
}
