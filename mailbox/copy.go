package mailbox

import (
	"context"
	"slices"

	"heed/models"
	"heed/models/store"
)

// copies are what a pass knows of the copies that it or an earlier one made of the
// folder's messages, where the server cannot move. A message that has its copy is
// only to be taken out.
type copies struct {
	read  bool
	made  map[uint32]bool
	begun []models.MailMove // asked for, and no answer known
}

// copyOut copies messages, waits, and takes them out of the folder. What has its
// copy is not copied again, whatever became of the rest: a processed folder that
// fills with copies is worse than a message that stays.
func (p *pass) copyOut(ctx context.Context, b *box, uids []uint32) error {
	if err := p.knowCopies(ctx, b); err != nil {
		return err
	}
	var fresh []uint32
	for _, uid := range uids {
		if !p.copies.made[uid] {
			fresh = append(fresh, uid)
		}
	}
	if len(fresh) > 0 {
		if err := p.copy(ctx, b, fresh); err != nil {
			return err
		}
	}
	return b.takeOut(uids)
}

// knowCopies reads which copies were made, and looks for those of which nobody
// heard.
func (p *pass) knowCopies(ctx context.Context, b *box) error {
	if !p.copies.read {
		if err := p.readCopies(ctx); err != nil {
			return err
		}
	}
	for len(p.copies.begun) > 0 {
		m, err := p.findCopies(ctx, b, p.copies.begun[0])
		if err != nil {
			return err
		}
		if err := p.endCopy(ctx, m); err != nil {
			return err
		}
		p.copies.begun = p.copies.begun[1:]
	}
	return nil
}

func (p *pass) readCopies(ctx context.Context) error {
	p.copies = copies{made: map[uint32]bool{}}
	return p.m.opts.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Copies(p.mail)
		if err != nil {
			return err
		}
		for _, m := range rows {
			if m.Begun {
				p.copies.begun = append(p.copies.begun, m)
			} else if err := p.copies.add(m); err != nil {
				return err
			}
		}
		p.copies.read = true
		return nil
	})
}

func (c *copies) add(m models.MailMove) error {
	uids, err := models.ParseUIDSet(m.UIDs)
	for _, uid := range uids {
		c.made[uid] = true
	}
	return err
}

// copy records that it begins, copies, and records what came of it. When the line
// is lost between, the row stays and is looked into.
func (p *pass) copy(ctx context.Context, b *box, uids []uint32) error {
	to := p.link.account.Processed
	m := models.MailMove{
		Account: p.mail.Account, Folder: p.mail.Folder, UIDValidity: p.mail.UIDValidity, UIDs: models.UIDSet(uids), Processed: to,
	}
	var err error
	if m.ToValidity, m.Next, err = b.next(to); err != nil {
		return err
	}
	if err := p.write(ctx, func(tx *store.Tx) error { return tx.BeginCopy(&m) }); err != nil {
		return err
	}
	at, err := b.copy(to, uids)
	switch {
	case refused(err):
		m.UIDs = ""
		if err := p.endCopy(ctx, m); err != nil {
			return err
		}
		return err
	case err != nil:
		p.copies.begun = append(p.copies.begun, m)
		return err
	}
	if at.validity == m.ToValidity {
		m.ToUIDs = at.to
	}
	return p.endCopy(ctx, m)
}

func (p *pass) endCopy(ctx context.Context, m models.MailMove) error {
	if err := p.write(ctx, func(tx *store.Tx) error { return tx.EndCopy(m) }); err != nil {
		return err
	}
	return p.copies.add(m)
}

// findCopies looks into the processed folder for what a copy of which no answer
// came has left there, by the digests of the messages, and returns the row as it
// is true. A folder that is gone or numbered anew holds none of it any more.
func (p *pass) findCopies(ctx context.Context, b *box, m models.MailMove) (models.MailMove, error) {
	missing, err := p.digestsOf(ctx, m)
	if err != nil {
		return m, err
	}
	found := map[uint32]uint32{} // UID → UID of its copy
	err = p.visit(b, m.Processed, func(validity uint32) error {
		if validity != m.ToValidity {
			return nil
		}
		return p.eachCopy(b, m.Next, func(l letter) {
			digest := string(l.digest(p.m.secret))
			if uids := missing[digest]; len(uids) > 0 {
				found[uids[0]], missing[digest] = l.uid, uids[1:]
			}
		})
	})
	m.UIDs, m.ToUIDs = pairs(found)
	return m, err
}

// pairs are the two sets of what was copied to where.
func pairs(found map[uint32]uint32) (from, to string) {
	var uids, copied []uint32
	for uid := range found {
		uids = append(uids, uid)
	}
	slices.Sort(uids)
	for _, uid := range uids {
		copied = append(copied, found[uid])
	}
	return models.UIDSet(uids), models.UIDSet(copied)
}

// digestsOf are the messages of a copy by their digests.
func (p *pass) digestsOf(ctx context.Context, m models.MailMove) (map[string][]uint32, error) {
	uids, err := models.ParseUIDSet(m.UIDs)
	if err != nil {
		return nil, err
	}
	byDigest := map[string][]uint32{}
	return byDigest, p.m.opts.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.MailRows(p.mail, uids)
		for _, r := range rows {
			byDigest[string(r.Digest)] = append(byDigest[string(r.Digest)], r.UID)
		}
		return err
	})
}

// visit opens another folder for reading, and afterwards the pass's own again. A
// folder that the server does not open is not visited.
func (p *pass) visit(b *box, folder string, fn func(validity uint32) error) error {
	validity, err := b.examine(folder)
	if err == nil {
		err = fn(validity)
	}
	if err != nil && !refused(err) {
		p.link.cut() // whatever is open now, it is not our folder
		return err
	}
	return p.back(b)
}

// eachCopy fetches what came into the open folder from a UID on.
func (p *pass) eachCopy(b *box, from uint32, fn func(letter)) error {
	uids, err := b.from(from)
	if err != nil {
		return err
	}
	sizes, err := b.sizes(uids)
	if err != nil {
		return err
	}
	most := p.m.opts.Limits.MailBytes
	for _, next := range plan(uids, sizes, p.m.opts.Limits) {
		first, limit := int64(0), most
		if next.bytes > most {
			first, limit = beginning, beginning
		}
		letters, err := b.letters(next.uids, first, limit)
		if err != nil {
			return err
		}
		for _, l := range letters {
			if l.over, l.size = first > 0, sizes[l.uid]; l.raw != nil {
				fn(l)
			}
		}
	}
	return nil
}
