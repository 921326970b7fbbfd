package mailbox

import (
	"errors"
	"strings"

	"heed/models"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// place is where messages went, as far as the server says: both sets are empty
// when it does not.
type place struct {
	validity uint32
	from, to string
}

// move takes messages out of the folder by MOVE, which does all or nothing of
// each.
func (b *box) move(folder string, uids []uint32) (place, error) {
	data, err := asked(b, func() (*imapclient.MoveData, error) { return b.client.Move(toSet(uids), folder).Wait() })
	if err != nil {
		return place{}, err
	}
	return placeOf(data.UIDValidity, data.SourceUIDs, data.DestUIDs), nil
}

// copy is COPY, which does all or nothing. The messages stay.
func (b *box) copy(folder string, uids []uint32) (place, error) {
	data, err := asked(b, func() (*imap.CopyData, error) { return b.client.Copy(toSet(uids), folder).Wait() })
	if err != nil {
		return place{}, err
	}
	return placeOf(data.UIDValidity, data.SourceUIDs, data.DestUIDs), nil
}

// setKept is how long a set of the server's may be to be kept: what it was asked
// for is not longer.
const setKept = 64 << 10

// placeOf keeps the sets as the server wrote them: a range costs it nothing, and
// us four thousand million numbers.
func placeOf(validity uint32, from, to imap.NumSet) place {
	p := place{validity: validity}
	if from == nil || to == nil || validity == 0 {
		return place{}
	}
	p.from, p.to = from.String(), to.String()
	if p.to == "" || len(p.from) > setKept || len(p.to) > setKept || strings.Contains(p.to, "*") {
		return place{}
	}
	return p
}

// takeOut marks messages that were copied and, by their UIDs alone, expunges
// them; without UIDPLUS the mark stays, for EXPUNGE alone would take what others
// have marked as well.
func (b *box) takeOut(uids []uint32) error {
	set := toSet(uids)
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := b.ask(func() error { return b.client.Store(set, deleted, nil).Close() }); err != nil || !b.canUIDPlus {
		return err
	}
	return b.ask(func() error { return b.client.UIDExpunge(set).Close() })
}

// next is the UIDVALIDITY of a folder that is not open, and the UID that its next
// message gets.
func (b *box) next(folder string) (validity, uid uint32, err error) {
	data, err := asked(b, func() (*imap.StatusData, error) {
		return b.client.Status(folder, &imap.StatusOptions{UIDNext: true, UIDValidity: true}).Wait()
	})
	if err != nil {
		return 0, 0, err
	}
	if data.UIDValidity == 0 || data.UIDNext == 0 {
		return 0, 0, b.account.fault(models.KindUnavailable, keyServer, errors.New("the server gives no UIDNEXT"))
	}
	return data.UIDValidity, uint32(data.UIDNext), nil
}

// examine opens a folder without the right to change it: its UIDVALIDITY.
func (b *box) examine(folder string) (validity uint32, err error) {
	data, err := asked(b, func() (*imap.SelectData, error) {
		return b.client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	})
	switch {
	case refused(err):
		return 0, b.account.folderFault(folder, err)
	case err != nil:
		return 0, err
	}
	return data.UIDValidity, nil
}

// from lists the messages of the open folder from a UID on.
func (b *box) from(uid uint32) ([]uint32, error) {
	var set imap.UIDSet
	set.AddRange(imap.UID(uid), 0) // "n:*" has the last message even when it is below n
	uids, err := b.search(&imap.SearchCriteria{UID: []imap.UIDSet{set}})
	for len(uids) > 0 && uids[0] < uid {
		uids = uids[1:]
	}
	return uids, err
}

// sizes asks how large messages of the open folder are.
func (b *box) sizes(uids []uint32) (map[uint32]int64, error) {
	sizes := map[uint32]int64{}
	if len(uids) == 0 {
		return sizes, nil
	}
	letters, err := b.fetch(toSet(uids), &imap.FetchOptions{UID: true, RFC822Size: true}, 0)
	for _, l := range letters {
		sizes[l.uid] = l.size
	}
	return sizes, err
}

// listedMost is how many messages a folder may list. More is a range that a
// server made up, and would be written out in memory.
const listedMost = 1 << 24

func tooMany(data *imap.SearchData) bool {
	set, _ := data.All.(imap.UIDSet)
	var n int64
	for _, r := range set {
		if r.Start == 0 || r.Stop == 0 {
			return true
		}
		n += int64(max(r.Start, r.Stop)) - int64(min(r.Start, r.Stop)) + 1
	}
	return n > listedMost
}

// abilities asks what the server can. The library asks by itself as well, but
// waits half a minute for an answer that it missed, whatever the line does.
func (b *box) abilities() (imap.CapSet, error) {
	caps, err := asked(b, func() (imap.CapSet, error) { return b.client.Capability().Wait() })
	if err == nil && len(caps) == 0 {
		err = b.account.fault(models.KindUnavailable, keyServer, errors.New("the server does not say what it can"))
	}
	return caps, b.serverFault(err)
}

// moves says whether the server has MOVE still: without it the library would
// copy and expunge at once, whatever came of the copy.
func (b *box) moves() bool { return b.canMove && b.client.Caps().Has(imap.CapMove) }
