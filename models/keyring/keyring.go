// Package keyring holds the ceremonies by which people come to hold keys:
// setting up the office, making a round, inviting, signing in, recovering.
// Only the back office and the command line link it.
//
// It guarantees that a private key is stored only sealed: a round's content key
// to staff accounts, to one-time links and to the recovery key, its identity
// key to two custodians together and to the recovery key; a member's under
// their passphrase and, while signed in, under a secret that only the cookie
// carries. So a copy of the database, even with everything a portal is
// configured with, opens nothing. Every ceremony is one transaction with its
// audit row, which names ids and nothing else. Signing in answers an unknown
// login and a wrong passphrase alike and at the same cost.
//
// It does not limit how often somebody tries (package web does), and never locks
// an account. It cannot take back what a holder has opened before their grant
// was removed, nor wipe removed rows from backups, or from PostgreSQL's files
// before they are vacuumed: a used link is worth something again to who has
// those, and so is the half of an opened identity to its inner custodian. While
// such a half waits, at most store.OpeningLife, that custodian could open every
// identity of the round with a copy of the database at hand.
// Grants and public keys are not signed: who can write to the database can put
// their own public key in a member's place and wait for a holder to grant to it,
// so holders are shown to whom they grant.
package keyring

import (
	"strconv"
	"sync"
	"time"

	"heed/models"
	"heed/models/seal/open"
	"heed/models/store"
)

// Options says where keys are kept and what a passphrase costs.
type Options struct {
	Store       *store.Store
	Passphrases *open.Passphrases // one, shared, so that its memory is bounded
	Now         func() time.Time  // for one-time codes
	Origin      string            // of audit rows; backoffice when empty
}

// Keyring runs the ceremonies. It is safe for concurrent use.
type Keyring struct {
	store       *store.Store
	passphrases *open.Passphrases
	now         func() time.Time
	origin      string
	nobody      func() (open.Identity, error) // what an unknown login wraps, for the same cost
	proven      proven
}

// New makes a keyring.
func New(opts Options) *Keyring {
	if opts.Origin == "" {
		opts.Origin = "backoffice"
	}
	return &Keyring{
		store: opts.Store, passphrases: opts.Passphrases, now: opts.Now, origin: opts.Origin,
		nobody: sync.OnceValues(open.NewIdentity),
	}
}

// The origin of what the command line does: no member is signed in there.
const originCLI = "cli"

func (k *Keyring) row(actor int64, action, object string) models.Audit {
	return models.Audit{Actor: actor, Origin: k.origin, Action: action, Object: object}
}

func cliRow(action, object string) models.Audit {
	return models.Audit{Origin: originCLI, Action: action, Object: object}
}

func staffObject(id int64) string { return "staff:" + decimal(id) }

func decimal(id int64) string { return strconv.FormatInt(id, 10) }

// The bindings keep a sealed session from being read as a link, and either from
// being moved to another account.
func sessionBinding(staffID int64) []byte { return []byte("session:" + decimal(staffID)) }

func linkBinding(staffID int64) []byte { return []byte("invite:" + decimal(staffID)) }
