package statement_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"heed/models"
	"heed/models/statement"
)

var write = flag.Bool("write", false, "write testdata anew")

var secret = bytes.Repeat([]byte{7}, 32)

func sample() statement.Statement {
	return statement.Statement{
		Office: "青禾县委巡察办", Number: "巡察〔2026〕1-G1-0007",
		At: time.Date(2026, 11, 23, 9, 4, 58, 0, time.UTC).In(time.FixedZone("", 8*3600)), Sealed: sha256.Sum256([]byte("sealed")),
	}
}

func newSigner(t *testing.T, secret []byte) *statement.Signer {
	t.Helper()
	s, err := statement.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newStatement(t *testing.T, s *statement.Signer, st statement.Statement) string {
	t.Helper()
	text, err := s.Make(st)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// fails expects an error of a key.
func fails(t *testing.T, what, key, text string, keys ...string) {
	t.Helper()
	_, err := statement.Verify(text, keys...)
	var e *models.Error
	if !errors.As(err, &e) || e.Key != key {
		t.Errorf("%s: %v, not %s", what, err, key)
	}
}

// A statement must be checkable for ever: these bytes do not change.
func TestStatementIsTheOneOnFile(t *testing.T) {
	s := newSigner(t, secret)
	made := newStatement(t, s, sample())
	if *write {
		if err := os.WriteFile("testdata/statement.txt", []byte(made), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile("testdata/statement.txt")
	if err != nil || made != string(kept) {
		t.Errorf("%v\n%s", err, made)
	}
	if want := "heed-statement+a06a4fbb+"; !strings.HasPrefix(s.Public(), want) {
		t.Errorf("the key is %s", s.Public())
	}
	st, err := statement.Verify(string(kept), s.Public())
	if err != nil || st.Office != sample().Office || st.Number != sample().Number || !st.Same(sample().At.Add(300*time.Millisecond), sample().Sealed) {
		t.Errorf("%+v %v", st, err)
	}
	if st.Same(sample().At.Add(time.Second), sample().Sealed) || st.Same(sample().At, [32]byte{}) {
		t.Error("another report passes for that of the statement")
	}
}

// The format is that of C2SP, checked here with Ed25519 alone.
func TestStatementIsASignedNote(t *testing.T) {
	s := newSigner(t, secret)
	text, signature, ok := strings.Cut(newStatement(t, s, sample()), "\n\n— heed-statement ")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(signature, "\n"))
	if !ok || err != nil || len(raw) != 4+ed25519.SignatureSize {
		t.Fatalf("%v %v", ok, err)
	}
	seed, err := hkdf.Key(sha256.New, secret, nil, "heed statement v1 ed25519", 32)
	if err != nil {
		t.Fatal(err)
	}
	public, _ := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	id := sha256.Sum256(append([]byte("heed-statement\n\x01"), public...))
	if !bytes.Equal(raw[:4], id[:4]) || !ed25519.Verify(public, []byte(text+"\n"), raw[4:]) {
		t.Error("the signature is not that of the format")
	}
	if want := fmt.Sprintf("heed-statement+%x+%s", id[:4], base64.StdEncoding.EncodeToString(append([]byte{1}, public...))); s.Public() != want {
		t.Errorf("the key is %s, not %s", s.Public(), want)
	}
}

func TestOneCharacterMakesItWorthless(t *testing.T) {
	s := newSigner(t, secret)
	text := newStatement(t, s, sample())
	for at, r := range text {
		other := "7"
		if r == '7' {
			other = "8"
		}
		changed := text[:at] + other + text[at+len(string(r)):]
		if _, err := statement.Verify(changed, s.Public()); err == nil && r != '\n' {
			t.Errorf("a changed character at %d passes", at)
		}
	}
	fails(t, "another number", "statement.changed", strings.Replace(text, "0007", "0008", 1), s.Public())
	fails(t, "another office", "statement.changed", strings.Replace(text, "青禾", "青河", 1), s.Public())
	fails(t, "no signature", "statement.malformed", text[:strings.Index(text, "\n\n")+1], s.Public())
	fails(t, "nothing", "statement.malformed", "", s.Public())
	fails(t, "a letter to nobody", "statement.malformed", "hello\n\n— heed-statement AAAAAAAA\n", s.Public())
	fails(t, "a book", "statement.malformed", strings.Repeat("x", statement.Most+1), s.Public())
	fails(t, "a broken key", "statement.key", text, "heed-statement+00000000+AAAA")
	fails(t, "no key", "statement.foreign", text)
}

// Any note that the office's key signed and that is no statement is none.
func TestAnotherOfficeAndAnotherTime(t *testing.T) {
	was, is := newSigner(t, bytes.Repeat([]byte{6}, 32)), newSigner(t, secret)
	old := newStatement(t, was, sample())
	fails(t, "another office's", "statement.foreign", old, is.Public())
	if _, err := statement.Verify(old, is.Public(), was.Public()); err != nil {
		t.Errorf("a statement from before the secret changed: %v", err)
	}
	if _, err := statement.NewSigner([]byte("short")); err == nil {
		t.Error("a short secret is taken")
	}
}

func TestACopyMayTouchLineEnds(t *testing.T) {
	s := newSigner(t, secret)
	text := newStatement(t, s, sample())
	for name, copied := range map[string]string{
		"by Windows": "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n"), "with spaces": strings.ReplaceAll(text, "\n", "  \n"),
		"with space around": "\n\n" + text + "\n\n", "without the last line end": strings.TrimSuffix(text, "\n"),
	} {
		if _, err := statement.Verify(copied, s.Public()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A name with line ends in it must not write lines of its own.
func TestANameIsOneLine(t *testing.T) {
	s := newSigner(t, secret)
	st := sample()
	st.Office = "a\nb\r\nc\x00\xff"
	got, err := statement.Verify(newStatement(t, s, st), s.Public())
	if err != nil || got.Office != "a b  c �" || got.Number != st.Number {
		t.Errorf("%+v %v", got, err)
	}
}

func FuzzVerify(f *testing.F) {
	s, err := statement.NewSigner(secret)
	if err != nil {
		f.Fatal(err)
	}
	text, err := s.Make(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("heed statement v1\n\n\n\n— x AAAAAAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := statement.Verify(text, s.Public())
		if err == nil && (got.Number != sample().Number || got.Sealed != sample().Sealed) {
			t.Error("what nobody signed was taken")
		}
	})
}

func BenchmarkMake(b *testing.B) {
	s, err := statement.NewSigner(secret)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Make(sample()); err != nil {
			b.Fatal(err)
		}
	}
}
