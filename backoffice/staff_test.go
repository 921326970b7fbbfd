package backoffice_test

import (
	"net/url"
	"strings"
	"testing"

	"heed/models"
)

// Roles that are given later bring their keys with them, or a colleague does.
func TestRolesAndTheirKeys(t *testing.T) {
	each(t, func(w *world) {
		lin := w.join("lin", "custodian")
		tip := w.tip(1, story)
		lin.get(tipPath(tip.ID, "")).want(403)
		plain := w.join("plain", "system_admin") // holds no key and so cannot pass one on
		role := url.Values{"role": {"member:" + itoa(w.teams[0].ID)}}
		plain.post("/staff/"+itoa(lin.me.ID)+"/roles", role).want(303)
		lin.get(tipPath(tip.ID, "")).want(200).has("hold no key").lacks(story)
		w.admin.get("/grants").want(200).has("lin")
		w.admin.post("/grants", nil).want(303)
		lin.get(tipPath(tip.ID, "")).want(200).has(story)
		w.admin.post("/staff/"+itoa(lin.me.ID)+"/roles", url.Values{"role": {"member"}}).want(422)
		w.admin.post("/staff/"+itoa(lin.me.ID)+"/roles", url.Values{"role": {"member:" + itoa(w.teams[1].ID)}}).want(303)
		lin.get(tipPath(tip.ID, "")).want(404)
	})
}

func TestAccountsEndAndComeBack(t *testing.T) {
	w := lite(t)
	lin := w.join("lin", "clerk")
	page := "/staff/" + itoa(lin.me.ID)
	w.admin.get(page).want(200).has("LIN")
	w.admin.post(page+"/deactivate", nil).want(303)
	lin.get("/").want(303)
	link := linkForm.FindStringSubmatch(w.admin.post(page+"/link", nil).want(200).body)[1]
	back := w.accept(link)
	back.get("/").want(200).has("LIN")
	w.admin.post("/staff/1/deactivate", nil).want(409)
	w.admin.get("/staff/99").want(404)
}

func TestAnInviteShowsItsFaults(t *testing.T) {
	w := lite(t)
	w.join("lin", "clerk")
	page := w.admin.post("/staff/new", url.Values{"login": {"lin"}, "name": {"另一个林"}, "role": {"clerk", "head:" + itoa(w.teams[0].ID)}}).want(422)
	page.has("另一个林")
	if n := strings.Count(page.body, `name="role"`); n < 12 || strings.Count(page.body, " checked") != 2 {
		t.Error("the roles that were ticked are lost")
	}
}

func TestARoundShowsItsFaults(t *testing.T) {
	w := lite(t)
	form := url.Values{"name": {"第二轮"}, "year": {"2026"}, "seq": {"1"}, "entry": {"2026-05-01"}, "exit": {"soon"}, "accept_until": {"2020-01-01T00:00"}, "unit_name_1": {"水务局"}}
	w.admin.post("/rounds/new", form).want(422).has("第二轮", "水务局", "must be in the future", "such as 2026-03-02", "which team")
	form = url.Values{
		"name": {"第二轮"}, "year": {"2026"}, "seq": {"1"}, "entry": {"2026-05-01"}, "exit": {"2026-06-01"}, "accept_until": {"2026-06-01T00:00"},
		"team_name_1": {"一组"}, "team_code_1": {"G1"}, "unit_name_1": {"水务局"}, "unit_team_1": {"1"},
	}
	w.admin.post("/rounds/new", form).want(422).has("already has a round")
	form.Set("seq", "2")
	w.admin.post("/rounds/new", form).want(303)
	w.admin.get("/rounds").want(200).has("第二轮", "First round")
	if r := w.round; r.Seq != 1 || r.Profile != models.DefaultProfile().ID {
		t.Errorf("round %+v", r)
	}
}
