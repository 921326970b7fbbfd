package mailbox

import (
	"errors"
	"io"
	"time"

	"heed/models"

	"github.com/emersion/go-imap/v2"
)

// ask waits for one command under the watch of the line.
func (b *box) ask(command func() error) error {
	_, err := asked(b, func() (struct{}, error) { return struct{}{}, command() })
	return err
}

// asked is ask with an answer. What command writes nobody else may read: it may
// go on after this has returned.
func asked[T any](b *box, command func() (T, error)) (T, error) {
	b.line.watch()
	defer b.line.rest()
	answer, err := ended(b.client.Closed(), b.line.hung, command)
	return answer, b.typed(err)
}

// lastBreath is how long a command whose line has ended has to say what came of
// it. The library ends every command that it knows of before it says that the line
// has, so that this is only long when it does not know of one.
const lastBreath = time.Second

// ended is what came of a command, or io.ErrUnexpectedEOF when the line is closed
// or hung up and the command does not end: the library never ends one that is begun
// as its reader stops, or whose answer its reader stumbles over, whatever is done to
// the line. The command is left to wait.
func ended[T any](closed, hung <-chan struct{}, command func() (T, error)) (T, error) {
	type result struct {
		answer T
		err    error
	}
	came := make(chan result, 1)
	go func() {
		answer, err := command()
		came <- result{answer, err}
	}()
	select {
	case r := <-came:
		return r.answer, r.err
	case <-closed:
	case <-hung:
	}
	late := time.NewTimer(lastBreath)
	defer late.Stop()
	select {
	case r := <-came:
		return r.answer, r.err
	case <-late.C:
		return *new(T), io.ErrUnexpectedEOF
	}
}

// typed sorts what the library says: a refusal of the server, or a lost line.
// The library hides what the net said, so the line is asked.
func (b *box) typed(err error) error {
	var status *imap.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &status):
		return refusal{status}
	}
	if key := lineKey(b.line.why(err)); key == keySilent {
		return b.account.fault(models.KindUnavailable, key, err)
	}
	return b.account.fault(models.KindUnavailable, keyCut, err)
}
