// Package lazy holds what is costly to make and shared by all documents: each value is made once, when first asked for.
package lazy

import "sync"

// Map makes each value once, concurrently for different keys. The zero value is ready. What does not exist is not
// remembered, so that documents that name nonsense cannot make the map grow; a failure is.
type Map[K comparable, V any] struct {
	mu     sync.Mutex
	values map[K]*entry[V]
}

type entry[V any] struct {
	once  sync.Once
	value V
	found bool
	err   error
}

// Get returns the value of a key, made by the first caller's function, and whether it exists.
func (m *Map[K, V]) Get(key K, make func() (V, bool, error)) (V, bool, error) {
	e := m.entry(key)
	e.once.Do(func() { e.value, e.found, e.err = make() })
	if !e.found && e.err == nil {
		m.mu.Lock()
		if m.values[key] == e {
			delete(m.values, key)
		}
		m.mu.Unlock()
	}
	return e.value, e.found, e.err
}

func (m *Map[K, V]) entry(key K) *entry[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.values[key]
	if e == nil {
		if m.values == nil {
			m.values = map[K]*entry[V]{}
		}
		e = &entry[V]{}
		m.values[key] = e
	}
	return e
}
