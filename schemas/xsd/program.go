package xsd

import (
	"sync/atomic"

	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// Schema is a compiled schema set. It is immutable but for what it makes of simple types when they are first needed, and
// safe for concurrent use.
//
// It is a program in tables: records of 32-bit numbers that refer to each other by index, -1 for nothing. That is also
// the form in which it is stored.
type Schema struct {
	tables
	simples []atomic.Pointer[datatype.Type] // by type
}

// tables is what is stored. Every record consists of 32-bit numbers only.
type tables struct {
	text       string
	symbols    []symbolRec // sorted by hash
	types      []typeRec   // a type stands behind those that it is made from
	elements   []elementRec
	attributes []attributeRec
	wildcards  []wildcardRec
	models     []modelRec
	leaves     []leafRec
	states     []stateRec
	moves      []moveRec
	facets     []facetRec
	identities []identityRec
	paths      []pathRec
	steps      []stepRec
	pool       []int32 // lists of indices
	info       []infoRec
}

// ref is a piece of the text.
type ref struct{ off, len int32 }

// list is a range of a table.
type list struct{ from, n int32 }

type symbolRec struct {
	hash                    int32 // of the local name
	space, local            ref
	element, attribute, typ int32 // the global ones of that name
}

type typeRec struct {
	symbol   int32 // -1 for an anonymous type
	base     int32
	complex  int32 // 1 for a complex type
	abstract int32
	by       derivation32
	block    derivation32
	content  int32 // contentKind
	value    int32 // the simple type of simple content
	model    int32
	attrs    list
	wildcard int32
	idAttr   int32 // symbol of the attribute of type ID
	variety  int32
	item     int32
	members  list // in the pool
	facets   list
	builtin  int32 // index in the order of datatype.Builtins
}

type derivation32 = int32

const (
	flagNillable = 1 << iota
	flagAbstract
	flagGlobal
	flagDefault
	flagFixed
	flagRequired
	flagDeclDefault
	flagDeclFixed
)

type elementRec struct {
	symbol, typ int32
	flags       int32
	block       int32
	value       ref
	identities  list
}

type attributeRec struct {
	symbol, typ int32
	flags       int32
	use, decl   ref // values of the use and of the declaration
}

type wildcardRec struct {
	except, process int32
	spaces          list // in the pool: pairs of offset and length
}

type modelRec struct {
	all      int32 // 1 for an all group
	optional int32 // of an all group: it may be left out
	states   list
	leaves   list
}

type leafRec struct {
	symbol      int32 // -1 for a wildcard
	element     int32 // or wildcard
	optional    int32
	substitutes list // in the pool: pairs of symbol and element
}

type stateRec struct {
	moves    list
	final    int32
	counted  int32 // the leaf counted here, -1 for none; relative to the model
	min, max int32
}

type moveRec struct {
	symbol int32 // -1 where the leaf must be asked
	leaf   int32 // in the table of leaves
	next   int32 // relative to the model
}

type facetRec struct {
	facet, fixed int32
	value        ref
	prefixes     list // of a value with QNames, in the pool: prefix and namespace, each offset and length
}

type identityRec struct {
	kind     int32
	name     ref
	key      int32
	selector list
	fields   list // in the pool: pairs of path and count
}

type pathRec struct {
	deep  int32 // 1 for .//
	steps list
}

type stepRec struct{ kind, symbol int32 }

// infoRec is about the set as a whole.
type infoRec struct {
	target   ref  // namespace of the root document
	prefixes list // in the pool: namespace and prefix, each offset and length
}

func (t *tables) str(r ref) string { return t.text[r.off : r.off+r.len] }

// symbol finds a name, -1 when the set does not know it.
func (t *tables) symbol(space, local string) int32 {
	hash := hashOf(local)
	low, high := 0, len(t.symbols)
	for low < high {
		if mid := int(uint(low+high) >> 1); t.symbols[mid].hash < hash {
			low = mid + 1
		} else {
			high = mid
		}
	}
	for i := low; i < len(t.symbols) && t.symbols[i].hash == hash; i++ {
		if s := &t.symbols[i]; t.str(s.local) == local && t.str(s.space) == space {
			return int32(i)
		}
	}
	return -1
}

// hashOf is FNV-1a.
func hashOf(local string) int32 {
	h := uint32(2166136261)
	for i := range len(local) {
		h = (h ^ uint32(local[i])) * 16777619
	}
	return int32(h)
}

func (t *tables) name(symbol int32) qname {
	if symbol < 0 {
		return qname{}
	}
	s := &t.symbols[symbol]
	return qname{t.str(s.space), t.str(s.local)}
}

func (t *tables) admits(w int32, space string) bool {
	rec := &t.wildcards[w]
	listed := false
	for i := rec.spaces.from; i < rec.spaces.from+rec.spaces.n; i += 2 {
		if t.str(ref{t.pool[i], t.pool[i+1]}) == space {
			listed = true
			break
		}
	}
	return listed != (rec.except != 0)
}

// simple returns a simple type, made when first asked for.
func (s *Schema) simple(t int32) *datatype.Type {
	if have := s.simples[t].Load(); have != nil {
		return have
	}
	made := s.makeSimple(t)
	s.simples[t].CompareAndSwap(nil, made)
	return s.simples[t].Load()
}

func (s *Schema) makeSimple(t int32) *datatype.Type {
	rec := &s.types[t]
	if rec.builtin >= 0 {
		return datatype.BuiltinAt(int(rec.builtin))
	}
	name := s.name(rec.symbol).local
	var made *datatype.Type
	var err error
	switch {
	case rec.base >= 0 && s.types[rec.base].complex == 0 && s.types[rec.base].builtin != 0: // a restriction
		made, err = datatype.Derive(name, s.simple(rec.base), s.rawFacets(rec.facets))
	case rec.item >= 0:
		made, err = datatype.NewList(name, s.simple(rec.item))
	default:
		var members []*datatype.Type
		for _, m := range s.pool[rec.members.from : rec.members.from+rec.members.n] {
			members = append(members, s.simple(m))
		}
		made = datatype.NewUnion(name, members)
	}
	if err != nil { // only in a damaged file: what was compiled can be made again
		return datatype.BuiltinAt(0)
	}
	return made
}

func (s *Schema) rawFacets(l list) []datatype.RawFacet {
	facets := make([]datatype.RawFacet, 0, l.n)
	for _, f := range s.facets[l.from : l.from+l.n] {
		raw := datatype.RawFacet{Facet: datatype.Facet(f.facet), Value: s.str(f.value), Fixed: f.fixed != 0}
		raw.Prefixes = func(prefix string) (string, bool) {
			l := f.prefixes
			for i := l.from; i+3 < l.from+l.n; i += 4 {
				if s.str(ref{s.pool[i], s.pool[i+1]}) == prefix {
					return s.str(ref{s.pool[i+2], s.pool[i+3]}), true
				}
			}
			return "", false
		}
		facets = append(facets, raw)
	}
	return facets
}
