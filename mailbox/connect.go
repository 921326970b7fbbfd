package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"heed/models"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// refusal is a server's NO or BAD to one command. The line is still good.
type refusal struct{ status *imap.Error }

func (r refusal) Error() string { return r.status.Error() }

// refused says whether the server turned one command down, rather than that
// the line is lost.
func refused(err error) bool {
	var r refusal
	return errors.As(err, &r)
}

// box is a signed-in connection. One goroutine uses it at a time, one command
// at a time: two FETCHes in flight deadlock with Dovecot.
type box struct {
	account Account
	client  *imapclient.Client
	line    *line
	news    chan struct{} // holds a token when the server has said that mail came
	release func() bool   // of the context that hangs up

	canMove, canUIDPlus, canIdle bool
}

// enter opens the line to an account and signs in. The connection ends with ctx. It
// takes no longer than entryTimes the silence, whoever is at the other end.
func enter(ctx context.Context, a Account, silence time.Duration, c credential) (*box, error) {
	l, conn, err := a.dial(ctx, silence)
	if err != nil {
		return nil, err
	}
	b := &box{account: a, line: l, news: make(chan struct{}, 1)}
	b.release = context.AfterFunc(ctx, func() { _ = l.Close() })
	if a.Security == StartTLS {
		conn, err = a.startTLS(ctx, l)
	}
	if err == nil {
		b.client = imapclient.New(&tame{Conn: conn}, &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: b.heard}})
		err = b.greet(c)
	}
	l.entered()
	l.rest()
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *box) heard(data *imapclient.UnilateralDataMailbox) {
	if data.NumMessages == nil {
		return
	}
	select {
	case b.news <- struct{}{}:
	default:
	}
}

// close hangs up without further words.
func (b *box) close() {
	if b == nil {
		return
	}
	b.release()
	_ = b.line.Close()
	if b.client != nil {
		_ = b.client.Close() // its reader ends with the line
	}
}

// leave signs off, so that the server need not wonder.
func (b *box) leave() {
	if b == nil {
		return
	}
	_ = b.ask(func() error { return b.client.Logout().Wait() })
	b.close()
}

// greet waits for the server, signs in, names itself and learns what the server can.
func (b *box) greet(c credential) error {
	if err := b.ask(b.client.WaitGreeting); err != nil {
		return b.serverFault(err)
	}
	caps, err := b.abilities()
	if err == nil && b.client.State() == imap.ConnStateNotAuthenticated {
		if err = b.login(c, caps); err == nil {
			caps, err = b.abilities()
		}
	}
	if err != nil {
		return err
	}
	if err := b.speakUTF8(caps); err != nil {
		return err
	}
	if caps.Has(imap.CapID) { // some servers open no folder for a client that has no name
		id := &imap.IDData{Name: "Heed", Vendor: "Heed"}
		if err := b.ask(func() error { _, err := b.client.ID(id).Wait(); return err }); err != nil && !refused(err) {
			return err
		}
	}
	b.canMove, b.canUIDPlus, b.canIdle = caps.Has(imap.CapMove), caps.Has(imap.CapUIDPlus), caps.Has(imap.CapIdle)
	return nil
}

// serverFault puts a refusal into words; other errors have theirs.
func (b *box) serverFault(err error) error {
	if refused(err) {
		return b.account.fault(models.KindUnavailable, keyServer, err)
	}
	return err
}

// choose opens a folder and returns its UIDVALIDITY.
func (b *box) choose(folder string) (uint32, error) {
	data, err := asked(b, func() (*imap.SelectData, error) { return b.client.Select(folder, nil).Wait() })
	switch {
	case refused(err):
		return 0, b.account.folderFault(folder, err)
	case err != nil:
		return 0, err
	case data.UIDValidity == 0:
		return 0, b.account.fault(models.KindUnavailable, keyServer, errors.New("the server gives no UIDVALIDITY"))
	}
	return data.UIDValidity, nil
}

// uids lists every message of the folder, in order. News that came before are
// in it.
func (b *box) uids() ([]uint32, error) {
	select {
	case <-b.news:
	default:
	}
	return b.search(&imap.SearchCriteria{})
}

func (b *box) search(criteria *imap.SearchCriteria) ([]uint32, error) {
	data, err := asked(b, func() (*imap.SearchData, error) { return b.client.UIDSearch(criteria, nil).Wait() })
	if err != nil {
		return nil, b.serverFault(err)
	}
	if tooMany(data) {
		return nil, b.account.fault(models.KindUnavailable, keyServer, errors.New("the server lists more messages than a folder has"))
	}
	return fromSet(data.AllUIDs()), nil
}

func fromSet(uids []imap.UID) []uint32 {
	out := make([]uint32, len(uids))
	for i, u := range uids {
		out[i] = uint32(u)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func toSet(uids []uint32) imap.UIDSet {
	var set imap.UIDSet
	for _, u := range uids {
		set.AddNum(imap.UID(u))
	}
	return set
}

// sequence finds the place of a message in the folder; 0 when it is gone.
func (b *box) sequence(uid uint32) (uint32, error) {
	criteria := &imap.SearchCriteria{UID: []imap.UIDSet{toSet([]uint32{uid})}}
	data, err := asked(b, func() (*imap.SearchData, error) { return b.client.Search(criteria, nil).Wait() })
	if err != nil {
		return 0, b.serverFault(err)
	}
	if found := data.AllSeqNums(); len(found) == 1 {
		return found[0], nil
	}
	return 0, nil
}

// fetch runs one FETCH to its end. A literal over most bytes is passed over and
// its letter marked. Letters that came before an error are good.
func (b *box) fetch(set imap.NumSet, items *imap.FetchOptions, most int64) ([]letter, error) {
	return asked(b, func() ([]letter, error) { return b.take(set, items, most) })
}

func (b *box) take(set imap.NumSet, items *imap.FetchOptions, most int64) (letters []letter, err error) {
	cmd := b.client.Fetch(set, items)
	for data := cmd.Next(); data != nil; data = cmd.Next() {
		l, err := collect(data, most)
		if err != nil {
			// The line is lost. Going through the rest of cmd would read the
			// literal again, while the library's reader reads as well.
			_ = b.line.Close()
			<-b.client.Closed()
			return letters, err
		}
		if l.uid != 0 {
			letters = append(letters, l)
		}
	}
	var status *imap.Error
	if err = cmd.Close(); err != nil && !errors.As(err, &status) {
		letters = letters[:max(len(letters)-1, 0)] // nothing after the last body bears its length out
	}
	return letters, err
}

func collect(data *imapclient.FetchMessageData, most int64) (letter, error) {
	var l letter
	for item := data.Next(); item != nil; item = data.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			l.uid = uint32(item.UID)
		case imapclient.FetchItemDataRFC822Size:
			l.size = item.Size
		case imapclient.FetchItemDataInternalDate:
			l.date = item.Time
		case imapclient.FetchItemDataBodySection:
			if err := l.read(item.Literal, most); err != nil {
				return letter{}, err
			}
		}
	}
	return l, nil
}

// read takes a body; raw stays nil without one. A cut line ends a literal early without an error, so the
// length is what counts.
func (l *letter) read(body imap.LiteralReader, most int64) error {
	if body == nil {
		return nil
	}
	if body.Size() > most {
		l.over, l.size = true, body.Size()
		return nil
	}
	l.raw = make([]byte, body.Size())
	if n, err := io.ReadFull(body, l.raw); err != nil {
		return fmt.Errorf("a body of %d bytes ended after %d: %w", body.Size(), n, io.ErrUnexpectedEOF)
	}
	return nil
}

// body asks for what a letter needs and nothing that trips the library.
func body(date bool, part *imap.SectionPartial) *imap.FetchOptions {
	return &imap.FetchOptions{
		UID: true, InternalDate: date, BodySection: []*imap.FetchItemBodySection{{Peek: true, Partial: part}},
	}
}

// letters fetches messages, or the first bytes of each.
func (b *box) letters(uids []uint32, first, most int64) ([]letter, error) {
	return b.fetch(toSet(uids), body(true, partial(first)), most)
}

// partial is the first bytes of a body, or all of it for 0.
func partial(first int64) *imap.SectionPartial {
	if first == 0 {
		return nil
	}
	return &imap.SectionPartial{Size: first}
}

// letterAt fetches one message by its place, for servers that say the UID too
// late. first, if not 0, is how much of it to fetch.
func (b *box) letterAt(seq uint32, date bool, first, most int64) ([]letter, error) {
	return b.fetch(imap.SeqSetNum(seq), body(date, partial(first)), most)
}

// create makes a folder.
func (b *box) create(folder string) error {
	return b.ask(func() error { return b.client.Create(folder, nil).Wait() })
}

// idle returns when mail comes, wake fires, somebody calls, the line breaks or
// ctx ends.
func (b *box) idle(ctx context.Context, wake <-chan time.Time, call <-chan struct{}) error {
	cmd, err := asked(b, func() (*imapclient.IdleCommand, error) { return b.client.Idle() })
	if err != nil {
		return b.serverFault(err)
	}
	select {
	case <-b.news:
	case <-wake:
	case <-call:
	case <-b.client.Closed():
	case <-ctx.Done():
	}
	return b.serverFault(b.ask(func() error { return errors.Join(cmd.Close(), cmd.Wait()) }))
}
