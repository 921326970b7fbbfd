package storetest

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	_ "github.com/glebarez/go-sqlite"  // registers "sqlite"
	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"heed/models"
	"heed/models/store"
)

// Crowd fills a round with n tips, by SQL alone and as unevenly as an office
// gets them: the newest tenth all received, the oldest seven tenths done, a
// tenth of all overdue, categories and channels that are rare or only old, one
// unit with three tips, work in the hands of members 1 to 40. The round's tables
// must be empty. It is for lists and counts: no tip can be opened.
func Crowd(t testing.TB, s *store.Store, url string, round models.Round, n int) {
	t.Helper()
	db := openRaw(t, url)
	indexes := dropIndexes(t, db, s.Dialect())
	run := func(statement string) {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %.200s", err, statement)
		}
	}
	run(crowdSQL(t, s, round, n))
	run(`INSERT INTO tip_counts SELECT team_id, state, unit_id, channel, category, overdue, COUNT(*),
		(SELECT seq FROM audit_head WHERE id = 1) FROM tips GROUP BY 1, 2, 3, 4, 5, 6`)
	run(`INSERT INTO held_counts SELECT assignee_id, team_id, state, unit_id, channel, category, overdue, COUNT(*)
		FROM tips WHERE assignee_id <> 0 GROUP BY 1, 2, 3, 4, 5, 6, 7`)
	for _, index := range indexes {
		run(index)
	}
	if s.Dialect() == "postgres" {
		run("VACUUM ANALYZE tips")
		run("VACUUM ANALYZE tip_counts")
		run("VACUUM ANALYZE held_counts")
	}
}

func openRaw(t testing.TB, url string) *sql.DB {
	t.Helper()
	driver, source := "pgx", url
	if file, ok := strings.CutPrefix(url, "sqlite://"); ok {
		driver, source = "sqlite", "file:"+file+"?_pragma=busy_timeout(15000)&_pragma=synchronous(0)&_pragma=cache_size(-400000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// dropIndexes takes the indexes of tips away and gives the statements that make
// them again: to make one of a million rows is much faster than to keep it.
func dropIndexes(t testing.TB, db *sql.DB, dialect string) (again []string) {
	t.Helper()
	query := "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'tips' AND type = 'index' AND sql IS NOT NULL"
	if dialect == "postgres" {
		query = `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tips' AND schemaname = 'public'
			AND indexname NOT LIKE '%_key' AND indexname NOT LIKE '%_pkey'`
	}
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // it was read to its end
	names := map[string]string{}
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			t.Fatal(err)
		}
		names[name] = statement
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for name, statement := range names {
		if _, err := db.ExecContext(t.Context(), "DROP INDEX "+name); err != nil {
			t.Fatal(err)
		}
		again = append(again, statement)
	}
	return again
}

// crowdSQL is one statement. h is a number below 2³¹ that looks random.
func crowdSQL(t testing.TB, s *store.Store, round models.Round, n int) string {
	t.Helper()
	series := fmt.Sprintf("WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < %d)", n)
	if s.Dialect() == "postgres" {
		series = fmt.Sprintf("WITH s AS (SELECT generate_series(1, %d)::bigint AS i)", n)
	}
	team, unit := placesSQL(t, s, round)
	at := func(percent int) int { return n / 100 * percent }
	return fmt.Sprintf(`%s,
	a AS (SELECT i, (i * 48271) %% 2147483647 AS g FROM s),
	b AS (SELECT i, (g * 69621) %% 2147483647 AS h, (g * 16807) %% 2147483647 AS k FROM a),
	c AS (SELECT i, h, k, CASE
		WHEN i > %[2]d THEN 'received'
		WHEN i %% 25000 = 7 THEN 'reopened'
		WHEN i > %[3]d THEN CASE h %% 9 WHEN 0 THEN 'registered' WHEN 1 THEN 'screening' WHEN 2 THEN 'assigned' WHEN 3 THEN 'decision_proposed'
			WHEN 4 THEN 'awaiting_reporter' WHEN 5 THEN 'approved' WHEN 6 THEN 'quarantined' ELSE 'reviewing' END
		WHEN h %% 20 = 0 THEN 'fed_back' WHEN h %% 20 < 3 THEN 'closed' ELSE 'archived' END AS state,
		%[4]s AS team FROM b)
	INSERT INTO tips (id, number, round_id, team_id, unit_id, channel, category, state, received_at, changed_at, assignee_id, clock, due_on,
		overdue, named, urgent, files, bytes, lang, reason, code, body)
	SELECT i, 'bench-' || i, %[5]d, team, %[6]s,
		CASE WHEN i < %[7]d AND h %% 10 = 1 THEN 'box' WHEN k %% 1000 = 0 THEN 'visit' WHEN k %% 100 < 4 THEN 'letter' WHEN k %% 100 < 14 THEN 'phone'
			WHEN k %% 100 < 30 THEN 'mail' ELSE 'web' END,
		CASE WHEN i < %[7]d AND i %% 250 = 9 THEN 'abuse' WHEN h %% 100 < 40 THEN 'gifts' WHEN h %% 100 < 60 THEN 'benefits'
			WHEN h %% 100 < 70 THEN 'collective' WHEN h %% 100 < 78 THEN 'projects' WHEN h %% 100 < 84 THEN 'spending' WHEN h %% 100 < 89 THEN 'contracts'
			WHEN h %% 100 < 93 THEN 'personnel' WHEN h %% 100 < 96 THEN 'extortion' WHEN h %% 100 < 98 THEN 'inaction' WHEN h %% 100 < 99 THEN 'unmended'
			ELSE 'other' END,
		state, '2026-03-01 08:00:00+00:00', '2026-03-02 08:00:00+00:00',
		CASE WHEN state = 'received' OR k %% 2 = 0 THEN 0 ELSE 1 + h %% 40 END,
		CASE WHEN state IN ('closed', 'fed_back', 'archived') THEN '' ELSE 'screen' END,
		CASE WHEN state IN ('closed', 'fed_back', 'archived') THEN '' ELSE '2999-01-01' END,
		state NOT IN ('closed', 'fed_back', 'archived', 'received') AND h %% 2 = 0,
		h %% 3 = 0, h %% 500 = 0, 0, 0, 'zh', '', CASE WHEN state IN ('closed', 'fed_back', 'archived') THEN 'NO_FACTS' ELSE '' END, ''
	FROM c`, series, at(90), at(70), team, round.ID, unit, at(5))
}

// placesSQL are the expressions of a tip's team, six tenths of the first, and of
// its unit, many of the first, and three of the last.
func placesSQL(t testing.TB, s *store.Store, round models.Round) (team, unit string) {
	t.Helper()
	var teams []models.Team
	var units []store.RoundUnitView
	err := s.Read(t.Context(), func(tx *store.Tx) (err error) {
		if teams, err = tx.Teams(round.ID); err != nil {
			return err
		}
		units, err = tx.RoundUnits(round.ID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	team = fmt.Sprintf("CASE WHEN k %% 10 < 6 THEN %d WHEN k %% 10 < 9 THEN %d ELSE %d END",
		teams[0].ID, teams[min(1, len(teams)-1)].ID, teams[len(teams)-1].ID)
	unit = "CASE"
	last := map[int64]int64{} // by team
	for _, g := range teams {
		var own []int64
		for _, u := range units {
			if u.Team.ID == g.ID {
				own = append(own, u.Unit.ID)
			}
		}
		if len(own) < 2 {
			continue
		}
		last[g.ID], own = own[len(own)-1], own[:len(own)-1]
		unit += fmt.Sprintf(" WHEN team = %d AND i %% 300007 = 11 THEN %d WHEN team = %[1]d AND h %% 5 < 2 THEN %[3]d", g.ID, last[g.ID], own[0])
		for at, id := range own {
			unit += fmt.Sprintf(" WHEN team = %d AND h / 10 %% %d = %d THEN %d", g.ID, len(own)+1, at, id)
		}
	}
	if len(last) == 0 {
		return team, "0"
	}
	return team, unit + " ELSE 0 END"
}
