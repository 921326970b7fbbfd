package backoffice

import (
	"slices"
	"strings"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/web"
	"heed/web/form"
)

// mailValues are the fields of an account as it stands.
func mailValues(a models.MailAccount) form.Values {
	return form.Values{
		"name": {a.Name}, "host": {a.Host}, "port": {decimal(int64(a.Port))}, "security": {string(a.Security)}, "username": {a.Username},
		"auth": {string(a.Auth)}, "secret": {a.Secret}, "folders": {strings.Join(a.Folders, "\n")}, "processed": {a.Processed},
		"desk": {deskValue(a)}, "ca": {a.CA}, "pin": {a.Pin}, "grant": {string(a.Grant)}, "token_url": {a.TokenURL}, "client_id": {a.ClientID},
		"scope": {a.Scope}, "authserv": {a.AuthServ}, "answer": {string(a.Answer)}, "period": {a.Period}, "version": {decimal(a.Version)},
	}
}

// readMailAccount reads the form; what is wrong with it the store says.
func readMailAccount(f form.Values) models.MailAccount {
	round, team, _ := strings.Cut(f.Get("desk"), ":")
	return models.MailAccount{
		Name: f.Get("name"), Host: f.Get("host"), Port: int(whole(f.Get("port"))), Security: models.MailSecurity(f.Get("security")),
		Username: f.Get("username"), Auth: models.MailAuth(f.Get("auth")), Secret: f.Get("secret"),
		Folders: lines(f.Get("folders")), Processed: f.Get("processed"), RoundID: whole(round), TeamID: whole(team),
		CA: f.Get("ca"), Pin: f.Get("pin"), Grant: models.MailGrant(f.Get("grant")), TokenURL: f.Get("token_url"), ClientID: f.Get("client_id"),
		Scope: f.Get("scope"), AuthServ: f.Get("authserv"), Answer: models.MailAnswer(f.Get("answer")), Period: f.Get("period"),
		Version: whole(f.Get("version")),
	}
}

// deskValue is where an account's tips go, as the form has it: round:team.
func deskValue(a models.MailAccount) string {
	if a.RoundID == 0 {
		return ""
	}
	value := decimal(a.RoundID)
	if a.TeamID != 0 {
		value += ":" + decimal(a.TeamID)
	}
	return value
}

// mailDesks are the rounds and teams that tips may go to.
func mailDesks(tx *store.Tx, v *visit) ([]web.Choice, error) {
	d, err := tx.Directory()
	if err != nil {
		return nil, err
	}
	var out []web.Choice
	for _, r := range d.Rounds {
		name := named(v.lang, r.Name, r.NameEn)
		out = append(out, web.Choice{Value: decimal(r.ID), Text: name})
		for _, t := range d.Teams[r.ID] {
			out = append(out, web.Choice{Value: decimal(r.ID) + ":" + decimal(t.ID), Text: name + " · " + t.Code + " " + named(v.lang, t.Name, t.NameEn)})
		}
	}
	return out, nil
}

// unreadPeriod is how long an account may stay unread while nothing else is
// said: three periods of the hourly schedule. The worker, which knows its
// schedule, sets it right with its first sweep.
const unreadPeriod = 3 * time.Hour

func mailPeriod(a models.MailAccount) time.Duration {
	if d, err := time.ParseDuration(a.Period); err == nil && d > 0 {
		return d
	}
	return unreadPeriod
}

// mailPeriods are the periods to pick, with the one that is set.
func mailPeriods(set string) []web.Choice {
	var out []web.Choice
	for _, p := range []string{"1h", "3h", "12h", "24h", "72h", "168h"} {
		out = append(out, web.Choice{Value: p, Key: "backoffice.mailbox.period." + p})
	}
	if set != "" && !slices.ContainsFunc(out, func(c web.Choice) bool { return c.Value == set }) {
		out = append(out, web.Choice{Value: set, Text: set})
	}
	return out
}

// lines are the lines of a text without the spaces around them.
func lines(text string) []string {
	all := strings.Split(text, "\n")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}
