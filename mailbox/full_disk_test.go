package mailbox

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"heed/models"
	"heed/models/blob"
	"heed/models/intake"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

const fullMails = 48 // in commits of eight

// A disk becomes full while it is swept, that of the rows, that of the blobs, or
// both: what is recorded is whole, nothing leaves the folder that is not, the report
// says why, and once there is room everything is taken, once.
func TestASweepOntoAFullDisk(t *testing.T) {
	disk := testserver.OnADisk(t)
	if disk == nil {
		return
	}
	for _, c := range []struct {
		name        string
		rows, blobs bool
		room        int64 // for some of the mails, and not for all
	}{
		{"blobs", false, true, 700 << 10},
		{"rows", true, false, 500 << 10},
		{"both", true, true, 1200 << 10},
		{"no room at all", true, true, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			on := func(full bool, name string) string {
				folder := filepath.Join(disk.Folder, t.Name(), name)
				if !full {
					folder = filepath.Join(t.TempDir(), name)
				}
				if err := os.MkdirAll(folder, 0o700); err != nil {
					t.Fatal(err)
				}
				return folder
			}
			f := newFull(t, disk, on(c.rows, "rows"), on(c.blobs, "blobs"))
			defer disk.Free(t)
			f.deliver(fullMails)
			disk.Leave(t, c.room)
			for range 2 { // whoever tries again while it is full doubles nothing
				f.fails(c.rows)
			}
			disk.Free(t)
			if _, err := f.o.mailbox(f.account).Sweep(t.Context()); err != nil {
				t.Error(err)
			}
			f.whole()
			if in, out := f.count("INBOX"), f.count("Processed"); in != 0 || out != len(f.sent) {
				t.Errorf("%d in INBOX, %d of %d processed", in, out, len(f.sent))
			}
			f.o.exactly(f.tips)
			f.o.accounted(len(f.sent))
		})
	}
}

// full is an office on a disk, and a server in memory.
type full struct {
	*testing.T
	o       *office
	disk    *testserver.Disk
	user    *imapmemserver.User
	account Account
	sent    [][]byte
	tips    [][]byte // those of sent that become tips
}

func newFull(t *testing.T, disk *testserver.Disk, rows, blobs string) *full {
	o := newOffice(t, storetest.Open(t, "sqlite://"+filepath.Join(rows, "heed.db"), time.Now))
	var err error
	if o.blobs, err = blob.Open(t.Context(), "file://"+blobs); err != nil {
		t.Fatal(err)
	}
	o.intake = intake.New(intake.Options{Store: o.store, Blobs: o.blobs, Now: o.now, Logger: slog.New(slog.DiscardHandler), Folder: blobs})
	t.Cleanup(o.intake.Close)
	o.limits.BatchMails, o.limits.MailBytes = 8, 100<<10
	o.limits.Lease = 500 * time.Millisecond // that of a sweep that cannot drop it is waited for
	f := &full{T: t, o: o, disk: disk, user: imapmemserver.NewUser("tips", "x")}
	for _, folder := range []string{"INBOX", "Processed"} {
		if err := f.user.Create(folder, nil); err != nil {
			t.Fatal(err)
		}
	}
	f.account = Account{Name: "office", Username: "tips", Password: NewSecret("x"), Folders: []string{"INBOX"}, Processed: "Processed"}.at(serveMemory(t, f.user))
	return f
}

// deliver sends mails with a text alone, with a small file and a large one, from a
// machine, that is too large, and one that is there already.
func (f *full) deliver(n int) {
	f.Helper()
	for k := range n {
		raw := short(k)
		switch k % 6 {
		case 1:
			raw = withFile(k, 20<<10)
		case 2:
			raw = withFile(k, 80<<10)
		case 3:
			raw = fmt.Appendf(nil, "Auto-Submitted: auto-replied\r\n%s", raw)
		case 4:
			raw = withFile(k, 110<<10) // too large, by the limit below
		case 5:
			raw = f.sent[k-3]
		}
		if k%6 != 3 && k%6 != 5 {
			f.tips = append(f.tips, raw)
		}
		f.sent = append(f.sent, raw)
		if _, err := f.user.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{}); err != nil {
			f.Fatal(err)
		}
	}
}

// fails sweeps once more, which the full disk ends. Where the rows have no room the
// report is what the sweep returns; else it is kept as well.
func (f *full) fails(rows bool) {
	f.Helper()
	r, err := f.o.mailbox(f.account).Sweep(f.Context())
	keys := []string{"error.disk_full"}
	if !f.disk.Whole {
		keys = append(keys, "error.database") // a file that may not grow is not all of a disk
	}
	if models.KindOf(err) != models.KindUnavailable || len(r.Rows) == 0 || !slices.Contains(keys, keyOf(r.Rows[0].Err)) {
		f.Fatalf("%+v, %v", r.Rows, err)
	}
	if !rows && f.disk.Whole { // else the files of the rows may not grow either
		f.told(keyOf(err))
	}
	if in, out := f.count("INBOX"), f.count("Processed"); in == 0 || in+out != len(f.sent) {
		f.Errorf("%d in INBOX, %d of %d processed", in, out, len(f.sent))
	}
	f.whole()
}

// told wants the status of the folder and the last report to say why.
func (f *full) told(key string) {
	f.Helper()
	err := f.o.store.Read(f.Context(), func(tx *store.Tx) error {
		all, err := tx.MailStatuses()
		if len(all) != 1 || all[0].Error != key {
			f.Errorf("the status: %+v", all)
		}
		if err != nil {
			return err
		}
		reports, _, err := tx.SweepReports(0, store.ReportFilter{})
		if len(reports) == 0 || reports[0].Error != key {
			f.Errorf("the reports: %+v", reports)
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
}

func (f *full) count(folder string) int {
	f.Helper()
	status, err := f.user.Status(folder, &imap.StatusOptions{NumMessages: true})
	if err != nil {
		f.Fatal(err)
	}
	return int(*status.NumMessages)
}

// whole wants every row and every sealed part that is there to be whole, and each
// message that has left the folder to be recorded.
func (f *full) whole() {
	f.Helper()
	lines, err := f.o.store.Check(f.Context(), store.CheckOptions{Blob: f.o.blobs.Envelope})
	if err != nil {
		f.Fatal(err)
	}
	for _, l := range lines {
		if !l.OK {
			f.Errorf("%+v", l)
		}
	}
	recorded := map[string]int{}
	for _, row := range f.o.ledger() {
		if !row.Outcome.GivesWay() {
			recorded[string(row.Digest)]++
		}
	}
	if missing := f.count("Processed") - sum(recorded); missing > 0 {
		f.Errorf("%d messages have left the folder and have no row", missing)
	}
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
