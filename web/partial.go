package web

// Notice is a box with a sentence: "info", "warn", "error" or "success".
type Notice struct{ Tone, Text string }

// Chip is a small label of a state: "neutral", "open", "wait", "late" or "done".
type Chip struct{ Tone, Text string }

// Pager leads through a list that is paged by keys. An empty address is no link.
type Pager struct{ First, Prev, Next, Note string }
