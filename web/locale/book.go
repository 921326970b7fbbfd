package locale

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Book holds the messages of every language. It is read-only once loaded.
type Book struct {
	langs   map[Lang]map[string]Message
	order   []Lang
	matcher language.Matcher
}

// Load reads locales/CODE.json of every language there is. Chinese must be among
// them, and each must say what it is.
func Load(files fs.FS) (*Book, error) {
	names, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return nil, err
	}
	b := &Book{langs: map[Lang]map[string]Message{}}
	for _, name := range names {
		if err := b.read(files, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if b.langs[ZH] == nil {
		return nil, fmt.Errorf("locale: no locales/%s.json", ZH)
	}
	return b, b.rank()
}

func (b *Book) read(files fs.FS, name string) error {
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	var messages map[string]Message
	if err := json.Unmarshal(raw, &messages); err != nil {
		return err
	}
	b.langs[Lang(strings.TrimSuffix(path.Base(name), ".json"))] = messages
	return nil
}

// rank orders the languages, Chinese first, and readies the choice among them.
func (b *Book) rank() error {
	b.order = slices.Sorted(maps.Keys(b.langs))
	b.order = append([]Lang{ZH}, slices.DeleteFunc(b.order, func(l Lang) bool { return l == ZH })...)
	tags := make([]language.Tag, len(b.order))
	for i, l := range b.order {
		for _, key := range []string{"lang.name", "lang.tag", "lang.dir", "lang.date", "lang.day", "lang.datetime", "lang.clock", "lang.voice"} {
			if !b.Has(l, key) {
				return fmt.Errorf("locale: %s does not say %s", l, key)
			}
		}
		tag, err := language.Parse(b.Tag(l))
		if err != nil {
			return fmt.Errorf("locale: %s: %w", l, err)
		}
		tags[i] = tag
	}
	b.matcher = language.NewMatcher(tags)
	return nil
}

// T is the message of a key with its placeholders filled from pairs of name and
// value. Without the key in l it is the Chinese message, without that the key.
func (b *Book) T(l Lang, key string, pairs ...any) string {
	m, ok := b.find(l, key)
	if !ok {
		return key
	}
	return m.fill(func(name string) (any, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return nil, false
	})
}

// Args is T with the placeholders in a map.
func (b *Book) Args(l Lang, key string, args map[string]any) string {
	m, ok := b.find(l, key)
	if !ok {
		return key
	}
	return m.fill(func(name string) (any, bool) {
		value, ok := args[name]
		return value, ok
	})
}

// find is the message of a key in a language, else in Chinese.
func (b *Book) find(l Lang, key string) (Message, bool) {
	m, ok := b.langs[l][key]
	if !ok {
		m, ok = b.langs[ZH][key]
	}
	return m, ok
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
