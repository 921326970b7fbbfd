package portal_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"heed/models"
	"heed/models/statement"
	"heed/models/store"
	"heed/models/store/storetest"
)

// proof is the statement on a receipt page.
func (a *answer) proof(t testing.TB) string {
	t.Helper()
	for _, n := range a.nodes(t, func(n *html.Node) bool { return attr(n, "id") == "proof" }) {
		return textOf(n)
	}
	t.Fatalf("no statement:\n%s", a.text(t))
	return ""
}

// said is the verdict of the page that checks.
func (a *answer) said(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	for _, n := range a.nodes(t, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "class"), "notice") }) {
		b.WriteString(textOf(n))
	}
	return b.String()
}

func TestAStatementSaysWhatWasTaken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		page := w.submitted(t)
		text := page.proof(t)
		st, err := statement.Verify(text, w.portal.StatementKey())
		must(t, err)
		must(t, w.store.Read(t.Context(), func(tx *store.Tx) error {
			at, sealed, err := tx.Registered(st.Number)
			if !st.Same(at, sealed) {
				t.Error("the register has something else")
			}
			return err
		}))
		code := page.code(t)
		for _, secret := range []string{code, code[:4] + "\n", sentence, "老李"} {
			if strings.Contains(text, secret) {
				t.Errorf("the statement holds %q", secret)
			}
		}
		if zone := st.At.Format("-07:00"); zone != w.clock.now().In(storetest.Calendar().Zone).Format("-07:00") {
			t.Errorf("the time is in the zone %s", zone)
		}
	})
}

// The same statement is on every page that shows the receipt, and in the file.
func TestAStatementStaysTheSame(t *testing.T) {
	w := sqlite(t)
	fields := w.form(t, w.get(t, "/zh/report", 200))
	page := w.send(t, "/zh/report", fields, 200)
	carry := url.Values{"parcel": {page.inputs(t, "parcel")[0]}}
	for name, other := range map[string]*answer{
		"the form sent twice": w.send(t, "/zh/report", fields, 200), "in English": w.post(t, "/en/receipt", carry, 200),
	} {
		if other.code(t) != page.code(t) || other.proof(t) != page.proof(t) {
			t.Errorf("%s: another receipt or statement", name)
		}
	}
	file := w.post(t, "/zh/receipt/statement", carry, 200)
	if file.body != page.proof(t) || file.header.Get("Content-Disposition") != `attachment; filename="note-2.txt"` {
		t.Errorf("the file is %q, %s", file.body, file.header.Get("Content-Disposition"))
	}
	w.post(t, "/zh/receipt/statement", url.Values{"parcel": {"x"}}, 410)
}

func TestThePageChecksWithoutAScript(t *testing.T) {
	w := sqlite(t)
	text := w.submitted(t).proof(t)
	st, err := statement.Verify(text, w.portal.StatementKey())
	must(t, err)
	good := w.send(t, "/zh/verify", url.Values{"statement": {text}}, 200)
	if said := good.said(t); !strings.Contains(said, st.Number) || !strings.Contains(said, w.message(t, "zh", "portal.verify.kept")) {
		t.Errorf("a genuine statement: %s", said)
	}
	if said := w.send(t, "/en/verify", url.Values{}, 200, upload{"note-2.txt", text}).said(t); !strings.Contains(said, st.Number) {
		t.Errorf("a picked file: %s", said)
	}
	for key, typed := range map[string]string{
		"statement.changed": strings.Replace(text, st.Number, st.Number+"0", 1), "statement.malformed": "x",
	} {
		page := w.send(t, "/zh/verify", url.Values{"statement": {typed}}, 422)
		if page.input(t, "statement") != typed || !strings.Contains(page.faults(t), w.message(t, "zh", key)) {
			t.Errorf("%s: %s", key, page.faults(t))
		}
	}
	w.send(t, "/zh/verify", url.Values{}, 413, upload{"book.txt", strings.Repeat("x", 5000)})
	switched := w.send(t, "/en/verify", url.Values{"statement": {text}, "another": {"lang"}}, 200)
	if strings.TrimSpace(switched.input(t, "statement")) != strings.TrimSpace(text) || strings.Contains(switched.said(t), st.Number) {
		t.Error("the other language checks, or loses what was pasted")
	}
}

// Three ways to bury a report, each of which the reporter can prove.
func TestABuriedReportIsMissing(t *testing.T) {
	for name, bury := range map[string]statement.Statement{
		"its number is gone": {Number: "巡察〔2026〕1-G1-9999"}, "it was exchanged": {Sealed: [32]byte{1}}, "its time was changed": {},
	} {
		w := sqlite(t)
		st, err := statement.Verify(w.submitted(t).proof(t), w.portal.StatementKey())
		must(t, err)
		if bury.Number != "" {
			st.Number = bury.Number
		}
		if bury.Sealed != [32]byte{} {
			st.Sealed = bury.Sealed
		}
		if name == "its time was changed" {
			st.At = st.At.Add(1e9)
		}
		page := w.send(t, "/zh/verify", url.Values{"statement": {w.sign(t, st)}}, 200)
		if said := page.said(t); !strings.Contains(said, w.message(t, "zh", "portal.verify.missing")) {
			t.Errorf("%s: %s", name, said)
		}
	}
}

// sign makes a statement that this office signed.
func (w *world) sign(t testing.TB, st statement.Statement) string {
	t.Helper()
	signer, err := statement.NewSigner(bytes.Repeat([]byte("s"), 32))
	must(t, err)
	text, err := signer.Make(st)
	must(t, err)
	return text
}

// The answer is the same whatever became of the report.
func TestTheRegisterTellsNoState(t *testing.T) {
	w := sqlite(t)
	typed := url.Values{"statement": {w.submitted(t).proof(t)}}
	before := w.send(t, "/zh/verify", typed, 200)
	must(t, w.store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.MoveTip(1, models.EventRegister, store.Step{Actor: 1, Origin: "backoffice"})
		return err
	}))
	if after := w.send(t, "/zh/verify", typed, 200); after.body != before.body {
		t.Error("the page differs after a step of the office")
	}
}

func TestAStatementFromBeforeTheSecretChanged(t *testing.T) {
	w := sqlite(t)
	old, err := statement.NewSigner(bytes.Repeat([]byte("o"), 32))
	must(t, err)
	st, err := statement.Verify(w.submitted(t).proof(t), w.portal.StatementKey())
	must(t, err)
	text, err := old.Make(st)
	must(t, err)
	typed := url.Values{"statement": {text}}
	if page := w.send(t, "/zh/verify", typed, 422); !strings.Contains(page.faults(t), w.message(t, "zh", "statement.foreign")) {
		t.Errorf("a key that nobody recorded: %s", page.faults(t))
	}
	must(t, w.store.Write(t.Context(), func(tx *store.Tx) error { return tx.NoteStatementKey(old.Public()) }))
	page := w.send(t, "/zh/verify", typed, 200)
	if !strings.Contains(page.said(t), st.Number) || !strings.Contains(page.text(t), w.portal.StatementKey()) || !strings.Contains(page.text(t), old.Public()) {
		t.Errorf("a key that was recorded: %s", page.text(t))
	}
}
