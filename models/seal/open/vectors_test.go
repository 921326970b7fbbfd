package open_test

import (
	"encoding/json"
	"os"
	"testing"

	"heed/models/seal/open"
)

// vectors are stored data of version 1, made from well-known keys: the envelope
// and the grant by the age tool, the session by an independent program. Every
// later version must open them; the file is never changed.
type vectors struct {
	Staff          string `json:"staff"`
	StaffRecipient string `json:"staff_recipient"`
	Round          string `json:"round"`
	SessionSecret  string `json:"session_secret"`
	SessionID      string `json:"session_id"`
	SessionBinding string `json:"session_binding"`
	SessionSealed  []byte `json:"session_sealed"`
	Passphrase     string `json:"passphrase"`
	Wrapped        []byte `json:"wrapped"`
	Grant          []byte `json:"grant"`
	Envelope       []byte `json:"envelope"`
	EnvelopeText   string `json:"envelope_text"`
}

func loadVectors(t *testing.T) vectors {
	t.Helper()
	text, err := os.ReadFile("testdata/v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVectorsOfKeys(t *testing.T) {
	v := loadVectors(t)
	staff := parseIdentity(t, v.Staff)
	if staff.Secret() != v.Staff || staff.Recipient().String() != v.StaffRecipient {
		t.Error("the key or its public half reads differently")
	}
	round, err := open.OpenGrant(v.Grant, staff)
	if err != nil || round.Secret() != v.Round {
		t.Fatalf("grant: %v", err)
	}
	plain, err := open.Bytes(v.Envelope, round)
	if err != nil || string(plain) != v.EnvelopeText {
		t.Errorf("envelope: %q, %v", plain, err)
	}
}

func TestVectorsOfPassphrase(t *testing.T) {
	v := loadVectors(t)
	key, err := open.NewPassphrases(open.PassphraseOptions{}).Unwrap(t.Context(), v.Wrapped, v.Passphrase)
	if err != nil || key.Secret() != v.Staff {
		t.Errorf("wrapped key: %v", err)
	}
}

func TestVectorsOfSession(t *testing.T) {
	v := loadVectors(t)
	secret, err := open.ParseSessionSecret(v.SessionSecret)
	if err != nil {
		t.Fatal(err)
	}
	if secret.Text() != v.SessionSecret || secret.ID() != v.SessionID {
		t.Errorf("id is %s", secret.ID())
	}
	key, err := secret.Open(v.SessionSealed, []byte(v.SessionBinding))
	if err != nil || key.Secret() != v.Staff {
		t.Errorf("session: %v", err)
	}
}

// bundleVectors are stored data of a bundle, made by the age library alone.
// Every later version must open them; the file is never changed.
func TestVectorsOfBundle(t *testing.T) {
	text, err := os.ReadFile("testdata/v1-bundle.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Round        string `json:"round"`
		Bundle       []byte `json:"bundle"`
		Secret       string `json:"bundle_secret"`
		Envelope     []byte `json:"envelope"`
		EnvelopeText string `json:"envelope_text"`
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	round := parseIdentity(t, v.Round)
	if secret, err := open.Bytes(v.Bundle, round); err != nil || string(secret) != v.Secret+"\n" {
		t.Errorf("bundle: %q, %v", secret, err)
	}
	if plain, err := open.BundledBytes(v.Envelope, v.Bundle, round); err != nil || string(plain) != v.EnvelopeText {
		t.Errorf("envelope: %q, %v", plain, err)
	}
}
