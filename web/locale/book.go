package locale

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
)

// Book holds the messages of every language. It is read-only once loaded.
type Book struct {
	langs map[Lang]map[string]Message
}

// Load reads locales/LANG.json of every language.
func Load(files fs.FS) (*Book, error) {
	b := &Book{langs: map[Lang]map[string]Message{}}
	for _, l := range Langs() {
		name := path.Join("locales", string(l)+".json")
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var messages map[string]Message
		if err := json.Unmarshal(raw, &messages); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b.langs[l] = messages
	}
	return b, nil
}

// T is the message of a key with its placeholders filled from pairs of name and
// value. Without the key in l it is the Chinese message, without that the key.
func (b *Book) T(l Lang, key string, pairs ...any) string {
	if len(pairs) == 0 {
		return b.Args(l, key, nil)
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return b.Args(l, key, args)
}

// Args is T with the placeholders in a map.
func (b *Book) Args(l Lang, key string, args map[string]any) string {
	m, ok := b.langs[l][key]
	if !ok {
		if m, ok = b.langs[ZH][key]; !ok {
			return key
		}
		l = ZH
	}
	return m.fill(l, args)
}

// Has says whether a key stands in a language itself.
func (b *Book) Has(l Lang, key string) bool {
	_, ok := b.langs[l][key]
	return ok
}

// Keys lists the keys of a language in order.
func (b *Book) Keys(l Lang) []string { return slices.Sorted(maps.Keys(b.langs[l])) }

// Message is the message of a key, for the tests that compare catalogues.
func (b *Book) Message(l Lang, key string) Message { return b.langs[l][key] }
