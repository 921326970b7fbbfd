package mailbox

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"heed/mailbox/proof"
	"heed/models"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// traces are what a mail tells of its sender's machine and line.
const traces = "Received: from [203.0.113.77] by out.sender.example with ESMTPA; Mon, 2 Mar 2026 09:00:00 +0800\r\n" +
	"X-Originating-IP: [203.0.113.77]\r\nUser-Agent: Federkleid/73.91\r\nX-Mailer: Federkleid 73\r\n"

// What the named server stamped and what Heed verified itself stands in the sealed
// text, without the domain; what the way of the mail tells of its sender is in the
// raw mail alone, which the custodians open.
func TestWhoSentAMailIsSealedWithItsText(t *testing.T) {
	o, server := newOffice(t, storetest.SQLite(t)), testserver.Dovecot(t, testserver.DovecotOptions{})
	stamped := taken + "\r\nAuthentication-Results: mx.office.example; dmarc=pass header.from=example.org\r\n" + traces + string(mail(1))
	signed, resolver := signature(t, traces+string(mail(2)))
	for _, raw := range []string{stamped, signed, string(mail(3))} {
		server.Deliver("tips", "INBOX", []byte(raw))
	}
	a := account(server)
	a.AuthServ = "mx.office.example"
	opts := o.options(a)
	opts.Resolver = resolver
	if _, err := New(opts).Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.accounted(3)
	for uid, want := range map[uint32]models.AuthResult{
		1: {Method: "dmarc", Result: proof.Pass, By: models.ByServer, Aligned: true},
		2: {Method: "dkim", Result: proof.Pass, By: models.ByHeed, Aligned: true},
	} {
		tip := o.ledgerOf(t, uid).TipID
		got := o.text(t, tip, o.round.Content)
		if got.Mail == nil || len(got.Mail.Auth) != 1 || got.Mail.Auth[0] != want {
			t.Errorf("%d: %+v", uid, got.Mail)
		}
		for _, word := range []string{"203.0.113.77", "Federkleid", "example.org", "sender.example"} {
			o.unreadable(t, tip, word)
		}
		if raw := o.opened(t, tip, models.EnvelopeMail, o.round.Identity); !bytes.Contains(raw, []byte("203.0.113.77")) {
			t.Errorf("%d: the raw mail is not whole", uid)
		}
	}
	if got := o.text(t, o.ledgerOf(t, 3).TipID, o.round.Content); got.Mail != nil {
		t.Errorf("of a mail of which nothing is known: %+v", got.Mail)
	}
}

// signature signs a mail for example.org, whose key the resolver knows.
func signature(t *testing.T, raw string) (signed string, lookup proof.LookupTXT) {
	t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = dkim.Sign(&out, strings.NewReader(raw), &dkim.SignOptions{Domain: "example.org", Selector: "s", Signer: key, HeaderKeys: []string{"From", "Subject"}})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), func(_ context.Context, name string) ([]string, error) {
		if name != "s._domainkey.example.org" {
			t.Errorf("asked for %s", name)
		}
		return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
	}
}
