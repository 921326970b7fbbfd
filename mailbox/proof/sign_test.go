package proof

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
)

const plainMail = "From: Li <li@mail.sender.example>\r\nTo: tips@office.example\r\nSubject: road money\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\n\r\nThe road money is gone.\r\n"

// zone is a resolver that knows some names.
type zone struct {
	texts map[string]string
	asked atomic.Int64
}

func (z *zone) lookup(_ context.Context, name string) ([]string, error) {
	z.asked.Add(1)
	if text, ok := z.texts[name]; ok {
		return []string{text}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
}

// signer is a domain that signs, with its key in the zone.
type signer struct {
	key crypto.Signer
	dkim.SignOptions
}

func newSigner(t testing.TB, z *zone, domain, kind string) *signer {
	t.Helper()
	s := &signer{}
	var public []byte
	switch kind {
	case "ed25519":
		pub, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.key, public = key, pub
	default:
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		s.key = key
		if public, err = x509.MarshalPKIXPublicKey(key.Public()); err != nil {
			t.Fatal(err)
		}
	}
	z.texts["s._domainkey."+domain] = "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)
	s.SignOptions = dkim.SignOptions{
		Domain: domain, Selector: "s", Signer: s.key, Hash: crypto.SHA256,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: []string{"From", "Subject", "Date", "To"},
	}
	return s
}

func (s *signer) sign(t testing.TB, mail string) string {
	t.Helper()
	var out bytes.Buffer
	if err := dkim.Sign(&out, strings.NewReader(mail), &s.SignOptions); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// tagged adds a tag to the signature of a mail; what it signs no longer fits, which
// must not be asked any more.
func tagged(mail, tag string) string {
	return strings.Replace(mail, "DKIM-Signature: ", "DKIM-Signature: "+tag+"; ", 1)
}

// now is when the tests take place: the library's own clock is the machine's.
func now() time.Time { return time.Now() }

func TestSignatures(t *testing.T) {
	z := &zone{texts: map[string]string{}}
	own, parent, other := newSigner(t, z, "mail.sender.example", "rsa"), newSigner(t, z, "sender.example", "ed25519"), newSigner(t, z, "bulk.test", "rsa")
	lost := newSigner(t, &zone{texts: map[string]string{}}, "news.sender.example", "rsa")
	old := newSigner(t, z, "old.sender.example", "rsa")
	old.Expiration = now().Add(-time.Hour)
	short := newSigner(t, z, "short.sender.example", "rsa")
	z.texts["s._domainkey.short.sender.example"] = "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(shortKey(t))
	signed := own.sign(t, plainMail)
	many := signed
	for range 30 {
		many = "DKIM-Signature: v=1; a=rsa-sha256; d=junk.test; s=s; h=From; bh=x; b=x\r\n" + many
	}
	for _, c := range []struct{ name, mail, want string }{
		{"none", plainMail, ""},
		{"of the domain in From", signed, "dkim=pass+* verified"},
		{"of the domain above it, ed25519", parent.sign(t, plainMail), "dkim=pass+* verified"},
		{"of another domain", other.sign(t, plainMail), "dkim=pass*"},
		{"of both, the other one on top", other.sign(t, signed), "dkim=pass+* verified"},
		{"of both, the other one below", own.sign(t, other.sign(t, plainMail)), "dkim=pass+* verified"},
		{"behind nineteen that are junk", strings.SplitN(many, "\r\n", 12)[11], "dkim=pass+* verified"},
		{"behind more junk than is looked at", many, "dkim=fail*"},
		{"another text", strings.Replace(signed, "gone", "fine", 1), "dkim=fail+*"},
		{"another sender", strings.Replace(signed, "Li <li@", "Wang <wang@", 1), "dkim=fail+*"},
		{"a second From", strings.Replace(signed, "From:", "From: Wang <w@other.test>\r\nFrom:", 1), "dkim=fail*"},
		{"more text and l=", tagged(signed+"And more.\r\n", "l=24"), "dkim=weak+*"},
		{"rsa-sha1", strings.Replace(signed, "a=rsa-sha256", "a=rsa-sha1", 1), "dkim=weak+*"},
		{"a short key", short.sign(t, plainMail), "dkim=weak+*"},
		{"expired", old.sign(t, plainMail), "dkim=expired+*"},
		{"of a domain without that key", lost.sign(t, plainMail), "dkim=fail+*"},
		{"nonsense", "DKIM-Signature: ;;;=\r\n" + plainMail, "dkim=fail*"},
	} {
		e := Examiner{Keys: NewKeys(z.lookup, now, KeyLimits{})}
		f := e.Examine(t.Context(), []byte(c.mail), "li@mail.sender.example", now())
		if got := words(f); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func shortKey(t *testing.T) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	key.N.Rsh(key.N, 128) // 896 bits, which no generator makes any more
	key.N.SetBit(key.N, 0, 1)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return public
}

// What the server stamped is not asked for again.
func TestAStampSparesTheResolver(t *testing.T) {
	z := &zone{texts: map[string]string{}}
	raw := "Authentication-Results: mx.office.example; dkim=fail header.d=sender.example\r\n" + border + "\r\n" + newSigner(t, z, "sender.example", "ed25519").sign(t, plainMail)
	e := Examiner{AuthServ: "mx.office.example", Keys: NewKeys(z.lookup, now, KeyLimits{})}
	if got := words(e.Examine(t.Context(), []byte(raw), "li@mail.sender.example", now())); got != "dkim=fail+" || z.asked.Load() != 0 {
		t.Errorf("%q, %d asked", got, z.asked.Load())
	}
}

// Keys are asked for once, those that are not there too, and again in the next
// window.
func TestKeysAreAskedForOnce(t *testing.T) {
	z := &zone{texts: map[string]string{}}
	there, gone := newSigner(t, z, "sender.example", "ed25519").sign(t, plainMail), newSigner(t, &zone{texts: map[string]string{}}, "gone.example", "ed25519").sign(t, plainMail)
	clock := now()
	e := Examiner{Keys: NewKeys(z.lookup, func() time.Time { return clock }, KeyLimits{})}
	for range 50 {
		e.Examine(t.Context(), []byte(there), "li@sender.example", now())
		e.Examine(t.Context(), []byte(gone), "li@gone.example", now())
	}
	if n := z.asked.Load(); n != 2 {
		t.Errorf("asked %d times", n)
	}
	clock = clock.Add(2 * time.Hour)
	e.Examine(t.Context(), []byte(there), "li@sender.example", now())
	if n := z.asked.Load(); n != 3 {
		t.Errorf("asked %d times in all", n)
	}
}

// A resolver that hangs or is slow is left alone when its time is up, a domain whose
// names fail after three, and so many names are asked for and no more.
func TestTheResolverCostsOnlySoMuch(t *testing.T) {
	clock := now()
	var asked int
	hang := func(ctx context.Context, _ string) ([]string, error) {
		asked++
		<-ctx.Done()
		clock = clock.Add(2 * time.Second)
		return nil, ctx.Err()
	}
	slow := func(context.Context, string) ([]string, error) {
		asked++
		clock = clock.Add(time.Second)
		return nil, &net.DNSError{IsNotFound: true}
	}
	quick := func(context.Context, string) ([]string, error) {
		asked++
		return nil, &net.DNSError{IsNotFound: true}
	}
	broken := func(context.Context, string) ([]string, error) {
		asked++
		return nil, errors.New("refused")
	}
	limits := KeyLimits{Wait: time.Millisecond, Spend: 5 * time.Second, Names: 20, Failures: 3, Window: time.Hour}
	for name, c := range map[string]struct {
		lookup LookupTXT
		domain string
		want   int
	}{
		"hangs": {hang, ".example", 3}, "fails": {broken, ".example", 20}, "fails for one domain": {broken, "._domainkey.news.sender.example", 3},
		"is slow": {slow, ".example", 5}, "is quick": {quick, "._domainkey.sender.example", 20},
	} {
		asked = 0
		k := NewKeys(c.lookup, func() time.Time { return clock }, limits)
		var last error
		for n := range 100 {
			_, last = k.text(t.Context(), string(rune('a'+n))+c.domain)
		}
		if asked != c.want || !errors.Is(last, errNotAsked) {
			t.Errorf("a resolver that %s was asked %d times, then %v", name, asked, last)
		}
	}
}

// Who lets names of a domain of theirs fail, or answers them slowly, keeps nobody
// else's signature from being verified: at all, or for longer than some minutes.
func TestOneDomainSwitchesNothingOff(t *testing.T) {
	z, clock := &zone{texts: map[string]string{}}, now()
	slowly := time.Duration(0)
	k := NewKeys(func(ctx context.Context, name string) ([]string, error) {
		if strings.HasSuffix(name, "evil.example") {
			clock = clock.Add(slowly)
			return nil, &net.DNSError{Err: "server misbehaving", IsTemporary: true}
		}
		return z.lookup(ctx, name)
	}, func() time.Time { return clock }, KeyLimits{})
	attack := func(selector string) {
		for n := range 20 {
			_, _ = k.text(t.Context(), selector+string(rune('a'+n))+"._domainkey."+string(rune('a'+n))+".evil.example") // what came of it is not asked
		}
	}
	look := func(domain string) string {
		raw := newSigner(t, z, domain, "ed25519").sign(t, plainMail)
		return words(Examiner{Keys: k}.Examine(t.Context(), []byte(raw), "li@mail.sender.example", now()))
	}
	attack("fails-")
	if got := look("sender.example"); got != "dkim=pass+* verified" {
		t.Errorf("after names of another domain failed: %q", got)
	}
	slowly = 9 * time.Second
	clock = clock.Add(DefaultKeyLimits().Window)
	attack("slow-")
	clock = clock.Add(5 * time.Minute)
	if got := look("mail.sender.example"); got != "dkim=pass+* verified" {
		t.Errorf("five minutes after slow names: %q", got)
	}
}

// Without an answer nothing is claimed, of the signature or against it.
func TestWithoutAnAnswerNothingIsClaimed(t *testing.T) {
	z := &zone{texts: map[string]string{}}
	raw := []byte(newSigner(t, z, "sender.example", "ed25519").sign(t, plainMail))
	k := NewKeys(func(context.Context, string) ([]string, error) { return nil, errors.New("refused") }, now, KeyLimits{})
	for range 5 {
		if got := words(Examiner{Keys: k}.Examine(t.Context(), raw, "li@mail.sender.example", now())); got != "dkim=error+*" {
			t.Errorf("%q", got)
		}
	}
}

// Whatever the bytes are, Examine returns, and proves nothing to itself.
func FuzzExamine(f *testing.F) {
	z := &zone{texts: map[string]string{}}
	f.Add([]byte(newSigner(f, z, "sender.example", "ed25519").sign(f, plainMail)))
	f.Add(letter("Authentication-Results: mx; dkim=pass header.d=sender.example", border))
	f.Add([]byte("X-Heed: 1 x y\r\nReceived: from\r\n\tby\r\n\r\n"))
	f.Add([]byte(" folded\r\n: x\r\nDKIM-Signature: v=1; a=rsa-sha256; d=x; s=; h=From; bh=; b=\n\n"))
	e := Examiner{AuthServ: "mx", Keys: NewKeys((&zone{texts: map[string]string{}}).lookup, now, KeyLimits{}), Mark: NewMark([]byte("s"))}
	f.Fuzz(func(t *testing.T, raw []byte) {
		found := e.Examine(t.Context(), raw, "li@sender.example", now())
		if found.Ours {
			t.Error("somebody made the office's mark")
		}
		for _, r := range found.Auth {
			if r.By == "heed" && r.Result == Pass {
				t.Error("a signature was verified without a key")
			}
		}
	})
}

// BenchmarkUnsigned is what a mail of 12 KB without a signature costs.
func BenchmarkUnsigned(b *testing.B) {
	raw := append(letter("Received: x", border), bytes.Repeat([]byte("0123456789abcdef\r\n"), 700)...)
	e := Examiner{AuthServ: "mx.office.example", Keys: NewKeys((&zone{}).lookup, now, KeyLimits{}), Mark: NewMark([]byte("s"))}
	b.ReportAllocs()
	for b.Loop() {
		e.Examine(b.Context(), raw, "li@sender.example", time.Time{})
	}
}
