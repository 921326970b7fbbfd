package parse

import "bytes"

// signedMail reads the mail inside an opaque S/MIME signature (RFC 8551) in the
// place of the part. The signature is not checked, and a reason says so. ok is
// false when the part is none, or is damaged: then it is an attachment.
func (r *reader) signedMail(p part, depth int) (text prose, ok bool) {
	if !isPKCS7(p) || depth >= r.lim.Depth || !r.spend(len(p.body)) {
		return prose{}, false
	}
	data := r.transfer(p.head.get("content-transfer-encoding"), p.body)
	content, ok := signedContent(data)
	if !ok {
		return prose{}, false
	}
	r.note(Signed)
	return r.child(content, "text/plain", depth+1), true
}

// isPKCS7 reports whether the part may be a CMS message of any kind.
func isPKCS7(p part) bool {
	return p.kind == "application/pkcs7-mime" || p.kind == "application/x-pkcs7-mime" || p.name == "smime.p7m"
}

// cmsReason says why a CMS message stays an attachment: it is encrypted, unless
// it says otherwise.
func cmsReason(p part, data []byte) Reason {
	oid, _, _ := cmsKind(data)
	kind := smimeType(p)
	switch {
	case oid == oidCompressed || bytes.HasPrefix(kind, []byte("compressed")):
		return Packed
	case oid == oidSigned || bytes.HasPrefix(kind, []byte("signed")), bytes.HasPrefix(kind, []byte("certs")):
		return TypeDamaged
	}
	return Encrypted
}

func smimeType(p part) []byte {
	for _, q := range p.params {
		if q.name == "smime-type" {
			return bytes.ToLower(q.value)
		}
	}
	return nil
}
