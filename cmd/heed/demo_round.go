package main

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"heed/models"
	"heed/models/keyring"
	"heed/models/store"
	"heed/static"
)

// demoRound is static/demo/round.json. Days count from today, so that the demo
// is always in the middle of its round.
type demoRound struct {
	Round struct {
		Name     string
		NameEn   string `json:"name_en"`
		DaysIn   int    `json:"days_in"`
		DaysLeft int    `json:"days_left"`
	}
	Notice demoNotice
	Teams  []struct {
		Code, Name string
		NameEn     string `json:"name_en"`
	}
	Units []struct {
		ID, Name, Kind string
		NameEn         string `json:"name_en"`
		Team           int
	}
	Staff []demoPerson
	Tips  []demoTip
	Mails []demoMail
	today time.Time
}

type demoPerson struct {
	Login, Name string
	Roles       []models.Role
}

func readDemo(today time.Time) (demoRound, error) {
	d := demoRound{today: today}
	content, err := static.Files.ReadFile("demo/round.json")
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(content, &d)
}

// spec is the round as the keyring makes it.
func (d demoRound) spec() keyring.RoundSpec {
	entry, exit := d.today.AddDate(0, 0, -d.Round.DaysIn), d.today.AddDate(0, 0, d.Round.DaysLeft)
	s := keyring.RoundSpec{Round: models.Round{
		Year: entry.Year(), Seq: 1, Name: d.Round.Name, NameEn: d.Round.NameEn, Profile: models.DefaultProfile().ID,
		Entry: entry.Format(time.DateOnly), Exit: exit.AddDate(0, 0, 2).Format(time.DateOnly),
		AcceptUntil: time.Date(exit.Year(), exit.Month(), exit.Day(), 17, 30, 0, 0, exit.Location()),
	}}
	for _, t := range d.Teams {
		s.Teams = append(s.Teams, models.Team{Code: t.Code, Name: t.Name, NameEn: t.NameEn})
	}
	for _, u := range d.Units {
		s.Units = append(s.Units, store.NewUnit{Unit: models.Unit{Name: u.Name, NameEn: u.NameEn, Kind: u.Kind}, Team: u.Team})
	}
	return s
}

// loadDemo sets the office up as its people would: the first account by its
// one-time link, the custodians, the round, an invitation for each colleague,
// then the tips.
func (m *machine) loadDemo(ctx context.Context, d demoRound) error {
	keys := m.keyring()
	made, err := keys.Init(ctx, keyring.InitSpec{
		OfficeName: "青禾县委巡察办（演示）", OfficeNameEn: "Qinghe County Inspection Office (demonstration)", Login: "director", Name: "孙正（演示）",
	})
	if err != nil {
		return err
	}
	director, err := keys.Accept(ctx, made.Link, demoPassphrase)
	if err != nil {
		return err
	}
	people := map[string]models.Member{"director": director}
	if err := m.inviteDemo(ctx, keys, d.staff(true), 0, people); err != nil {
		return err
	}
	round, err := keys.CreateRound(ctx, director, d.spec())
	if err != nil {
		return err
	}
	if err := m.inviteDemo(ctx, keys, d.staff(false), round.ID, people); err != nil {
		return err
	}
	if err := m.announceDemo(ctx, d, round, people["officer"]); err != nil {
		return err
	}
	return m.loadDemoTips(ctx, d, round, people)
}

// staff are the custodians, who must be there before the round is made, or
// everybody else, whose roles need its teams.
func (d demoRound) staff(custodians bool) []demoPerson {
	return slices.DeleteFunc(slices.Clone(d.Staff), func(p demoPerson) bool {
		return slices.Contains(p.Roles, models.RoleCustodian) != custodians
	})
}

// inviteDemo makes accounts; team-bound roles hold in every team of the round.
func (m *machine) inviteDemo(
	ctx context.Context, keys *keyring.Keyring, staff []demoPerson, roundID int64, people map[string]models.Member,
) error {
	secret, _, err := keys.SignIn(ctx, "director", demoPassphrase, "")
	if err != nil {
		return err
	}
	director, id, err := keys.Resume(ctx, secret)
	if err != nil {
		return err
	}
	desk, err := m.Intake.Desk(ctx, roundID)
	if err != nil {
		return err
	}
	for _, s := range staff {
		link, err := keys.Invite(ctx, director, id, keyring.AccountSpec{Login: s.Login, Name: s.Name, Roles: demoRoles(s.Roles, desk.Teams)})
		if err != nil {
			return err
		}
		if people[s.Login], err = keys.Accept(ctx, link, demoPassphrase); err != nil {
			return err
		}
	}
	return keys.SignOut(ctx, secret)
}

func demoRoles(roles []models.Role, teams []models.Team) []models.StaffRole {
	var out []models.StaffRole
	for _, r := range roles {
		if !r.TeamBound() {
			out = append(out, models.StaffRole{Role: r})
			continue
		}
		for _, t := range teams {
			out = append(out, models.StaffRole{Role: r, TeamID: t.ID})
		}
	}
	return out
}
