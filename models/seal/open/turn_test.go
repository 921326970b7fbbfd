package open

import (
	"context"
	"errors"
	"testing"
)

// While every slot is taken a further KDF waits, until its context ends.
func TestInTurnBounded(t *testing.T) {
	p := NewPassphrases(PassphraseOptions{Parallel: 2})
	started, release := make(chan struct{}), make(chan struct{})
	done := make(chan error, 2)
	for range 2 {
		go func() {
			done <- p.inTurn(t.Context(), func() error { started <- struct{}{}; <-release; return nil })
		}()
		<-started
	}
	ctx, cancel := context.WithCancel(t.Context())
	third := make(chan error)
	go func() {
		third <- p.inTurn(ctx, func() error { t.Error("a third KDF ran"); return nil })
	}()
	cancel()
	if err := <-third; !errors.Is(err, context.Canceled) {
		t.Errorf("the third: %v", err)
	}
	close(release)
	if err := errors.Join(<-done, <-done); err != nil {
		t.Error(err)
	}
	if len(p.slots) != 0 {
		t.Error("a slot is not given back")
	}
}

// One that fails gives its slot back too.
func TestInTurnAfterFailure(t *testing.T) {
	p, errKDF := NewPassphrases(PassphraseOptions{}), errors.New("fails")
	for range 3 {
		if err := p.inTurn(t.Context(), func() error { return errKDF }); !errors.Is(err, errKDF) {
			t.Fatal(err)
		}
	}
}
