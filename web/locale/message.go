package locale

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Message is one text of a catalogue: "text with {name}", or, where the language
// counts, {"one": …, "other": …} chosen by the placeholder {n}.
type Message struct {
	One   string // for n = 1; empty where the message does not count
	Other string
}

// UnmarshalJSON reads both shapes.
func (m *Message) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &m.Other)
	}
	var forms map[string]string
	if err := json.Unmarshal(raw, &forms); err != nil {
		return err
	}
	m.One, m.Other = forms["one"], forms["other"]
	if len(forms) != 2 || m.One == "" || m.Other == "" {
		return fmt.Errorf(`a counting message has "one" and "other", not %d forms`, len(forms))
	}
	return nil
}

// Counts says whether the message has a form for one.
func (m Message) Counts() bool { return m.One != "" }

// Placeholders lists the names in braces, each once, in order.
func (m Message) Placeholders() []string {
	var names []string
	for _, text := range []string{m.One, m.Other} {
		for {
			_, rest, ok := strings.Cut(text, "{")
			if !ok {
				break
			}
			name, after, ok := strings.Cut(rest, "}")
			if !ok {
				break
			}
			names, text = append(names, name), after
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (m Message) fill(args map[string]any) string {
	text := m.Other
	if m.One != "" && fmt.Sprint(args["n"]) == "1" {
		text = m.One
	}
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
