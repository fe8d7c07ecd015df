package query

import (
	"context"
	"fmt"
	"sync"

	"probity/data/columns"
	"probity/data/entry"
)

// Memory is a Store that is filled from entries; bundles are read through it.
// It is safe for concurrent use.
type Memory struct {
	mu    sync.RWMutex
	parts []*memoryPart
	index map[memoryKey]*memoryPart
}

type memoryKey struct {
	source [32]byte
	member string
	name   string
}

type memoryPart struct {
	columns.Part
	ints map[string][]int64
	text map[string]*columns.Coded
}

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{index: map[memoryKey]*memoryPart{}} }

// Add appends an entry to the part of its source, member and file name, which
// begins with the first such entry. An engine made before sees it after Reload;
// rows of later parts then move.
func (m *Memory) Add(e *entry.Entry) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := memoryKey{e.Identity.Source, e.Identity.Member, e.Source}
	p := m.index[key]
	if p == nil {
		p = &memoryPart{
			Part: columns.Part{Key: int64(len(m.parts) + 1), Source: key.source, Member: key.member, Name: key.name},
			ints: map[string][]int64{}, text: map[string]*columns.Coded{},
		}
		m.index[key] = p
		m.parts = append(m.parts, p)
	}
	p.ints["time"] = append(p.ints["time"], e.Time)
	p.ints["record"] = append(p.ints["record"], e.Record-1)
	p.ints["offset"] = append(p.ints["offset"], e.Identity.Offset)
	p.ints["length"] = append(p.ints["length"], 0)
	for _, v := range e.Values {
		p.set(v.Name, v.Text)
	}
	p.set(columnPath, e.Identity.Path)
	p.Rows++
}

func (p *memoryPart) set(name, text string) {
	if text == "" {
		return
	}
	c := p.text[name]
	if c == nil {
		c = columns.NewCoded(0)
		p.text[name] = c
	}
	if len(c.Codes) > p.Rows {
		return // a name that occurs twice in one entry: the first holds, as in Entry.Get
	}
	c.Pad(p.Rows)
	c.AppendString(text)
}

// Parts implements Store.
func (m *Memory) Parts() ([]columns.Part, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	out := make([]columns.Part, len(m.parts))
	for i, p := range m.parts {
		out[i] = p.Part
	}
	return out, nil
}

func (m *Memory) part(key int64) (*memoryPart, error) {
	if key < 1 || key > int64(len(m.parts)) {
		return nil, fmt.Errorf("there is no part %d", key)
	}
	return m.parts[key-1], nil
}

// Ints implements Store.
func (m *Memory) Ints(_ context.Context, part int64, name string) ([]int64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	p, err := m.part(part)
	if err != nil {
		return nil, err
	}
	return p.ints[name][:p.Rows:p.Rows], nil
}

// Text implements Store.
func (m *Memory) Text(_ context.Context, part int64, name string) (*columns.Text, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, err := m.part(part)
	if err != nil {
		return nil, err
	}
	c := p.text[name]
	if c == nil {
		return nil, nil
	}
	c.Pad(p.Rows)
	return &columns.Text{Codes: c.Codes[:p.Rows:p.Rows], Dict: c.Dict[:len(c.Dict):len(c.Dict)]}, nil
}

// Names implements Store.
func (m *Memory) Names(part int64) ([]string, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	p, err := m.part(part)
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(p.text))
	for name := range p.text {
		names = append(names, name)
	}
	return names, nil
}
