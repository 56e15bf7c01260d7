package xsd

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"reflect"
	"sync"
	"unsafe"

	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// A stored schema is a sequence of 32-bit numbers, little endian, and a text:
//
//	layout      names the records that this program writes: a schema stored by one with others is compiled again
//	lengths     of the text in bytes, then of every table in numbers
//	tables      one after the other
//	text        what the tables refer to
//
// It is stored where it is verified by a digest; Load still holds every index against its table, so that no file whatever
// makes a validation leave its tables or run for ever.

// meaning is raised when the same records come to mean something else.
const meaning = 1

// ErrDamaged says that what is to be loaded was not stored by this version of the program, or is not whole.
var ErrDamaged = errors.New("not a schema stored by this version")

// layout is a checksum of the names and types of all records.
var layout = sync.OnceValue(func() uint32 {
	sum := crc32.NewIEEE()
	var describe func(t reflect.Type)
	describe = func(t reflect.Type) {
		fmt.Fprint(sum, t.Kind(), " ")
		switch t.Kind() {
		case reflect.Struct:
			for i := range t.NumField() {
				fmt.Fprint(sum, t.Field(i).Name, " ")
				describe(t.Field(i).Type)
			}
		case reflect.Slice:
			describe(t.Elem())
		}
	}
	describe(reflect.TypeFor[tables]())
	fmt.Fprint(sum, meaning)
	return sum.Sum32()
})

// words gives access to a table as numbers.
type words struct {
	get func(t *tables) []int32
	set func(t *tables, w []int32) error
}

// access makes the words of one table, whose records consist of 32-bit numbers only.
func access[R any](field func(*tables) *[]R) words {
	var record R
	size := int(unsafe.Sizeof(record) / 4)
	return words{
		get: func(t *tables) []int32 {
			records := *field(t)
			return unsafe.Slice((*int32)(unsafe.Pointer(unsafe.SliceData(records))), len(records)*size)
		},
		set: func(t *tables, w []int32) error {
			if len(w)%size != 0 {
				return ErrDamaged
			}
			*field(t) = unsafe.Slice((*R)(unsafe.Pointer(unsafe.SliceData(w))), len(w)/size)
			return nil
		},
	}
}

var stored = []words{
	access(func(t *tables) *[]symbolRec { return &t.symbols }),
	access(func(t *tables) *[]typeRec { return &t.types }),
	access(func(t *tables) *[]elementRec { return &t.elements }),
	access(func(t *tables) *[]attributeRec { return &t.attributes }),
	access(func(t *tables) *[]wildcardRec { return &t.wildcards }),
	access(func(t *tables) *[]modelRec { return &t.models }),
	access(func(t *tables) *[]leafRec { return &t.leaves }),
	access(func(t *tables) *[]stateRec { return &t.states }),
	access(func(t *tables) *[]moveRec { return &t.moves }),
	access(func(t *tables) *[]facetRec { return &t.facets }),
	access(func(t *tables) *[]identityRec { return &t.identities }),
	access(func(t *tables) *[]pathRec { return &t.paths }),
	access(func(t *tables) *[]stepRec { return &t.steps }),
	access(func(t *tables) *[]int32 { return &t.pool }),
	access(func(t *tables) *[]infoRec { return &t.info }),
}

// Store returns the schema in the form that Load reads.
func (s *Schema) Store() []byte {
	b := binary.LittleEndian.AppendUint32(nil, layout())
	b = binary.LittleEndian.AppendUint32(b, uint32(len(s.text)))
	for _, w := range stored {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(w.get(&s.tables))))
	}
	for _, w := range stored {
		for _, n := range w.get(&s.tables) {
			b = binary.LittleEndian.AppendUint32(b, uint32(n))
		}
	}
	return append(b, s.text...)
}

// Load reads what Store made; the schema does not keep b. The error wraps ErrDamaged.
func Load(b []byte) (*Schema, error) {
	head := 4 * (2 + len(stored))
	if len(b) < head || binary.LittleEndian.Uint32(b) != layout() {
		return nil, ErrDamaged
	}
	count := (len(b) - head) / 4
	numbers := make([]int32, count)
	for i := range numbers {
		numbers[i] = int32(binary.LittleEndian.Uint32(b[head+4*i:]))
	}
	var t tables
	used := 0
	for i, w := range stored {
		n := int(binary.LittleEndian.Uint32(b[4*(2+i):]))
		if n > count-used {
			return nil, ErrDamaged
		}
		if err := w.set(&t, numbers[used:used+n:used+n]); err != nil {
			return nil, err
		}
		used += n
	}
	if t.text = string(b[head+4*used:]); len(t.text) != int(binary.LittleEndian.Uint32(b[4:])) {
		return nil, ErrDamaged
	}
	if !t.sound() {
		return nil, fmt.Errorf("%w: an index lies outside its table", ErrDamaged)
	}
	return newSchema(t), nil
}

// checker holds indices against tables; once one lies outside, bad stays set.
type checker struct {
	*tables
	bad bool
}

// sound reports whether every index of the tables is one, and whatever is followed at validation comes to an end.
func (t *tables) sound() bool {
	c := &checker{tables: t}
	for i := range t.symbols {
		s := &t.symbols[i]
		c.refs(s.space, s.local)
		c.optional(s.element, len(t.elements))
		c.optional(s.attribute, len(t.attributes))
		c.optional(s.typ, len(t.types))
	}
	for i := range t.types {
		c.typ(int32(i))
	}
	for i := range t.elements {
		e := &t.elements[i]
		c.index(e.symbol, len(t.symbols))
		c.index(e.typ, len(t.types))
		c.refs(e.value)
		c.list(e.identities, len(t.identities))
	}
	for i := range t.attributes {
		a := &t.attributes[i]
		c.index(a.symbol, len(t.symbols))
		c.simple(a.typ, int32(len(t.types)))
		c.refs(a.use, a.decl)
	}
	for i := range t.wildcards {
		c.pairs(t.wildcards[i].spaces)
	}
	for i := range t.models {
		c.model(&t.models[i])
	}
	for i := range t.leaves {
		c.leaf(&t.leaves[i])
	}
	for i := range t.facets {
		f := &t.facets[i]
		c.index(f.facet, int(datatype.FractionDigits)+1)
		c.refs(f.value)
		c.pairs(f.prefixes)
	}
	c.identityTables()
	if len(t.info) != 1 || len(t.types) == 0 || t.types[anyType].complex == 0 {
		return false
	}
	c.refs(t.info[0].target)
	c.pairs(t.info[0].prefixes)
	return !c.bad
}

func (c *checker) index(i int32, n int) { c.bad = c.bad || i < 0 || int(i) >= n }

func (c *checker) optional(i int32, n int) { c.bad = c.bad || i < -1 || int(i) >= n }

func (c *checker) list(l list, n int) {
	c.bad = c.bad || l.from < 0 || l.n < 0 || int64(l.from)+int64(l.n) > int64(n)
}

func (c *checker) refs(refs ...ref) {
	for _, r := range refs {
		c.list(list{r.off, r.len}, len(c.text))
	}
}

// pairs checks a list in the pool of offsets and lengths in the text.
func (c *checker) pairs(l list) {
	if c.list(l, len(c.pool)); c.bad || l.n%2 != 0 {
		c.bad = true
		return
	}
	for i := l.from; i < l.from+l.n; i += 2 {
		c.refs(ref{c.pool[i], c.pool[i+1]})
	}
}

// simple checks a reference to a simple type that stands before another.
func (c *checker) simple(t, before int32) {
	if c.index(t, int(before)); !c.bad {
		c.bad = c.types[t].complex != 0
	}
}

func (c *checker) typ(i int32) {
	t := &c.types[i]
	c.optional(t.symbol, len(c.symbols))
	c.optional(t.base, int(i))
	c.optional(t.model, len(c.models))
	c.optional(t.wildcard, len(c.wildcards))
	c.optional(t.idAttr, len(c.symbols))
	c.list(t.attrs, len(c.attributes))
	c.list(t.facets, len(c.facets))
	c.list(t.members, len(c.pool))
	c.optional(t.builtin, datatype.BuiltinCount())
	c.index(t.content, int(mixedContent)+1)
	if c.bad {
		return
	}
	if t.item >= 0 {
		c.simple(t.item, i)
	}
	for _, m := range c.pool[t.members.from : t.members.from+t.members.n] {
		c.simple(m, i)
	}
	if t.complex != 0 && contentKind(t.content) == simpleContent {
		c.simple(t.value, i)
	}
}

func (c *checker) model(m *modelRec) {
	c.list(m.leaves, len(c.leaves))
	c.list(m.states, len(c.states))
	if c.bad || m.all == 0 && m.states.n == 0 {
		c.bad = true
		return
	}
	for _, s := range c.states[m.states.from : m.states.from+m.states.n] {
		if c.list(s.moves, len(c.moves)); c.bad {
			return
		}
		for _, move := range c.moves[s.moves.from : s.moves.from+s.moves.n] {
			c.index(move.next, int(m.states.n))
			c.index(move.leaf-m.leaves.from, int(m.leaves.n))
			c.bad = c.bad || move.symbol >= 0 && c.leaves[move.leaf].symbol < 0
		}
	}
}

func (c *checker) leaf(l *leafRec) {
	if l.symbol < 0 {
		c.index(l.element, len(c.wildcards))
		return
	}
	c.index(l.symbol, len(c.symbols))
	c.index(l.element, len(c.elements))
	if c.list(l.substitutes, len(c.pool)); c.bad || l.substitutes.n%2 != 0 {
		c.bad = true
		return
	}
	for i := l.substitutes.from; i < l.substitutes.from+l.substitutes.n; i += 2 {
		c.index(c.pool[i], len(c.symbols))
		c.index(c.pool[i+1], len(c.elements))
	}
}

func (c *checker) identityTables() {
	for i := range c.identities {
		id := &c.identities[i]
		c.refs(id.name)
		c.optional(id.key, len(c.identities))
		c.list(id.selector, len(c.paths))
		if c.list(id.fields, len(c.pool)); c.bad || id.fields.n%2 != 0 {
			c.bad = true
			return
		}
		for k := id.fields.from; k < id.fields.from+id.fields.n; k += 2 {
			c.list(list{c.pool[k], c.pool[k+1]}, len(c.paths))
		}
	}
	for i := range c.paths {
		c.list(c.paths[i].steps, len(c.steps))
	}
	for _, s := range c.steps {
		switch {
		case s.kind&stepName != 0:
			c.index(s.symbol, len(c.symbols))
		case s.kind&stepNamespace != 0:
			c.pairs(list{s.symbol, 2})
		}
	}
}
