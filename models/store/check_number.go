package store

import (
	"fmt"

	"heed/models"
)

// series is what one team's register numbers of a kind come to. The running
// number is the digits at the end; a tip that moves to another team keeps its
// number, so the series is told by what stands before them.
type series struct {
	Prefix   string
	Rows     int64
	Distinct int64
	Low      int64
	High     int64
}

// checkNumbers wants every series to run from 1 to its counter without a gap
// and without a number twice.
func (tx *Tx) checkNumbers() ([]CheckLine, error) {
	wanted, err := tx.seriesEnds()
	if err != nil {
		return nil, err
	}
	var lines []CheckLine
	for _, kind := range []struct{ name, table string }{{"tip", "tips"}, {"finding", "findings"}, {"handoff", "handoffs"}} {
		bad, err := tx.brokenSeries(kind.table, wanted[kind.name])
		if err != nil {
			return nil, err
		}
		lines = append(lines, bad.line("P10", "check.number_"+kind.name))
	}
	return lines, nil
}

func (tx *Tx) brokenSeries(table string, ends map[string]int64) (culprits, error) {
	var found []series
	err := tx.db.Raw(`SELECT prefix, COUNT(*) AS "rows", COUNT(DISTINCT n) AS "distinct", MIN(n) AS low, MAX(n) AS high FROM (
		SELECT rtrim(number, '0123456789') AS prefix,
		CAST('0' || substr(number, length(rtrim(number, '0123456789')) + 1) AS BIGINT) AS n FROM ` + table + `) AS numbered
		GROUP BY prefix ORDER BY prefix`).Scan(&found).Error
	var bad culprits
	for _, s := range found {
		if s.Low != 1 || s.High != s.Rows || s.Distinct != s.Rows || ends[s.Prefix] != s.High {
			bad.add(s.Prefix)
		}
		delete(ends, s.Prefix)
	}
	for prefix, n := range ends {
		if n != 0 {
			bad.add(prefix)
		}
	}
	return bad, err
}

// seriesEnds says, by kind and prefix, which running number was given last.
func (tx *Tx) seriesEnds() (map[string]map[string]int64, error) {
	rows, err := all[numberRow](tx.db)
	out := map[string]map[string]int64{"tip": {}, "finding": {}, "handoff": {}}
	for _, row := range rows {
		round, team, err := tx.roundOfTeam(row.TeamID)
		if err != nil {
			return nil, err
		}
		if ends, known := out[row.Kind]; known {
			ends[seriesPrefix(row.Kind, round, team)] = row.N
		}
	}
	return out, err
}

func seriesPrefix(kind string, r models.Round, t models.Team) string {
	words := map[string]string{"tip": "巡察", "finding": wordFinding, "handoff": wordHandoff}
	return fmt.Sprintf("%s〔%d〕%d-%s-", words[kind], r.Year, r.Seq, t.Code)
}
