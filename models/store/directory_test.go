package store_test

import (
	"testing"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
)

// The directory is read again as soon as something that is of no tip changed, by
// whichever process; what is of a tip leaves it alone.
func TestDirectoryIsOfTheSnapshot(t *testing.T) {
	eachOffice(t, func(t *testing.T, o *office) {
		read := func() (d *store.Directory) {
			t.Helper()
			o.look(t, func(tx *store.Tx) (err error) {
				d, err = tx.Directory()
				return err
			})
			return d
		}
		before := read()
		if len(before.Rounds) != 1 || len(before.Teams[o.round.ID]) != 2 || len(before.Units[o.round.ID]) != 3 || before.Staff[o.who["clerk"].ID] != o.who["clerk"].Name {
			t.Fatalf("%+v", before)
		}
		o.tip(t)
		if read() != before {
			t.Error("a tip makes everybody read the directory again")
		}
		other := storetest.Open(t, o.url, o.clock.Now)
		err := other.Write(t.Context(), func(tx *store.Tx) error {
			tx.Audit(models.Audit{Origin: "backoffice", Action: "round.create", Object: "round:2"})
			_, err := tx.CreateRound(store.NewRound{
				Round: models.Round{Year: 2027, Seq: 1, Name: "二轮"}, Teams: []models.Team{{Code: "G1"}}, Units: []store.NewUnit{{Unit: models.Unit{Name: "水利局"}}},
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		after := read()
		if len(after.Rounds) != 2 || len(after.Units[after.Rounds[0].ID]) != 1 || len(before.Rounds) != 1 {
			t.Errorf("%+v", after)
		}
	})
}
