package models

// MailNote is what the machines on a mail's way said of it, sealed with its
// text. It holds no domain and no address: its sender is for the custodians of
// identities alone.
type MailNote struct {
	Kind  string       `json:"kind,omitempty"`  // what sent it, when it was no person: a code
	Auth  []AuthResult `json:"auth,omitempty"`  // in the order spf, dkim, dmarc, arc
	Marks []string     `json:"marks,omitempty"` // further codes
}

// AuthResult is the verdict of one method on who sent a mail.
type AuthResult struct {
	Method  string `json:"method"`            // spf, dkim, dmarc or arc
	Result  string `json:"result"`            // pass, fail, none, error
	By      string `json:"by"`                // server: as the office's mail server stamped it; heed: verified here
	Aligned bool   `json:"aligned,omitempty"` // it speaks for the domain in From
}

// The two that AuthResult.By names.
const (
	ByServer = "server"
	ByHeed   = "heed"
)
