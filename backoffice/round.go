package backoffice

import (
	"strconv"
	"strings"
	"time"

	"heed/models"
	"heed/models/keyring"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// How many teams and units one form takes.
const (
	teamRows = 6
	unitRows = 12
)

// roundsPage lists the rounds.
type roundsPage struct {
	Page
	Rows  []roundRow
	Write bool // whether the member writes notices
}

type roundRow struct {
	models.Round
	Title string
	Open  bool
	Teams []models.Team
	Units []unitName
}

func (b *Backoffice) rounds(v *visit) error {
	page := roundsPage{Write: v.me.HasAny(noticeMakers()...)}
	var err error
	if page.Page, err = b.page(v, "backoffice.rounds.title"); err != nil {
		return err
	}
	err = b.store.Read(v.UserContext(), func(tx *store.Tx) error {
		rounds, err := tx.Rounds()
		if err != nil {
			return err
		}
		for _, r := range rounds {
			n, err := readNames(tx, r.ID, v.lang)
			if err != nil {
				return err
			}
			page.Rows = append(page.Rows, roundRow{r, named(v.lang, r.Name, r.NameEn), r.Accepts(b.now()), n.teams, n.units})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.site.Render(v.Ctx, 200, "rounds", page)
}

// roundPage asks for a new round.
type roundPage struct {
	Page
	Form  form.Form
	Teams []teamRow
	Units []unitRow
	Kinds []web.Choice
}

// teamRow and unitRow are the lines of the form; their values are named by the
// number of the line.
type teamRow struct {
	N              int
	Code, Name, En string
}

type unitRow struct {
	N                    int
	Name, En, Kind, Team string
}

func (b *Backoffice) roundForm(v *visit) error { return b.showRound(v, nil, nil) }

func (b *Backoffice) showRound(v *visit, f form.Values, fault error) error {
	status := 200
	if fault != nil {
		status = b.site.Note(v.Ctx, fault)
	}
	now := b.now().In(b.zone)
	if f == nil {
		f = form.Values{"year": {strconv.Itoa(now.Year())}, "seq": {"1"}, "entry": {now.Format(time.DateOnly)}}
	}
	page := roundPage{Form: form.New(f, fault), Kinds: keyed("unit_kind.", unitKinds())}
	for i := range teamRows {
		n := strconv.Itoa(i + 1)
		code := f.Get("team_code_" + n)
		if code == "" {
			code = "G" + n
		}
		page.Teams = append(page.Teams, teamRow{i + 1, code, f.Get("team_name_" + n), f.Get("team_en_" + n)})
	}
	for i := range unitRows {
		n := strconv.Itoa(i + 1)
		u := unitRow{N: i + 1, Name: f.Get("unit_name_" + n), En: f.Get("unit_en_" + n), Kind: f.Get("unit_kind_" + n), Team: f.Get("unit_team_" + n)}
		page.Units = append(page.Units, u)
	}
	var err error
	if page.Page, err = b.page(v, "backoffice.round.title"); err != nil {
		return err
	}
	return b.site.Render(v.Ctx, status, "round", page)
}

func unitKinds() []string { return []string{"department", "township"} }

func (b *Backoffice) newRound(v *visit) error {
	f, err := b.site.ReadForm(v.Ctx)
	if err != nil {
		return b.showRound(v, f, err)
	}
	spec, err := b.readRound(f)
	if err == nil {
		_, err = b.keys.CreateRound(v.UserContext(), v.me, spec)
	}
	if models.KindOf(err) == models.KindConflict {
		err = models.FieldErrors{{Kind: models.KindInvalid, Key: "backoffice.error.round_number", Field: "seq", Cause: err}}
	}
	if err != nil {
		return b.showRound(v, f, err)
	}
	return v.to("/rounds", "round")
}

func (b *Backoffice) readRound(f form.Values) (keyring.RoundSpec, error) {
	var faults models.FieldErrors
	spec := keyring.RoundSpec{Round: models.Round{
		Name: f.Get("name"), NameEn: f.Get("name_en"), Year: int(whole(f.Get("year"))), Seq: int(whole(f.Get("seq"))),
		Entry: f.Get("entry"), Exit: f.Get("exit"), Profile: models.DefaultProfile().ID,
	}}
	for field, day := range map[string]string{"entry": spec.Round.Entry, "exit": spec.Round.Exit} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			faults.Add(field, "backoffice.error.date")
		}
	}
	var err error
	spec.Round.AcceptUntil, err = time.ParseInLocation(minuteForm, f.Get("accept_until"), b.zone)
	if err != nil || !spec.Round.AcceptUntil.After(b.now()) {
		faults.Add("accept_until", "backoffice.error.accept_until")
	}
	spec.Round.AcceptUntil = spec.Round.AcceptUntil.UTC()
	index := readTeams(f, &spec)
	readUnits(f, &spec, index, &faults)
	if len(spec.Teams) == 0 {
		faults.Add("team_name_1", "backoffice.error.required")
	}
	if spec.Round.Name == "" {
		faults.Add("name", "backoffice.error.required")
	}
	return spec, faults.Err()
}

// readTeams takes the lines that have a name, and says which line is which team.
func readTeams(f form.Values, spec *keyring.RoundSpec) map[string]int {
	index := map[string]int{}
	for i := range teamRows {
		n := strconv.Itoa(i + 1)
		name, code := f.Get("team_name_"+n), strings.ToUpper(f.Get("team_code_"+n))
		if name == "" {
			continue
		}
		if code == "" {
			code = "G" + n
		}
		index[n] = len(spec.Teams)
		spec.Teams = append(spec.Teams, models.Team{Code: code, Name: name, NameEn: f.Get("team_en_" + n)})
	}
	return index
}

func readUnits(f form.Values, spec *keyring.RoundSpec, index map[string]int, faults *models.FieldErrors) {
	for i := range unitRows {
		n := strconv.Itoa(i + 1)
		if f.Get("unit_name_"+n) == "" {
			continue
		}
		team, ok := index[f.Get("unit_team_"+n)]
		if !ok {
			faults.Add("unit_team_"+n, "backoffice.error.unit_team")
			continue
		}
		kind := f.Get("unit_kind_" + n)
		if !listed(unitKinds(), kind) {
			kind = unitKinds()[0]
		}
		unit := models.Unit{Name: f.Get("unit_name_" + n), NameEn: f.Get("unit_en_" + n), Kind: kind}
		spec.Units = append(spec.Units, store.NewUnit{Unit: unit, Team: team})
	}
}
