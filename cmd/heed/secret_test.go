package main

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestProcessesThatStartTogetherShareOneSecret(t *testing.T) {
	folder := t.TempDir()
	secrets := make([][]byte, 8)
	var wg sync.WaitGroup
	for i := range secrets {
		wg.Go(func() {
			var err error
			if secrets[i], err = instanceSecret(Config{Data: folder}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, s := range secrets {
		if len(s) != 32 || !bytes.Equal(s, secrets[0]) {
			t.Errorf("a secret of %d bytes of its own", len(s))
		}
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %d files, %v", len(left), err)
	}
}

func TestASecretThatIsDamagedIsNotReplaced(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "secret.key"), []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := instanceSecret(Config{Data: folder}); err == nil {
		t.Error("a damaged secret was taken or replaced")
	}
}
