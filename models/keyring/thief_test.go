package keyring_test

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"heed/models/seal/open"

	"filippo.io/age"
)

// thief has a copy of the database and some loose ends, and tries everything
// on everything until nothing new opens.
type thief struct {
	bindings [][]byte

	values  map[string]bool // what the thief has seen or opened
	keys    map[string]open.Identity
	cookies map[string]open.SessionSecret
	tried   map[string]bool
}

// steal gives the thief every column of every table and the loose ends.
func (w *world) steal(looseEnds ...string) *thief {
	w.t.Helper()
	th := &thief{
		values: map[string]bool{}, keys: map[string]open.Identity{},
		cookies: map[string]open.SessionSecret{}, tried: map[string]bool{},
	}
	for id := range 9 {
		th.bindings = append(th.bindings, fmt.Appendf(nil, "session:%d", id), fmt.Appendf(nil, "invite:%d", id))
	}
	for _, rows := range w.dump() {
		for _, row := range rows {
			for _, value := range row {
				th.see(value)
			}
		}
	}
	for _, s := range looseEnds {
		th.see(s)
	}
	return th
}

func (th *thief) see(value any) {
	switch v := value.(type) {
	case string:
		th.values[v] = true
	case []byte:
		th.values[string(v)] = true
	}
}

// opens says whether the thief comes to read a sealed text.
func (th *thief) opens(sealed []byte) bool {
	th.see(sealed)
	for before := -1; before != len(th.values); {
		before = len(th.values)
		th.look()
		for _, v := range slices.Collect(maps.Keys(th.values)) {
			th.try(v)
		}
	}
	return th.values[report]
}

// look finds keys and secrets among the values.
func (th *thief) look() {
	for v := range th.values {
		if id, err := open.ParseIdentity(v); err == nil {
			th.keys[id.Secret()] = id
		}
		if s, err := open.ParseSessionSecret(v); err == nil {
			th.cookies[v] = s
		}
	}
}

// try uses one value as a lock for every key that it was not tried with.
func (th *thief) try(v string) {
	for name, id := range th.keys {
		if th.once(v, name) {
			if plain, err := open.Bytes([]byte(v), id); err == nil {
				th.see(plain)
			}
		}
	}
	for name, s := range th.cookies {
		if th.once(v, name) {
			th.tryCookie(v, s)
		}
	}
	if strings.Contains(v, "-> scrypt ") {
		th.tryPassphrases(v)
	}
}

func (th *thief) tryCookie(v string, s open.SessionSecret) {
	for _, binding := range th.bindings {
		if id, err := s.Open([]byte(v), binding); err == nil {
			th.see(id.Secret())
		}
	}
}

func (th *thief) tryPassphrases(wrapped string) {
	for v := range th.values {
		if len(v) > 256 || !utf8.ValidString(v) || !th.once(wrapped, v) {
			continue
		}
		th.see(unwrapped(wrapped, v))
	}
}

// unwrapped is what the age tool prints, if anything.
func unwrapped(wrapped, passphrase string) string {
	by, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return ""
	}
	r, err := age.Decrypt(strings.NewReader(wrapped), by)
	if err != nil {
		return ""
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return ""
	}
	return string(plain)
}

func (th *thief) once(lock, key string) bool {
	pair := lock + "\x00" + key
	done := th.tried[pair]
	th.tried[pair] = true
	return !done
}
