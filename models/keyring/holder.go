package keyring

import (
	"crypto/sha256"
	"encoding/hex"

	"heed/models"
	"heed/models/seal"
	"heed/models/seal/open"
	"heed/models/store"
)

// holder is somebody who was granted keys, with the identity that opens them.
type holder struct {
	kind     models.HolderKind
	id       string
	identity open.Identity
	by       int64 // who answers for what is passed on; 0 for the system
}

func staffHolder(m models.Member, id open.Identity) holder {
	return holder{models.HolderStaff, decimal(m.ID), id, m.ID}
}

func recoveryHolder(id open.Identity) holder {
	return holder{models.HolderRecovery, recoveryID(id.Recipient()), id, 0}
}

// recoveryID names a recovery key in its grants: half of a SHA-256 of its
// public half, in hex.
func recoveryID(r seal.Recipient) string {
	sum := sha256.Sum256([]byte(r.String()))
	return hex.EncodeToString(sum[:16])
}

// open opens what the holder was granted of a key. Without a grant it is
// KindForbidden, "error.no_key". A grant that holds another key than the one on
// record is refused: nothing says who made a grant.
func (h holder) open(tx *store.Tx, key models.RoundKey) (open.Identity, error) {
	g, err := tx.Grant(key.ID, h.kind, h.id)
	if models.KindOf(err) == models.KindNotFound {
		return open.Identity{}, models.Fail(models.KindForbidden, "error.no_key")
	}
	if err != nil {
		return open.Identity{}, err
	}
	id, err := open.OpenGrant(g.Sealed, h.identity)
	if err != nil {
		return open.Identity{}, models.Wrap(models.KindInternal, "error.key_damaged", err)
	}
	if id.Recipient().String() != key.Recipient {
		return open.Identity{}, models.Fail(models.KindInternal, "error.key_damaged")
	}
	return id, nil
}

// pass grants a key that the holder has to somebody else, and says whether the
// holder had it.
func (h holder) pass(tx *store.Tx, key models.RoundKey, to receiver) (bool, error) {
	id, err := h.open(tx, key)
	if models.KindOf(err) == models.KindForbidden {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	g, err := to.grant(id, h.by)
	if err != nil {
		return false, err
	}
	g.KeyID = key.ID
	return true, tx.InsertGrant(g)
}

// passAll grants what the roles need and the holder has.
func (h holder) passAll(tx *store.Tx, roles []models.StaffRole, to receiver) error {
	if h.identity.IsZero() {
		return nil
	}
	n, err := needsOf(tx)
	if err != nil {
		return err
	}
	keys, err := tx.Keys(models.KeyContent)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if !n.key(roles, key) {
			continue
		}
		if _, err := h.pass(tx, key, to); err != nil {
			return err
		}
	}
	return nil
}

// receiver is somebody to whom a key is granted.
type receiver struct {
	kind      models.HolderKind
	id        string
	recipient seal.Recipient
}

func staffReceiver(m models.Member) (receiver, error) {
	r, err := seal.ParseRecipient(m.Recipient)
	if err != nil {
		return receiver{}, models.Internal(err)
	}
	return receiver{models.HolderStaff, decimal(m.ID), r}, nil
}

// grant seals a key to the receiver. The row's KeyID is left to set.
func (r receiver) grant(key open.Identity, by int64) (models.KeyGrant, error) {
	sealed, err := open.Grant(key, r.recipient)
	if err != nil {
		return models.KeyGrant{}, models.Internal(err)
	}
	return models.KeyGrant{Kind: r.kind, HolderID: r.id, Sealed: sealed, By: by}, nil
}
