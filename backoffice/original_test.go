package backoffice_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"heed/models"
	"heed/models/intake"
	"heed/models/scrub/sample"
)

// An anonymous photo: staff get the copy and read what was taken out of it; the two
// custodians together get the file as it came, until they open the rest.
func TestTheOriginalIsForTheCustodians(t *testing.T) {
	each(t, func(w *world) {
		outer, inner, _ := w.guarded()
		photo := sample.Photo(100 << 10)
		staged, err := w.intake.Stage(w.ctx, w.round.ID, "现场.jpg", "", bytes.NewReader(photo))
		w.must(err)
		tip := w.submit(intake.Draft{
			Channel: models.ChannelWeb, Category: models.CategoryGifts, RoundID: w.round.ID, UnitID: w.units[0].ID, Text: story,
			Files: []intake.Staged{staged}, Origin: "portal", Begun: w.round.CreatedAt,
		}).Tip
		w.admin.get(tipPath(tip.ID, "")).want(200).has("现场.jpg", "where it was taken", "kept sealed for the custodians")
		if got := w.admin.get(tipPath(tip.ID, "/files/0")).want(200); strings.Contains(got.body, sample.Camera) || len(got.body) < 50<<10 {
			w.Errorf("the copy has %d bytes, and tells of its maker", len(got.body))
		}
		outer.get("/identities").want(200).has(tip.Number)
		path, original := outer.asks(tip), url.Values{"do": {"original"}, "ord": {"0"}}
		outer.get(path).want(200).lacks("Download the original")
		outer.post(path, original).want(403)
		w.admin.post(path, original).want(403)
		inner.get(path).want(200).has("Download the original of file 1").lacks("现场.jpg")
		for range 2 {
			if got := inner.post(path, original).want(200); got.body != string(photo) {
				w.Errorf("the original has %d bytes, not %d", len(got.body), len(photo))
			}
		}
		inner.post(path, url.Values{"do": {"original"}, "ord": {"1"}}).want(404)
		inner.post(path, do("mail")).want(404)
		inner.post(path, do("open")).want(200)
		inner.post(path, original).want(409)
	})
}
