package backoffice

import (
	"slices"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/locale"
)

// Page is what every page of the staff site has.
type Page struct {
	web.Page
	Who    string  // the member's name; empty before the sign-in
	Places []place // where the member may go
	Done   string  // message key that confirms the last step
}

// place is one entry of the navigation.
type place struct {
	Path, Key, Go string // Go is the key after g
	Count         int64
	Here          bool
}

// dones are the sentences that an address may ask for.
var dones = []string{
	"joined", "signedout", "registered", "screened", "assigned", "claimed", "step", "proposed", "approved", "rejected", "recused",
	"urgent", "moved", "saved", "deactivated", "granted", "round", "passphrase", "totp_on", "totp_off", "filed",
	"identity_asked", "identity_half", "said", "left", "taken",
	"mail_sweep", "mail_test", "mail_forgotten", "mail_saved", "mail_active", "mail_paused",
}

func done(code string) string {
	if !slices.Contains(dones, code) {
		return ""
	}
	return "backoffice.done." + code
}

// page starts the page that answers v.
func (b *Backoffice) page(v *visit, titleKey string, pairs ...any) (p Page, err error) {
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		p, err = b.pageIn(tx, v, titleKey, pairs...)
		return err
	})
	return p, err
}

// pageIn is page within a transaction.
func (b *Backoffice) pageIn(tx *store.Tx, v *visit, titleKey string, pairs ...any) (Page, error) {
	p := Page{Page: b.site.Page(v.Ctx, titleKey, pairs...), Who: v.me.Name, Done: done(v.Query("done"))}
	var waiting int64
	if v.me.HasAny(approvers()...) {
		var err error
		if waiting, err = tx.CountWaiting(v.me); err != nil {
			return p, err
		}
	}
	var late []string
	if v.me.HasAny(administrators()...) {
		var err error
		if late, err = tx.LateMail(); err != nil {
			return p, err
		}
	}
	p.Places = places(v.me, v.Path(), map[string]int64{"/waiting": waiting, "/mail": int64(len(late))})
	return p, nil
}

// places are the entries of the navigation that the member's roles reach, with
// how much waits there: decisions, or mailboxes that were not read in time.
func places(me models.Member, path string, counts map[string]int64) []place {
	var out []place
	for _, e := range []struct {
		place
		roles []models.Role
	}{
		{place{Path: "/", Key: "backoffice.nav.queue", Go: "q"}, readers()},
		{place{Path: "/waiting", Key: "backoffice.nav.waiting", Go: "w"}, approvers()},
		{place{Path: "/findings", Key: "backoffice.nav.findings", Go: "f"}, readers()},
		{place{Path: "/handoffs", Key: "backoffice.nav.handoffs", Go: "h"}, letterReaders()},
		{place{Path: "/new", Key: "backoffice.nav.new", Go: "n"}, readers()},
		{place{Path: "/identities", Key: "backoffice.nav.identities", Go: "i"}, custodians()},
		{place{Path: "/mail", Key: "backoffice.nav.mail", Go: "m"}, mailReaders()},
		{place{Path: "/staff", Key: "backoffice.nav.staff", Go: "s"}, administrators()},
		{place{Path: "/rounds", Key: "backoffice.nav.rounds", Go: "r"}, roundMakers()},
	} {
		if me.HasAny(e.roles...) {
			e.Here, e.Count = within(path, e.Path), counts[e.Path]
			out = append(out, e.place)
		}
	}
	return out
}

// within says whether a page belongs to a place; the pages of a tip belong to
// the queue.
func within(path, at string) bool {
	if at == "/" {
		return path == "/" || len(path) > 5 && path[:6] == "/tips/"
	}
	return path == at || len(path) > len(at) && path[:len(at)+1] == at+"/"
}

func named(lang locale.Lang, zh, en string) string {
	if !lang.Chinese() && en != "" {
		return en
	}
	return zh
}
