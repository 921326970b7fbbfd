package store

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"heed/models"
)

// value is what a stream fixes a column to.
func (s stream) value(column string) any {
	switch column {
	case "assignee_id":
		return s.Assignee
	case "state":
		return s.State
	case "unit_id":
		return s.Unit
	case "channel":
		return s.Channel
	case "category":
		return s.Category
	}
	return s.Overdue
}

// rest are the conditions that the streams do not fix: what is hidden, what is
// overdue, and the cursor.
func (s streams) rest(h hidden, f QueueFilter, order string) (string, []any) {
	var sql strings.Builder
	var args []any
	if slices.Contains(s.columns, "assignee_id") {
		sql.WriteString(" AND assignee_id <> 0")
	}
	if s.unread {
		sql.WriteString(" AND unread > 0")
	}
	if f.Overdue && !slices.Contains(s.columns, "overdue") {
		sql.WriteString(" AND overdue")
	}
	if len(h.units) > 0 {
		sql.WriteString(" AND unit_id NOT IN ?")
		args = append(args, h.units)
	}
	if len(h.tips) > 0 {
		sql.WriteString(" AND id NOT IN ?")
		args = append(args, h.tipIDs())
	}
	sign, at := " < ?", cmp.Or(f.After, strconv.Itoa(math.MaxInt64)) // always one: a database that keeps plans meets it again
	if f.Before != "" {
		sign, at = " > ?", f.Before
	}
	if id, err := strconv.ParseInt(at, 10, 64); err == nil {
		sql.WriteString(" AND " + order + sign)
		args = append(args, id)
	}
	return sql.String(), args
}

// listColumns are what a list shows of a tip, in the order in which rowsOf scans them.
const listColumns = "tips.id, tips.number, tips.round_id, tips.team_id, tips.unit_id, tips.channel, tips.category, tips.state, tips.received_at, " +
	"tips.assignee_id, tips.due_on, tips.overdue, tips.urgent, tips.files, tips.unread, tips.code"

// rowsOf are one row more than a page of the streams, in the reading direction.
// They are read by hand: gorm's reflection on them was a tenth of a page's time.
func (tx *Tx) rowsOf(s streams, h hidden, f QueueFilter) ([]models.Tip, error) {
	query, args, err := tx.store.dialect.merge(s, h, f)
	if err != nil || len(s.list) == 0 {
		return nil, err
	}
	rows, err := tx.db.Raw(query, args...).Rows()
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // it was read to its end, or failed with its own error
	tips := make([]models.Tip, 0, f.Limit+1)
	for rows.Next() {
		var t models.Tip
		if err := rows.Scan(&t.ID, &t.Number, &t.RoundID, &t.TeamID, &t.UnitID, &t.Channel, &t.Category, &t.State, &t.ReceivedAt,
			&t.AssigneeID, &t.DueOn, &t.Overdue, &t.Urgent, &t.Files, &t.Unread, &t.Code); err != nil {
			return nil, err
		}
		t.ReceivedAt = t.ReceivedAt.UTC()
		tips = append(tips, t)
	}
	return tips, rows.Err()
}

// newestFirst is the end of a list's query.
func newestFirst(f QueueFilter, order string) string {
	if f.Before == "" {
		order += " DESC"
	}
	return " ORDER BY " + order + " LIMIT " + strconv.Itoa(f.Limit+1)
}

// merge reads each stream from the index that is named: SQLite would take the
// facts for independent, and walk past everything newer that does not match.
func (liteDialect) merge(s streams, h hidden, f QueueFilter) (string, []any, error) {
	rest, restArgs := s.rest(h, f, "id")
	var one strings.Builder
	one.WriteString("SELECT id FROM (SELECT id FROM tips INDEXED BY " + s.index() + " WHERE team_id = ?")
	for _, column := range s.columns {
		one.WriteString(" AND " + column + " = ?")
	}
	one.WriteString(rest + newestFirst(f, "id") + ")")
	parts, args := make([]string, len(s.list)), []any{}
	for i, part := range s.list {
		parts[i] = one.String()
		args = append(args, part.Team)
		for _, column := range s.columns {
			args = append(args, part.value(column))
		}
		args = append(args, restArgs...)
	}
	return "SELECT " + listColumns + " FROM tips WHERE id IN (SELECT id FROM (" + strings.Join(parts, " UNION ALL ") + ")" + newestFirst(f, "id") + ")" +
		newestFirst(f, "id"), args, nil
}

// merge reads all streams in one statement that is planned once, whatever the
// streams. The indexes are ordered by (id + 0), which the primary key is not:
// PostgreSQL would walk it past everything newer that does not match.
func (pgDialect) merge(s streams, h hidden, f QueueFilter) (string, []any, error) {
	list, err := json.Marshal(s.list)
	if err != nil {
		return "", nil, err
	}
	rest, restArgs := s.rest(h, f, "(id + 0)")
	one := "SELECT id FROM tips WHERE team_id = s.team_id"
	for _, column := range s.columns {
		one += " AND " + column + " = s." + column
	}
	return "SELECT " + listColumns + " FROM (SELECT x.id FROM json_to_recordset(?::json) AS s(team_id bigint, assignee_id bigint, state text, " +
		"unit_id bigint, channel text, category text, overdue boolean) CROSS JOIN LATERAL (" + one + rest + newestFirst(f, "(id + 0)") +
		") AS x" + newestFirst(f, "id") + ") AS page JOIN tips ON tips.id = page.id" + newestFirst(f, "tips.id"), append([]any{string(list)}, restArgs...), nil
}
