package models

import (
	"fmt"
	"time"
)

// Round is one inspection round, or the standing round that takes what comes
// between rounds.
type Round struct {
	ID          int64
	Year        int
	Seq         int // running number of the round in its year; 0 for the standing round
	Name        string
	NameEn      string
	Standing    bool
	Profile     string // rule profile, cn-2024
	Entry       string // date of entry, YYYY-MM-DD
	Exit        string // date of exit, YYYY-MM-DD
	AcceptUntil time.Time
	CreatedAt   time.Time
}

// Accepts says whether the round takes new tips at that instant (DOMAIN rule
// 8: every notice has a closing time; the standing round has none).
func (r Round) Accepts(at time.Time) bool { return r.Standing || at.Before(r.AcceptUntil) }

// OpenRound is the round that takes what comes now: the first in the list that
// accepts tips and is not the standing one, else the standing one; no round at
// all when there is neither. The list is the newest first.
func OpenRound(rounds []Round, at time.Time) Round {
	var standing Round
	for _, r := range rounds {
		switch {
		case r.Standing:
			standing = r
		case r.Accepts(at):
			return r
		}
	}
	return standing
}

// Unit is an inspected public body.
type Unit struct {
	ID     int64
	Name   string
	NameEn string
	Kind   string // department or township
}

// Team is an inspection team of a round. The standing round has one team, the
// office itself.
type Team struct {
	ID      int64
	RoundID int64
	Code    string // G1
	Name    string
	NameEn  string
}

// RoundUnit says which team inspects a unit in a round.
type RoundUnit struct {
	RoundID int64 `gorm:"primaryKey"`
	UnitID  int64 `gorm:"primaryKey"`
	TeamID  int64
}

// RegisterNumber reads `巡察〔2026〕1-G1-0007`: year, round, team, running
// number within the team (DOMAIN, Words). It says nothing of the receipt.
func RegisterNumber(year, round int, team string, n int64) string {
	return fmt.Sprintf("巡察〔%d〕%d-%s-%04d", year, round, team, n)
}
