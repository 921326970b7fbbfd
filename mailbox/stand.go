package mailbox

import (
	"fmt"
	"strings"

	"heed/models"
)

// Stand is how the ledger, the tips and the server agree about one folder.
type Stand struct {
	Account, Folder, Processed string

	Listed  int      // messages in the folder
	Kept    int      // of those, settled: to be moved, or marked where the server cannot take them out
	Retry   int      // of those, to be tried again
	Waiting int      // of those, newer than the last sweep
	Lost    []uint32 // of those, without a row although a sweep went past them: that must not be
	Gone    int      // rows that are open, of messages that somebody else took out; the next sweep notes it

	Rows     int // of the folder, under every UIDVALIDITY
	Outcomes map[models.LedgerOutcome]int
	Moved    int // rows of messages that left the folder
	Found    int // messages that the server said it moved, and that are in the processed folder
	Missing  int // messages that the server said it moved, and that somebody took out of the processed folder since
	Unsure   int // copies of which no answer came; the next sweep looks for them

	Err error // why the server could not be asked; typed
}

// Broken says whether a promise is broken (P2): a message was passed over, or a
// row has no outcome.
func (s Stand) Broken() bool { return len(s.Lost) > 0 || s.sum() != s.Rows }

func (s Stand) sum() (n int) {
	for _, o := range models.LedgerOutcomes() {
		n += s.Outcomes[o]
	}
	return n
}

// Figures is the sum of the folder: "12 rows = 9 tips + 1 joined + …".
func (s Stand) Figures() string {
	terms := []string{}
	for _, o := range models.LedgerOutcomes() {
		if n := s.Outcomes[o]; n > 0 || o == models.LedgerTip {
			terms = append(terms, fmt.Sprintf("%d %s", n, outcomeWord(o)))
		}
	}
	return fmt.Sprintf("%d rows = %s", s.Rows, strings.Join(terms, " + "))
}

// outcomeWord is what rows of an outcome are called.
func outcomeWord(o models.LedgerOutcome) string {
	switch o { //nolint:exhaustive // the others are called by their names
	case models.LedgerTip:
		return "tips"
	case models.LedgerDuplicate:
		return "duplicates"
	case models.LedgerSetAside:
		return "set aside"
	case models.LedgerRetry:
		return "to be tried again"
	}
	return string(o)
}

// Words say, a line each, what a person has to know of the folder; none when all
// is in order. Err is put into words by its key.
func (s Stand) Words() (lines []string) {
	say := func(n int, format string, args ...any) {
		if n > 0 {
			lines = append(lines, fmt.Sprintf(format, append([]any{n}, args...)...))
		}
	}
	if n := len(s.Lost); n > 0 {
		lines = append(lines, fmt.Sprintf("LOST: %d listed, older than the last sweep and without a row: UID %s", n, models.UIDSet(s.Lost[:min(n, lostNamed)])))
	}
	if n := s.sum(); n != s.Rows {
		lines = append(lines, fmt.Sprintf("WRONG: %d rows, and %d have an outcome", s.Rows, n))
	}
	say(s.Waiting, "%d wait for the next sweep")
	say(s.Retry, "%d are to be tried again")
	say(s.Kept, "%d are settled and still in the folder")
	say(s.Gone, "%d were taken out of the folder by somebody; the next sweep notes it")
	say(s.Unsure, "%d copies had no answer; the next sweep looks for them")
	say(s.Missing, "%d were moved to %s and are not there any more: somebody deleted or moved them there", s.Processed)
	return lines
}

// lostNamed is how many lost messages are named.
const lostNamed = 20
