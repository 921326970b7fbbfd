package mailbox

import (
	"context"
	"slices"

	"heed/models"
	"heed/models/store"
)

// Reconcile holds the ledger and the servers against each other, folder by folder
// of every account that is swept. It opens folders for reading alone, writes no
// row of theirs, and may run beside a worker. What a server does not let it see is the
// Err of a Stand; the error is the database's.
func (m *Mailbox) Reconcile(ctx context.Context) ([]Stand, error) {
	entries, err := m.book(ctx)
	if err != nil {
		return nil, err
	}
	var all []Stand
	for _, e := range entries {
		if !e.active {
			continue
		}
		r := &reconciler{m: m, account: e.account, err: e.err, seen: map[string]listing{}}
		stands, err := r.run(ctx)
		if err != nil {
			return all, err
		}
		all = append(all, stands...)
	}
	return all, nil
}

// listing is a folder as the server has it.
type listing struct {
	validity uint32
	uids     []uint32
	err      error
}

func (l listing) has(uid uint32) bool {
	_, found := slices.BinarySearch(l.uids, uid)
	return found
}

// reconciler looks after one account. What it expects to find it reads before it
// looks, and what explains a message it reads afterwards: so a worker that is
// busy meanwhile is taken for no fault.
type reconciler struct {
	m       *Mailbox
	account Account
	err     error // why the account cannot be had

	swept map[string]models.MailSwept
	moves []models.MailMove
	seen  map[string]listing // folder → what is in it
	rows  map[string][]models.Ledger
}

func (r *reconciler) run(ctx context.Context) ([]Stand, error) {
	if err := r.m.opts.Store.Read(ctx, r.readMarks); err != nil {
		return nil, err
	}
	r.list(ctx)
	if err := r.m.opts.Store.Read(ctx, r.readRows); err != nil {
		return nil, err
	}
	var out []Stand
	for _, folder := range r.account.Folders {
		out = append(out, r.stand(folderKey(folder)))
	}
	return out, nil
}

const reconcilePage = 5000

func (r *reconciler) readMarks(tx *store.Tx) error {
	marks, err := tx.MailSwept(r.account.Name)
	if err != nil {
		return err
	}
	r.swept, r.moves = map[string]models.MailSwept{}, nil
	for _, s := range marks {
		r.swept[s.Folder] = s
	}
	for after := int64(0); ; {
		page, err := tx.MailMoves(r.account.Name, after, reconcilePage)
		if err != nil || len(page) == 0 {
			return err
		}
		r.moves, after = append(r.moves, page...), page[len(page)-1].ID
	}
}

func (r *reconciler) readRows(tx *store.Tx) error {
	r.rows = map[string][]models.Ledger{}
	for after := int64(0); ; {
		page, err := tx.MailLedger(r.account.Name, after, reconcilePage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, l := range page {
			after, l.Digest, l.Message, l.Sender = l.ID, nil, nil, nil
			r.rows[l.Folder] = append(r.rows[l.Folder], l)
		}
	}
}

// list asks the server what is in each folder, and in those that messages were
// moved to.
func (r *reconciler) list(ctx context.Context) {
	l := r.m.link(ctx, r.account)
	defer l.leave()
	folders := slices.Clone(r.account.Folders)
	for _, m := range r.moves {
		if !slices.Contains(folders, m.Processed) {
			folders = append(folders, m.Processed)
		}
	}
	for _, folder := range folders {
		r.seen[folderKey(folder)] = r.listOne(l, folder)
	}
}

func (r *reconciler) listOne(l *link, folder string) (seen listing) {
	if r.err != nil {
		return listing{err: r.err}
	}
	b, err := l.ready()
	if err != nil {
		r.err = err
		return listing{err: err}
	}
	if seen.validity, seen.err = b.examine(folder); seen.err == nil {
		seen.uids, seen.err = b.uids()
	}
	if isLoss(seen.err) {
		l.cut()
	}
	return seen
}

func (r *reconciler) stand(folder string) Stand {
	there := r.seen[folder]
	s := Stand{
		Account: r.account.Name, Folder: folder, Processed: r.account.Processed,
		Listed: len(there.uids), Rows: len(r.rows[folder]), Outcomes: map[models.LedgerOutcome]int{}, Err: there.err,
	}
	known := map[uint32]bool{}
	for _, l := range r.rows[folder] {
		s.Outcomes[l.Outcome]++
		if l.MovedAt != nil {
			s.Moved++
		}
		if there.err == nil {
			known[l.UID] = s.place(l, there) || known[l.UID]
		}
	}
	for _, uid := range there.uids {
		switch mark := r.swept[folder]; {
		case known[uid]:
		case mark.UIDValidity == there.validity && uid <= mark.UID:
			s.Lost = append(s.Lost, uid)
		default:
			s.Waiting++
		}
	}
	r.follow(&s)
	return s
}

// place counts a row by where its message is, and says whether it is that of a
// listed one.
func (s *Stand) place(l models.Ledger, there listing) bool {
	listed := l.UIDValidity == there.validity && there.has(l.UID)
	switch {
	case listed && l.Outcome.GivesWay():
		s.Retry++
	case listed:
		s.Kept++
	case l.MovedAt == nil:
		s.Gone++
	}
	return listed
}

// follow looks for what was moved where the server said that it went. A processed
// folder that is numbered anew tells nothing.
func (r *reconciler) follow(s *Stand) {
	for _, m := range r.moves {
		if m.Folder != s.Folder {
			continue
		}
		if m.Begun {
			s.Unsure++
			continue
		}
		there, looked := r.seen[folderKey(m.Processed)]
		uids, err := models.ParseUIDSet(m.ToUIDs)
		gone := there.err != nil && keyOf(there.err) == keyFolder
		if !looked || err != nil || there.err != nil && !gone || !gone && there.validity != m.ToValidity {
			continue
		}
		for _, uid := range uids {
			if there.has(uid) {
				s.Found++
			} else {
				s.Missing++
			}
		}
	}
}
