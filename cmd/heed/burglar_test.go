package main_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"heed/models/testserver"
)

// P3: whoever has taken a machine on which only the portal and the mailbox run, with all that they are
// configured with and the whole database, opens nothing. With the recovery key, everything opens.
func TestPortalAndMailboxOpenNothing(t *testing.T) {
	eachDatabase(t, func(t *testing.T, database string) {
		dovecot := testserver.Dovecot(t, testserver.DovecotOptions{})
		for _, village := range []string{"east", "west"} { // of one bundle
			dovecot.Deliver("tips", "INBOX", []byte("From: c@example.org\r\nSubject: road\r\n\r\nThe road money is gone, "+village+".\r\n"))
		}
		dovecot.Deliver("tips", "INBOX", largeMail()) // of one pack
		i := install(t, database, mailAccount(dovecot), mailPassword)
		portal := launch(t, i.env, "heed", "portal")
		portal.await("Public site")
		portal.portal = portal.address("Public site")
		c := newCitizen(t)
		a, err := c.submit(portal.portal, newReport(largeFile()))
		if err != nil || a.receipt() == "" {
			t.Fatalf("no receipt: %d %v", a.status, err)
		}
		i.answer(a.receipt(), "请问账本在谁手里？")
		if sent, err := c.talk(portal.portal, a.receipt(), "fact", "在会计家里。", attachment{"照片.txt", []byte("柜子")}); err != nil || sent.status != 200 {
			t.Fatalf("not sent: %d %v %s", sent.status, err, sent.fault())
		}
		if out, log, status := run(t, i.env, "heed", "sweep"); status != 0 {
			t.Fatalf("heed sweep: %d\n%s%s", status, out, log)
		}
		b := i.burgle()
		// Text, identity and file of the report, text and whole of three mails, a file of one, two bundles, the keys.
		if len(b.sealed) < 14 {
			t.Fatalf("only %d sealed things", len(b.sealed))
		}
		for name, try := range b.tries() {
			for where := range b.loot(try) {
				t.Errorf("%s opens %s", name, where)
			}
		}
		recovery, err := age.ParseHybridIdentity(i.recovery.Secret())
		must(t, err)
		loot := b.loot(recovery)
		for where := range b.sealed {
			if !loot[where] && !strings.HasPrefix(where, "key_grants.") && !strings.HasPrefix(where, "invites.") && !replies(where) {
				t.Errorf("the recovery key does not open %s", where)
			}
			if loot[where] && replies(where) {
				t.Errorf("the recovery key opens %s", where)
			}
		}
		b.opensReplies(a.receipt(), "账本在谁手里")
	})
}

// largeMail is a mail with so large a file that its sealed parts go into a blob together.
func largeMail() []byte {
	file := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0, 1, 2, 255}, 100<<10))
	return []byte("From: c@example.org\r\nSubject: book\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nThe books of the village.\r\n" +
		"--b\r\nContent-Type: application/octet-stream; name=books.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" + file + "\r\n--b--\r\n")
}

// burglar has everything of a machine without staff.
type burglar struct {
	t      testing.TB
	found  map[string]string // what it knows, by where it was
	sealed map[string][]byte // age files, by where they are
}

// burgle takes the settings, the files of the data folder, every column and every blob.
func (i *installation) burgle() *burglar {
	i.t.Helper()
	b := &burglar{t: i.t, found: map[string]string{}, sealed: map[string][]byte{}}
	for _, setting := range i.env {
		name, value, _ := strings.Cut(setting, "=")
		b.take(name, []byte(value))
	}
	for _, folder := range []string{i.data, strings.TrimPrefix(i.blobs, "file://")} {
		must(i.t, filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "heed.db") {
				return err
			}
			raw, err := os.ReadFile(path)
			b.take(path, raw)
			return err
		}))
	}
	i.eachValue(func(column string, value any) {
		switch v := value.(type) {
		case string:
			b.take(column, []byte(v))
		case []byte:
			b.take(column, v)
		}
	})
	return b
}

// take keeps age files to be opened, and anything else to open with. Of a pack, a new age file begins wherever
// the first line of one stands: nobody needs the database to cut it.
func (b *burglar) take(where string, value []byte) {
	const head = "age-encryption.org/v1\n"
	number := func() string { return fmt.Sprintf("%s (%d)", where, len(b.found)+len(b.sealed)) }
	switch {
	case bytes.HasPrefix(value, []byte(head)):
		for sealed := range bytes.SplitSeq(bytes.Clone(value[len(head):]), []byte(head)) {
			b.sealed[number()] = append([]byte(head), sealed...)
		}
	case len(value) > 0 && len(value) < 4096:
		where = number()
		b.found[where] = string(value)
	}
}

// tries are all keys that can be made of what was found: the key that it is, the key whose 32 bytes it is,
// and the passphrase.
func (b *burglar) tries() map[string]age.Identity {
	all := map[string]age.Identity{}
	for where, value := range b.found {
		seeds := []string{value}
		if raw, err := hex.DecodeString(value); err == nil {
			seeds = append(seeds, string(raw))
		}
		for _, seed := range seeds {
			if id, err := age.ParseHybridIdentity(strings.TrimSpace(seed)); err == nil {
				all[where] = id
			}
			if len(seed) == 32 {
				all[where+" as a key's bytes"] = hybrid(b.t, []byte(seed))
			}
			if id, err := age.NewScryptIdentity(seed); err == nil {
				all[where+" as a passphrase"] = id
			}
		}
	}
	return all
}

// loot is what a key opens, and what the keys open that come out of it.
func (b *burglar) loot(key age.Identity) map[string]bool {
	b.t.Helper()
	all, keys := map[string]bool{}, []age.Identity{key}
	for len(keys) > 0 {
		key, keys = keys[0], keys[1:]
		for where, sealed := range b.sealed {
			r, err := age.Decrypt(bytes.NewReader(sealed), key)
			if err != nil || all[where] {
				continue
			}
			all[where] = true
			plain, err := io.ReadAll(r)
			must(b.t, err)
			if more, err := age.ParseHybridIdentity(strings.TrimSpace(string(plain))); err == nil {
				keys = append(keys, more)
			} else if bundle, err := age.NewScryptIdentity(strings.TrimSpace(string(plain))); err == nil && len(plain) == 27 {
				keys = append(keys, bundle)
			}
		}
	}
	return all
}

// hybrid is the key whose secret is these 32 bytes, written as age writes it (BIP 173).
func hybrid(t testing.TB, seed []byte) age.Identity {
	t.Helper()
	const prefix, letters = "age-secret-key-pq-", "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	var words []byte
	bits, held := 0, uint32(0)
	for _, c := range seed {
		held, bits = held<<8|uint32(c), bits+8
		for ; bits >= 5; bits -= 5 {
			words = append(words, byte(held>>(bits-5))&31)
		}
	}
	words = append(words, byte(held<<(5-bits))&31)
	sum := polymod(append(expand(prefix), append(words, make([]byte, 6)...)...)) ^ 1
	for k := range 6 {
		words = append(words, byte(sum>>(5*(5-k)))&31)
	}
	text := []byte(prefix + "1")
	for _, w := range words {
		text = append(text, letters[w])
	}
	id, err := age.ParseHybridIdentity(strings.ToUpper(string(text)))
	must(t, err)
	return id
}

func expand(prefix string) []byte {
	out := make([]byte, 0, 2*len(prefix)+1)
	for _, c := range []byte(prefix) {
		out = append(out, c>>5)
	}
	out = append(out, 0)
	for _, c := range []byte(prefix) {
		out = append(out, c&31)
	}
	return out
}

func polymod(values []byte) uint32 {
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for k, generator := range []uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>k&1 == 1 {
				sum ^= generator
			}
		}
	}
	return sum
}
