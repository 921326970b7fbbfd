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

// fill puts values in the place of their names; a name that has none stays.
func (m Message) fill(value func(name string) (any, bool)) string {
	text := m.Other
	if n, ok := value("n"); ok && m.One != "" && fmt.Sprint(n) == "1" {
		text = m.One
	}
	if !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		v, known := value(name)
		if !closed || !known {
			out.WriteByte('{')
			text = rest
			continue
		}
		fmt.Fprint(&out, v)
		text = after
	}
}
