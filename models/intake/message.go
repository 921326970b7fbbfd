package intake

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"heed/models"
	"heed/models/seal"
	"heed/models/store"
)

// unreadMax is how many messages of one reporter may wait to be read: so much
// that nobody who has something to say is stopped, and a bound for who has not.
const unreadMax = 50

// newMessage seals what a message says to the round's content key alone, and takes
// its files along.
func newMessage(desk *Desk, tipID int64, kind models.MessageKind, text models.MessageText, files []Staged) (store.NewMessage, error) {
	n := store.NewMessage{Files: fileEnvelopes(files)}
	text.Version = 1
	for ord, f := range files {
		text.Files = append(text.Files, f.note(ord))
		n.Bytes += f.Size
	}
	plain, err := json.Marshal(text)
	if err != nil {
		return n, err
	}
	sealed, err := seal.Bytes(plain, desk.content.to)
	n.Message = models.Message{TipID: tipID, Kind: kind, KeyID: desk.content.id, Data: sealed}
	return n, err
}

// addMessage stores a message, whether its sender waits for it or not.
func (i *Intake) addMessage(ctx context.Context, add func(*store.Tx) (models.Message, error)) (m models.Message, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	defer cancel()
	write := func() error {
		return i.opts.Store.Write(ctx, func(tx *store.Tx) error {
			m, err = add(tx)
			return err
		})
	}
	if err = write(); errors.Is(err, store.ErrCommitUnknown) {
		err = again(err, write)
	}
	return m, err
}

// again repeats a write whose answer was lost, for as long as a visitor can be
// kept waiting: what is in already is not stored twice.
func again(lost error, write func() error) error {
	ends := time.NewTimer(settleTime)
	defer ends.Stop()
	next := time.NewTicker(settleTime / 20)
	defer next.Stop()
	for {
		select {
		case <-ends.C:
			return lost
		case <-next.C:
			if write() == nil {
				return nil
			}
		}
	}
}
