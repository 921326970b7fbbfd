package mailbox

import (
	"fmt"
	"slices"
	"time"

	"heed/models"
	"heed/models/store"
)

// bureau is where an account's tips go during one sweep.
type bureau struct {
	round  models.Round
	teamID int64 // 0: the round's first
	late   desk  // takes what comes after closing time: the standing round's
	over   bool  // the account takes mail for whatever round is open, and the last one has closed
}

// desk is a round and a team of it, or 0 for its first. No round is 0.
type desk struct{ roundID, teamID int64 }

// deskAt says whose a letter is that was received at an instant, and whether
// that was after closing time: it is then the standing round's, as what comes
// between rounds is (DOMAIN rule 8).
func (b bureau) deskAt(at time.Time) (d desk, late bool) {
	if b.round.Accepts(at) {
		return desk{b.round.ID, b.teamID}, false
	}
	return b.late, true
}

const standingRound = "standing"

// parseRound reads "2026-1" or "standing"; an empty name is 0, 0.
func parseRound(name string) (year, seq int, err error) {
	if name == "" || name == standingRound {
		return 0, 0, nil
	}
	var rest string
	if n, _ := fmt.Sscanf(name, "%d-%d%s", &year, &seq, &rest); n != 2 || year < 1 || seq < 1 {
		return 0, 0, fmt.Errorf("a round is written like 2026-1, or %s", standingRound)
	}
	return year, seq, nil
}

// findBureau looks up the round and the team of an account. What is configured
// and is not there is KindInvalid: mail must not go to somebody else instead.
func findBureau(tx *store.Tx, a Account) (bureau, error) {
	round, err := findRound(tx, a)
	if err != nil {
		return bureau{}, err
	}
	b := bureau{round: round, teamID: a.TeamID}
	if b.late, err = findStanding(tx); err != nil {
		return bureau{}, err
	}
	if b.over, err = isOver(tx, a, round); err != nil {
		return bureau{}, err
	}
	if a.TeamID == 0 && a.Team == "" {
		return b, nil
	}
	teams, err := tx.Teams(round.ID)
	if err != nil {
		return bureau{}, err
	}
	for _, t := range teams {
		if t.ID == a.TeamID || t.Code == a.Team {
			b.teamID = t.ID
			return b, nil
		}
	}
	return bureau{}, a.fault(models.KindInvalid, keyTeam, nil)
}

// isOver says whether an account that is for no round in particular falls back on
// the standing one because the others have closed.
func isOver(tx *store.Tx, a Account, round models.Round) (bool, error) {
	if !round.Standing || a.RoundID != 0 || a.Round != "" {
		return false, nil
	}
	rounds, err := tx.Rounds()
	return slices.ContainsFunc(rounds, func(r models.Round) bool { return !r.Standing }), err
}

// findStanding is the desk of the standing round, or none where it was not set
// up yet: what it should take then waits in the mailbox.
func findStanding(tx *store.Tx) (desk, error) {
	rounds, err := tx.Rounds()
	for _, r := range rounds {
		if r.Standing {
			return desk{roundID: r.ID}, err
		}
	}
	return desk{}, err
}

func findRound(tx *store.Tx, a Account) (models.Round, error) {
	if a.RoundID == 0 && a.Round == "" {
		return tx.OpenRound()
	}
	year, seq, err := parseRound(a.Round)
	if err != nil {
		return models.Round{}, a.fault(models.KindInvalid, keyRound, err)
	}
	rounds, err := tx.Rounds()
	if err != nil {
		return models.Round{}, err
	}
	for _, r := range rounds {
		if a.RoundID != 0 && r.ID == a.RoundID || a.RoundID == 0 && (r.Standing && a.Round == standingRound || !r.Standing && r.Year == year && r.Seq == seq) {
			return r, nil
		}
	}
	return models.Round{}, a.fault(models.KindInvalid, keyRound, nil)
}
