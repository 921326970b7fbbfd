package backoffice

import (
	"cmp"
	"net/url"
	"slices"

	"heed/models"
	"heed/models/near"
	"heed/models/store"
)

// alikeShown is how many similar tips a page names.
const alikeShown = 5

// alike are the tips of the member's scope that were read and are nearly the
// same as one: suggested, never joined without a person.
type alike struct {
	N      int         // how many there are
	More   bool        // and more, which nobody compared
	Best   []alikeView // those with the most in common, at most alikeShown
	Rest   []alikeView // the others, folded
	First  string      // the register number of the earliest, when it came before this one
	Screen string      // the screening form with that one filled in; "" when the tip is not to be screened
}

// alikeView is one similar tip.
type alikeView struct {
	models.Tip
	Tone    string
	Percent int // of the text in common, as estimated
}

// readAlike finds the tips that an opened one resembles. What a text is compared
// by is made here and nowhere else, under a key that only the grant of the
// round's content key gives: with the database alone, or with the secret of the
// office, nobody can test what a tip says.
func (b *Backoffice) readAlike(v *visit, t *tipView) error {
	s, keyID, err := b.signer(v, t)
	if err != nil || s == nil {
		return err
	}
	l, err := b.likeness(v, t, s, keyID)
	if err != nil || l.Signature == nil {
		return err
	}
	var found []store.LikeTip
	var more bool
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		found, more, err = tx.LikeTips(v.me.Scope(), t.ID, s.Bands(l.Signature))
		return err
	})
	t.Alike = newAlike(t, l.Signature, found)
	t.Alike.More = more
	return err
}

// signer makes signatures of texts under the content key of the tip's; nil for a
// tip without a text.
func (b *Backoffice) signer(v *visit, t *tipView) (*near.Signer, int64, error) {
	e, ok := t.find(models.EnvelopeText, 0)
	if !ok || t.Text.Text == "" {
		return nil, 0, nil
	}
	key, err := b.keys.ContentKey(v.UserContext(), v.me, v.id, e.KeyID)
	if err != nil {
		return nil, 0, err
	}
	secret, err := key.Derive("near v1")
	if err != nil {
		return nil, 0, models.Internal(err)
	}
	return near.NewSigner(secret), e.KeyID, nil
}

// likeness is what the tip is compared by, made and kept if this is the first
// time that it is read; without a Signature for a text that is too short.
func (b *Backoffice) likeness(v *visit, t *tipView, s *near.Signer, keyID int64) (l models.Likeness, err error) {
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		l, err = tx.Likeness(t.ID)
		return err
	})
	if models.KindOf(err) != models.KindNotFound {
		return l, err
	}
	l = models.Likeness{TipID: t.ID, KeyID: keyID, Signature: s.Sign(t.Text.Text)}
	if l.Signature == nil {
		return l, nil
	}
	return l, b.store.Write(v.UserContext(), func(tx *store.Tx) error { return tx.AddLikeness(l, s.Bands(l.Signature)) })
}

func newAlike(t *tipView, sig near.Signature, found []store.LikeTip) (a alike) {
	for _, f := range found {
		common := near.Common(sig, f.Signature)
		if common < near.Alike {
			continue
		}
		a.N++
		if a.First == "" && f.Tip.ID < t.ID {
			a.First = f.Tip.Number
		}
		a.Best = append(a.Best, alikeView{f.Tip, tone(f.Tip), int(common * 100)})
	}
	slices.SortStableFunc(a.Best, func(x, y alikeView) int { return cmp.Compare(y.Percent, x.Percent) })
	if len(a.Best) > alikeShown {
		a.Best, a.Rest = a.Best[:alikeShown], a.Best[alikeShown:]
	}
	if a.First != "" && t.Can.Screen {
		a.Screen = "/tips/" + decimal(t.ID) + "/screen?original=" + url.QueryEscape(a.First)
	}
	return a
}
