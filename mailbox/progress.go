package mailbox

// Progress is told how a sweep gets on. Its methods must return soon and may be
// called from several goroutines when several accounts are swept at once.
type Progress interface {
	// Step has the figures of a folder so far. Done of Seen messages are settled.
	Step(Row)
	// Swept has the report of one account's sweep that has ended.
	Swept(Report)
}

type quiet struct{}

func (quiet) Step(Row)     {}
func (quiet) Swept(Report) {}
