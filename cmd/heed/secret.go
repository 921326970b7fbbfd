package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// instanceSecret is the secret that every process of one office shares: the
// one that is configured, or the file of the data folder, made when missing.
// It keys captchas, forms in flight and the mails' digests. It opens no tip.
func instanceSecret(c Config) ([]byte, error) {
	if c.Secret != nil {
		return c.Secret, nil
	}
	path := filepath.Join(c.Data, "secret.key")
	content, err := os.ReadFile(path) //nolint:gosec // in the configured data folder
	if errors.Is(err, os.ErrNotExist) {
		return makeSecret(path)
	}
	if err != nil {
		return nil, fault{"HEED_DATA", err}
	}
	secret, err := hex.DecodeString(string(content))
	if err != nil || len(secret) < 32 {
		return nil, fault{"HEED_DATA", fmt.Errorf("the file %s is damaged; restore it from the backup", path)}
	}
	return secret, nil
}

// makeSecret writes a fresh secret. Another process that is first wins.
func makeSecret(path string) ([]byte, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)                                              // never fails (crypto/rand)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // in the configured data folder
	if err != nil {
		return nil, fault{"HEED_DATA", err}
	}
	_, err = f.WriteString(hex.EncodeToString(secret))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fault{"HEED_DATA", err}
	}
	return secret, nil
}
