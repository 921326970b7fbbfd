package backoffice_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"heed/models"
	"heed/models/intake"
	"heed/models/store"
)

// hostileMail has what a browser, a template or a line reader may trip over: NUL, a
// bare CR and a bare LF, headers of eight bits and none of a known charset, markup, a
// line without an end, and an attachment, which is returned as well.
func hostileMail(attached int) (raw, file []byte) {
	file = make([]byte, attached)
	_, _ = rand.NewChaCha8([32]byte{7}).Read(file) // never fails
	head := "From: \xc0\xee\xcb\xc4 <li@farm.invalid>\r\nSubject: \xff\xfe<script>alert(1)</script>\x00\rX: y\nZ: z\r\n" +
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nroad\x00\r\r\n.\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	return fmt.Appendf(nil, "%s%s\r\n--b--\x80\xff", head, base64.StdEncoding.EncodeToString(file)), file
}

// packed submits one mail as a sweep does, with a file that its batch keeps in a
// pack.
func (w *world) packed(d intake.Draft, file []byte) intake.Result {
	w.Helper()
	batch := w.intake.Batch(w.ctx, 1<<20)
	defer batch.Close()
	if file != nil {
		staged, err := batch.StageMail(w.ctx, w.round.ID, "附件.bin", "text/html", file)
		w.must(err)
		d.Files = []intake.Staged{staged}
	}
	out := batch.Submit(w.ctx, []intake.Draft{d})
	w.must(out[0].Err)
	return out[0].Result
}

func (w *world) mailDraft(uid uint32) intake.Draft {
	return intake.Draft{
		Channel: models.ChannelMail, RoundID: w.round.ID, UnitID: w.units[0].ID, Origin: "mailbox", Lang: "zh",
		Ledger: &models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 7, UID: uid, Outcome: models.LedgerTip, Digest: fmt.Append(nil, "raw", uid)},
	}
}

// inPack wants some part, but not the first of the pack, to lie in one.
func (w *world) inPack(parts []models.Envelope) {
	w.Helper()
	if !slices.ContainsFunc(parts, func(e models.Envelope) bool { return e.Blob != "" && e.BlobAt > 0 }) {
		w.Errorf("nothing lies in a pack: %d parts", len(parts))
	}
}

// saved wants an answer to be these bytes, for the disk and never for the screen.
func (a answer) saved(name string, plain []byte) answer {
	a.t.Helper()
	a.want(200)
	if a.body != string(plain) {
		a.t.Errorf("%s: %d bytes, want %d, or others", a.request, len(a.body), len(plain))
	}
	for header, want := range map[string]string{
		"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; " + name, "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-store",
	} {
		if got := a.header.Get(header); got != want {
			a.t.Errorf("%s: %s %q, want %q", a.request, header, got, want)
		}
	}
	return a
}

// noted counts the rows of the audit log about a tip, by what was done, by whom and
// with which note.
func (w *world) noted(tipID int64, action string, actor int64, note string) (n int) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		log, err := tx.AuditOf(tipID)
		for _, row := range log {
			if row.Action == action && row.Actor == actor && row.Note == note {
				n++
			}
		}
		return err
	})
	return n
}

// Whoever may open a quarantined tip saves the mail that nobody could read, byte for
// byte, on record; nobody else learns whether there is one.
func TestTheRawMailOfAQuarantinedTip(t *testing.T) {
	w := lite(t)
	clerk, member, other := w.join("clerk", "clerk"), w.join("one", "member:1"), w.join("two", "member:2")
	keeper := w.join("keeper", "custodian")
	raw, _ := hostileMail(300 << 10)
	d := w.mailDraft(1)
	d.TeamID, d.UnitID = w.teams[0].ID, 0
	d.Opaque, d.Quarantine, d.Ledger.Outcome, d.Ledger.Reason = raw, "panic", models.LedgerQuarantined, "panic"
	tip := w.packed(d, nil).Tip
	path, name := tipPath(tip.ID, "/raw"), "filename=mail-"+itoa(tip.ID)+".eml"
	clerk.get(tipPath(tip.ID, "")).want(200).has(`href="` + path)
	for _, b := range []*browser{clerk, member} {
		b.get(path).saved(name, raw)
		if n := w.noted(tip.ID, "tip.file", b.me.ID, ""); n != 1 {
			w.Errorf("%s: %d rows in the audit log", b.me.Login, n)
		}
	}
	other.get(path).want(404)
	keeper.get(path).want(403)
	w.browser().get(path).want(303)
	clerk.get("/tips/4711/raw").want(404)
	w.must(w.store.Write(w.ctx, func(tx *store.Tx) error {
		return tx.Recuse(models.Recusal{StaffID: member.me.ID, TipID: tip.ID}, w.admin.me.ID)
	}))
	member.get(path).want(404)
	for _, b := range []*browser{other, keeper} {
		if n := w.noted(tip.ID, "tip.file", b.me.ID, ""); n != 0 {
			w.Errorf("%s: %d rows in the audit log", b.me.Login, n)
		}
	}
}

// The mail of a tip that was read names its sender: two custodians save it together,
// byte for byte, on record, out of a pack; whoever reads the tip saves its file alone.
func TestTheRawMailOfATipThatWasRead(t *testing.T) {
	each(t, func(w *world) {
		outer, inner, _ := w.guarded()
		clerk := w.join("clerk", "clerk")
		raw, file := hostileMail(300 << 10)
		d := w.mailDraft(1)
		d.Text, d.RawMail = story, raw
		tip := w.packed(d, file).Tip
		w.read(func(tx *store.Tx) error {
			parts, err := tx.Envelopes(tip.ID)
			w.inPack(parts)
			return err
		})
		clerk.get(tipPath(tip.ID, "")).want(200).lacks(tipPath(tip.ID, "/raw"))
		clerk.get(tipPath(tip.ID, "/raw")).want(404)
		clerk.get(tipPath(tip.ID, "/files/0")).saved("filename*=utf-8''%E9%99%84%E4%BB%B6.bin", file)

		path := inner.asks(tip)
		inner.post(path, do("mail")).want(409) // the other has not consented
		outer.post(path, do("mail")).want(409)
		outer.post(path, do("half")).want(303)
		outer.post(path, do("mail")).want(403)
		clerk.post(path, do("mail")).want(403)
		w.admin.post(path, do("mail")).want(403)
		if n := w.noted(tip.ID, "identity.open", inner.me.ID, "mail"); n != 0 {
			w.Errorf("%d rows before it was opened", n)
		}
		inner.post(path, do("mail")).saved("filename=mail-"+itoa(tip.ID)+"-1.eml", raw)
		if asked, half, opened := w.noted(tip.ID, "identity.request", inner.me.ID, "contact"), w.noted(tip.ID, "identity.half", outer.me.ID, ""),
			w.noted(tip.ID, "identity.open", inner.me.ID, "mail"); asked != 1 || half != 1 || opened != 1 {
			w.Errorf("in the audit log: asked %d, consented %d, opened %d", asked, half, opened)
		}
		if logs := w.logs.String(); strings.Contains(logs, "farm.invalid") {
			w.Error("the log tells of the sender")
		}
	})
}

// A mail that was put aside keeps its file and its raw bytes: the file for who reads
// it, the bytes for the custodians of the tip that it is taken as.
func TestTheRawMailOfWhatWasPutAside(t *testing.T) {
	w := lite(t)
	outer, inner, _ := w.guarded()
	clerk, other := w.join("clerk", "clerk"), w.join("two", "member:2")
	raw, file := hostileMail(300 << 10)
	d := w.mailDraft(1)
	d.Text, d.RawMail, d.Aside, d.Ledger.Outcome, d.Ledger.Reason = story, raw, "bounce", models.LedgerSetAside, "bounce"
	id := w.packed(d, file).Aside
	w.read(func(tx *store.Tx) error {
		parts, err := tx.AsideParts(id)
		w.inPack(parts)
		return err
	})
	at, name := asidePath(id)+"/files/0", "filename*=utf-8''%E9%99%84%E4%BB%B6.bin"
	clerk.get(at).saved(name, file)
	w.audited(w.T, "aside.open", "aside:"+itoa(id))
	other.get(at).want(404)
	inner.get(at).want(403)
	w.browser().get(at).want(303)
	clerk.get(asidePath(id) + "/files/1").want(404)
	clerk.post(asidePath(id), url.Values{"do": {"take"}}).want(303)
	var tip models.Tip
	w.read(func(tx *store.Tx) error {
		a, err := tx.Aside(models.Scope{All: true}, id)
		if err == nil {
			tip, err = tx.Tip(models.Scope{All: true}, a.TipID)
		}
		return err
	})
	clerk.get(at).want(404)
	clerk.get(tipPath(tip.ID, "/files/0")).saved(name, file)
	path := outer.asks(tip)
	inner.post(path, do("mail")).saved("filename=mail-"+itoa(tip.ID)+"-1.eml", raw)
	if !bytes.Contains(raw, []byte{0}) {
		w.Error("the mail is harmless")
	}
}
