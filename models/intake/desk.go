package intake

import (
	"context"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"heed/models"
	"heed/models/seal"
	"heed/models/store"
)

// deskAge is how long a Desk is used before it is read anew: a notice that
// changes shows within that time.
const deskAge = 2 * time.Second

// deskTime is how long a desk may take to read.
const deskTime = 5 * time.Second

// Desk is what a surface shows of a round that takes tips: public facts only.
type Desk struct {
	Round models.Round
	Units []store.RoundUnitView
	Teams []models.Team

	content, identity key
	read              time.Time
}

// key is the public half of a round's key.
type key struct {
	id int64
	to seal.Recipient
}

func (d *Desk) hasUnit(id int64) bool {
	for _, u := range d.Units {
		if u.ID == id {
			return true
		}
	}
	return false
}

// team is who a tip goes to: the unit's team, else the round's first.
func (d *Desk) team(unitID int64) int64 {
	for _, u := range d.Units {
		if u.ID == unitID {
			return u.Team.ID
		}
	}
	return d.Teams[0].ID
}

func (d *Desk) hasTeam(id int64) bool {
	for _, t := range d.Teams {
		if t.ID == id {
			return true
		}
	}
	return false
}

// deskCache keeps the desks that are in use, so that a tip costs no reading.
type deskCache struct {
	flights singleflight.Group
	mu      sync.Mutex
	desks   map[int64]*Desk // by round; 0 is the open round
}

// Desk is the round that takes tips now, or the given one. KindNotFound when
// the office is not set up.
func (i *Intake) Desk(ctx context.Context, roundID int64) (*Desk, error) {
	if d := i.desk.fresh(roundID, i.opts.Now()); d != nil {
		return d, nil
	}
	reading := i.desk.flights.DoChan(strconv.FormatInt(roundID, 10), func() (any, error) { return i.readDesk(roundID) })
	select {
	case <-ctx.Done():
		return nil, models.Wrap(models.KindUnavailable, "error.database", ctx.Err())
	case r := <-reading:
		d, _ := r.Val.(*Desk)
		return d, r.Err
	}
}

// readDesk reads a desk for everybody who waits for it. Its time is its own: a
// database that hangs is soon said to be away, whoever asked.
func (i *Intake) readDesk(roundID int64) (d *Desk, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), deskTime)
	defer cancel()
	now := i.opts.Now()
	err = i.opts.Store.Read(ctx, func(tx *store.Tx) error {
		d, err = readDesk(tx, roundID)
		return err
	})
	if err != nil {
		return nil, err
	}
	d.read = now
	i.desk.keep(roundID, d)
	return d, nil
}

// fresh is a desk that was read a moment ago, or nil.
func (c *deskCache) fresh(roundID int64, now time.Time) *Desk {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.desks[roundID]
	if d == nil || now.Sub(d.read).Abs() >= deskAge || (roundID == 0 && !d.Round.Accepts(now)) {
		return nil
	}
	return d
}

func (c *deskCache) keep(roundID int64, d *Desk) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.desks == nil || len(c.desks) > 32 {
		c.desks = map[int64]*Desk{}
	}
	c.desks[roundID] = d
}

func readDesk(tx *store.Tx, roundID int64) (*Desk, error) {
	d := &Desk{}
	var err error
	if roundID == 0 {
		d.Round, err = tx.OpenRound()
	} else {
		d.Round, err = tx.Round(roundID)
	}
	if err != nil {
		return nil, err
	}
	if d.Units, err = tx.RoundUnits(d.Round.ID); err != nil {
		return nil, err
	}
	if d.Teams, err = tx.Teams(d.Round.ID); err != nil {
		return nil, err
	}
	if d.content, err = publicKey(tx, d.Round.ID, models.KeyContent); err != nil {
		return nil, err
	}
	d.identity, err = publicKey(tx, d.Round.ID, models.KeyIdentity)
	return d, err
}

func publicKey(tx *store.Tx, roundID int64, purpose models.KeyPurpose) (key, error) {
	row, err := tx.RoundKey(roundID, purpose)
	if err != nil {
		return key{}, err
	}
	to, err := seal.ParseRecipient(row.Recipient)
	return key{row.ID, to}, err
}
