package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// instanceSecret is the secret that every process of one office shares: the
// one that is configured, or the file of the data folder, made when missing.
// It keys captchas, forms in flight, the statements that reporters are given and
// the mails' digests. It opens no tip.
func instanceSecret(c Config) ([]byte, error) {
	if c.Secret != nil {
		return c.Secret, nil
	}
	path := filepath.Join(c.Data, "secret.key")
	secret, err := readSecret(path)
	if errors.Is(err, os.ErrNotExist) {
		return makeSecret(path)
	}
	return secret, err
}

func readSecret(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fault{"HEED_DATA", err}
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(content)))
	if err != nil || len(secret) < 32 {
		return nil, fault{"HEED_DATA", fmt.Errorf("the file %s is damaged; restore it from the backup", path)}
	}
	return secret, nil
}

// makeSecret writes a fresh secret: whole and on the disk before it has its
// name. Another process that is first wins, and its secret is taken.
func makeSecret(path string) ([]byte, error) {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	draft, err := os.CreateTemp(filepath.Dir(path), "secret.*.new")
	if err != nil {
		return nil, fault{"HEED_DATA", err}
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(hex.EncodeToString(secret) + "\n")
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return nil, fault{"HEED_DATA", err}
	}
	err = os.Link(draft.Name(), path)
	if errors.Is(err, os.ErrExist) {
		return readSecret(path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return nil, fault{"HEED_DATA", err}
	}
	return secret, nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
