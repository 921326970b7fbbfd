package open_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"heed/models/seal/open"
)

const words = "纸船 7 漂过 小桥"

// newPassphrases is cheap: 1 MB a KDF.
func newPassphrases() *open.Passphrases {
	return open.NewPassphrases(open.PassphraseOptions{WorkFactor: 10, MaxWorkFactor: 12})
}

func TestPassphraseRoundTrip(t *testing.T) {
	key, p := newIdentity(t), newPassphrases()
	wrapped := wrap(t, p, key)
	got, err := p.Unwrap(t.Context(), wrapped, words)
	if err != nil || got.Secret() != key.Secret() {
		t.Fatalf("unwrap: %v", err)
	}
	if bytes.Contains(wrapped, []byte(key.Secret())) {
		t.Error("the key is in clear")
	}
}

func TestPassphraseWrong(t *testing.T) {
	key, p := newIdentity(t), newPassphrases()
	wrapped := wrap(t, p, key)
	for _, wrong := range []string{"", " ", words + " ", strings.ToUpper("x" + words), "纸船7漂过小桥"} {
		if _, err := p.Unwrap(t.Context(), wrapped, wrong); !errors.Is(err, open.ErrPassphrase) {
			t.Errorf("%q: got %v", wrong, err)
		}
	}
	if _, err := p.Wrap(t.Context(), key, ""); !errors.Is(err, open.ErrPassphrase) {
		t.Errorf("wrap by nothing: got %v", err)
	}
}

// One keyboard types é as one character, another as e and an accent.
func TestPassphraseNormalised(t *testing.T) {
	key, p := newIdentity(t), newPassphrases()
	wrapped, err := p.Wrap(t.Context(), key, "cafe\u0301")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Unwrap(t.Context(), wrapped, "caf\u00e9"); err != nil {
		t.Error(err)
	}
}

func TestPassphraseFileIsOfAge(t *testing.T) {
	key, p := newIdentity(t), newPassphrases()
	by, err := age.NewScryptIdentity(words)
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(wrap(t, p, key)), by)
	if err != nil {
		t.Fatal(err)
	}
	line, err := io.ReadAll(r)
	if err != nil || string(line) != key.Secret()+"\n" {
		t.Errorf("not a key file: %v", err)
	}
}

func TestPassphraseDamagedAtEveryByte(t *testing.T) {
	p := open.NewPassphrases(open.PassphraseOptions{WorkFactor: 1, MaxWorkFactor: 3})
	wrapped := wrap(t, p, newIdentity(t))
	for i := range wrapped {
		damaged := bytes.Clone(wrapped)
		damaged[i] ^= 1 << (i % 8)
		for name, sealed := range map[string][]byte{"changed": damaged, "cut": wrapped[:i]} {
			got, err := p.Unwrap(t.Context(), sealed, words)
			known := errors.Is(err, open.ErrDamaged) || errors.Is(err, open.ErrPassphrase) || errors.Is(err, open.ErrWorkFactor)
			if !known || !got.IsZero() {
				t.Errorf("%s at %d: got %v", name, i, err)
			}
		}
	}
}

func TestUnwrapRefusesOtherFiles(t *testing.T) {
	p, key := newPassphrases(), newIdentity(t)
	if _, err := p.Unwrap(t.Context(), sealTo(t, []byte(key.Secret()), key), words); !errors.Is(err, open.ErrDamaged) {
		t.Errorf("a sealed file: got %v", err)
	}
	by, err := age.NewScryptRecipient(words)
	if err != nil {
		t.Fatal(err)
	}
	by.SetWorkFactor(10)
	if _, err := p.Unwrap(t.Context(), ageSeal(t, "no key", by), words); !errors.Is(err, open.ErrDamaged) {
		t.Errorf("no key inside: got %v", err)
	}
}

func TestWorkFactorLimits(t *testing.T) {
	key := newIdentity(t)
	costly := wrap(t, open.NewPassphrases(open.PassphraseOptions{WorkFactor: 13}), key)
	if _, err := newPassphrases().Unwrap(t.Context(), costly, words); !errors.Is(err, open.ErrWorkFactor) {
		t.Errorf("above the maximum: got %v", err)
	}
	if _, err := newPassphrases().Unwrap(t.Context(), costly, "wrong"); !errors.Is(err, open.ErrWorkFactor) {
		t.Errorf("above the maximum, wrong words: got %v", err)
	}
	for _, opts := range []open.PassphraseOptions{{WorkFactor: -1}, {WorkFactor: 31}, {WorkFactor: 14, MaxWorkFactor: 13}} {
		p := open.NewPassphrases(opts)
		if _, err := p.Wrap(t.Context(), key, words); !errors.Is(err, open.ErrWorkFactor) {
			t.Errorf("wrap with %+v: got %v", opts, err)
		}
		if _, err := p.Unwrap(t.Context(), costly, words); !errors.Is(err, open.ErrWorkFactor) {
			t.Errorf("unwrap with %+v: got %v", opts, err)
		}
	}
}

func TestDefaultWorkFactorIsWritten(t *testing.T) {
	wrapped := wrap(t, open.NewPassphrases(open.PassphraseOptions{}), newIdentity(t))
	header, _, _ := strings.Cut(string(wrapped), "\n---")
	stanza := strings.Split(header, "\n")[1]
	if !strings.HasPrefix(stanza, "-> scrypt ") || !strings.HasSuffix(stanza, " 16") {
		t.Errorf("stanza is %q", stanza)
	}
}

func TestPassphraseContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	key, p := newIdentity(t), newPassphrases()
	if _, err := p.Wrap(ctx, key, words); !errors.Is(err, context.Canceled) {
		t.Errorf("wrap: %v", err)
	}
	if _, err := p.Unwrap(ctx, wrap(t, p, key), words); !errors.Is(err, context.Canceled) {
		t.Errorf("unwrap: %v", err)
	}
}

func TestPassphrasesConcurrently(t *testing.T) {
	p := open.NewPassphrases(open.PassphraseOptions{WorkFactor: 8, Parallel: 2})
	key := newIdentity(t)
	wrapped := wrap(t, p, key)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if got, err := p.Unwrap(t.Context(), wrapped, words); err != nil || got.Secret() != key.Secret() {
				t.Errorf("unwrap: %v", err)
			}
		})
	}
	wg.Wait()
}

func wrap(t *testing.T, p *open.Passphrases, key open.Identity) []byte {
	t.Helper()
	wrapped, err := p.Wrap(t.Context(), key, words)
	if err != nil {
		t.Fatal(err)
	}
	return wrapped
}

func ageSeal(t *testing.T, text string, to age.Recipient) []byte {
	t.Helper()
	var dst bytes.Buffer
	w, err := age.Encrypt(&dst, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dst.Bytes()
}

func BenchmarkUnwrap(b *testing.B) {
	p := open.NewPassphrases(open.PassphraseOptions{})
	wrapped, err := p.Wrap(b.Context(), newIdentity(b), words)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := p.Unwrap(b.Context(), wrapped, words); err != nil {
			b.Fatal(err)
		}
	}
}
