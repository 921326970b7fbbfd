package scrub

// tellPDF refuses a document that opens only with a password.
func tellPDF(f file, _ []byte) (Type, error) {
	locked, err := count(f, []byte("/Encrypt"))
	if err != nil {
		return "", fault(err)
	}
	if locked > 0 {
		return "", refuseEncrypted()
	}
	return PDF, nil
}
