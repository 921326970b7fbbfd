package intake_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/seal/open"
	"heed/models/store"
	"heed/models/store/storetest"
)

// packDesk is a desk whose blobs lie in a folder that the test can look into.
type packDesk struct {
	desk
	folder string
	clock  *storetest.Clock
}

func newPackDesk(t *testing.T, s *store.Store) *packDesk {
	t.Helper()
	d := &packDesk{folder: t.TempDir(), clock: storetest.NewClock(time.Now())}
	blobs, err := blob.Open(t.Context(), "file://"+d.folder)
	if err != nil {
		t.Fatal(err)
	}
	d.desk = desk{store: s, blobs: blobs, round: storetest.MakeRound(t, s)}
	d.Intake = intake.New(intake.Options{Store: s, Blobs: blobs, Now: d.clock.Now, Logger: slog.New(slog.DiscardHandler)})
	t.Cleanup(d.Close)
	return d
}

func (d *packDesk) files(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(d.folder, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// letter is a mail of so many random bytes.
func letter(uid uint32, size int) intake.Draft {
	raw := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(uid)}).Read(raw) // never fails
	return intake.Draft{
		Channel: models.ChannelMail, Text: fmt.Sprint("mail ", uid), Sender: "a@b.invalid", RawMail: raw, Origin: "mailbox",
		Ledger: &models.Ledger{Account: "office", Folder: "INBOX", UIDValidity: 1, UID: uid, Outcome: models.LedgerTip, Digest: []byte{byte(uid)}},
	}
}

// attach stages a file of so many random bytes for a draft of the batch.
func attach(t *testing.T, b *intake.Batch, d *intake.Draft, size int) []byte {
	t.Helper()
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{1: byte(size)}).Read(data) // never fails
	f, err := b.StageMail(t.Context(), 0, "附件", "application/octet-stream", data)
	if err != nil {
		t.Fatal(err)
	}
	d.Files = append(d.Files, f)
	return data
}

// TestABatchIsOneBlob submits mails with files of every size, one of which is
// refused: all that is kept lies in one blob, each part in a place of its own that
// opens when it is cut out, and the place of the one refused stays a hole.
func TestABatchIsOneBlob(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newPackDesk(t, s)
		drafts := []intake.Draft{letter(1, 200<<10), letter(2, 90<<10), letter(3, 12<<10)}
		b := d.Batch(t.Context(), 3<<20)
		files := map[int64][]byte{0: attach(t, b, &drafts[0], 2<<20), 2: attach(t, b, &drafts[2], 5<<10)}
		attach(t, b, &drafts[1], 40<<10)
		drafts[1].Category = "politics"
		out := b.Submit(t.Context(), drafts)
		if out[0].Err != nil || out[2].Err != nil || models.KindOf(out[1].Err) != models.KindInvalid {
			t.Fatal(out[0].Err, out[1].Err, out[2].Err)
		}
		b.Close() // does nothing any more
		packs := d.files(t)
		if len(packs) != 1 {
			t.Fatalf("%d blobs for a batch", len(packs))
		}
		pack, err := os.ReadFile(packs[0])
		if err != nil {
			t.Fatal(err)
		}
		var all []models.Envelope
		for k, want := range files {
			parts := d.cut(t, out[k].Tip.ID, pack, packs[0])
			all = append(all, parts.all...)
			parts.opens(t, models.EnvelopeMail, d.round.Identity, drafts[k].RawMail)
			parts.opens(t, models.EnvelopeFile, d.round.Content, want)
		}
		apart(t, all, int64(len(pack)))
		d.clock.Add(25 * time.Hour)
		d.sweep(t, 0)
		if got := d.files(t); !slices.Equal(got, packs) {
			t.Error("the janitor took the blob of a batch")
		}
	})
}

// cutParts are a tip's envelopes and what stands in their places.
type cutParts struct {
	all    []models.Envelope
	sealed map[models.EnvelopeKind][]byte
}

// cut takes a tip's parts out of the pack as anybody could with the file alone.
func (d *packDesk) cut(t *testing.T, tip int64, pack []byte, path string) cutParts {
	t.Helper()
	parts := cutParts{sealed: map[models.EnvelopeKind][]byte{}}
	if err := d.store.Read(t.Context(), func(tx *store.Tx) (err error) {
		parts.all, err = tx.Envelopes(tip)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, e := range parts.all {
		if filepath.Join(d.folder, e.Blob) != path || e.Data != nil {
			t.Fatalf("the %s envelope is elsewhere", e.Kind)
		}
		sealed := pack[e.BlobAt : e.BlobAt+e.Size]
		if sum := sha256.Sum256(sealed); !bytes.Equal(sum[:], e.SHA256) || !bytes.HasPrefix(sealed, []byte("age-encryption.org/v1\n")) {
			t.Errorf("the %s envelope is not in its place", e.Kind)
		}
		parts.sealed[e.Kind] = sealed
	}
	return parts
}

func (p cutParts) opens(t *testing.T, kind models.EnvelopeKind, key open.Identity, want []byte) {
	t.Helper()
	k := slices.IndexFunc(p.all, func(e models.Envelope) bool { return e.Kind == kind })
	if k < 0 {
		t.Fatalf("no %s envelope", kind)
	}
	plain, err := open.BundledBytes(p.sealed[kind], p.all[k].BundleSecret(), key)
	if err != nil || !bytes.Equal(plain, want) {
		t.Errorf("the %s envelope holds %d bytes, not %d, %v", kind, len(plain), len(want), err)
	}
}

// apart sees that no two places overlap and none ends behind the pack.
func apart(t *testing.T, all []models.Envelope, size int64) {
	t.Helper()
	slices.SortFunc(all, func(a, b models.Envelope) int { return int(a.BlobAt - b.BlobAt) })
	for k, e := range all {
		next := size
		if k+1 < len(all) {
			next = all[k+1].BlobAt
		}
		if e.BlobAt+e.Size > next {
			t.Errorf("the %s envelope at %d is %d long, and the next begins at %d", e.Kind, e.BlobAt, e.Size, next)
		}
	}
}

func TestASmallBatchStaysInItsRows(t *testing.T) {
	d := newPackDesk(t, storetest.SQLite(t))
	for k, o := range d.SubmitBatch(t.Context(), []intake.Draft{letter(1, 5<<10), letter(2, 5<<10)}) {
		if o.Err != nil {
			t.Fatal(k, o.Err)
		}
	}
	if found := d.files(t); found != nil {
		t.Errorf("%d blobs for two small mails", len(found))
	}
}

func TestABatchThatIsGivenUpLeavesNothing(t *testing.T) {
	d := newPackDesk(t, storetest.SQLite(t))
	for _, size := range []int{5 << 10, 2 << 20} {
		b, draft := d.Batch(t.Context(), 1<<20), letter(1, 1)
		attach(t, b, &draft, size)
		d.Discard(t.Context(), draft.Files) // it is the batch's
		b.Close()
		if found := d.files(t); found != nil {
			t.Errorf("%v stays", found)
		}
	}
	b := d.Batch(t.Context(), 1<<20)
	bad := letter(1, 300<<10)
	bad.Category = "politics"
	attach(t, b, &bad, 5<<10)
	if out := b.Submit(t.Context(), []intake.Draft{bad}); models.KindOf(out[0].Err) != models.KindInvalid {
		t.Error(out[0].Err)
	}
	if found := d.files(t); found != nil {
		t.Errorf("%v stays of a batch of which nothing was kept", found)
	}
}

// TestABatchWhoseBlobCannotBeMadeStoresNothing has a file where the folder of
// blobs was.
func TestABatchWhoseBlobCannotBeMadeStoresNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newPackDesk(t, s)
		if err := os.RemoveAll(d.folder); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(d.folder, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, o := range d.SubmitBatch(t.Context(), []intake.Draft{letter(1, 200<<10), letter(2, 200<<10)}) {
			if models.KindOf(o.Err) != models.KindUnavailable {
				t.Errorf("%v", o.Err)
			}
		}
		var queue store.QueuePage
		if err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
			queue, err = tx.Queue(models.Scope{All: true}, store.QueueFilter{RoundID: d.round.ID, Limit: 1})
			return err
		}); err != nil || queue.Total != 0 {
			t.Errorf("%d tips of which nothing is kept, %v", queue.Total, err)
		}
	})
}

// TestTheJanitorTakesAPackNobodyNames: a batch that was durable and not
// committed is an orphan after a day; one that an aside alone names is not.
func TestTheJanitorTakesAPackNobodyNames(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		d := newPackDesk(t, s)
		aside := letter(1, 300<<10)
		aside.Aside, aside.Ledger.Outcome = "bounce", models.LedgerSetAside
		for _, o := range d.SubmitBatch(t.Context(), []intake.Draft{aside, {Channel: "smoke"}}) {
			if o.Err != nil && models.KindOf(o.Err) != models.KindInvalid {
				t.Fatal(o.Err)
			}
		}
		kept := d.files(t)
		taken := letter(1, 300<<10) // its ledger row is there already
		if out := d.SubmitBatch(t.Context(), []intake.Draft{taken, {Channel: "smoke"}}); models.KindOf(out[0].Err) != models.KindConflict {
			t.Fatal(out[0].Err)
		}
		if len(kept) != 1 || len(d.files(t)) != 2 {
			t.Fatalf("%d blobs, then %d", len(kept), len(d.files(t)))
		}
		d.sweep(t, 0)
		d.clock.Add(25 * time.Hour)
		d.sweep(t, 1)
		if got := d.files(t); !slices.Equal(got, kept) {
			t.Errorf("%v, want %v", got, kept)
		}
	})
}
