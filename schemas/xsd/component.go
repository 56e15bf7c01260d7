package xsd

import (
	"slices"

	"github.com/fselint/fselint/schemas/xsd/datatype"
)

// derivation is a set of ways to derive a type, or to substitute an element.
type derivation uint8

const (
	byExtension derivation = 1 << iota
	byRestriction
	bySubstitution
	byList
	byUnion
)

// typeDef is a type definition, simple or complex.
type typeDef struct {
	name     qname // without local part for an anonymous type
	node     node
	scope    *definition // of a global type
	base     *typeDef
	by       derivation
	block    derivation
	final    derivation
	abstract bool
	complex  bool
	state    progress
	index    int32 // in the program

	// of a complex type
	content  contentKind
	particle *particle
	attrs    attributeGroup
	value    *typeDef // the simple type of simple content

	// of a simple type
	simple  *datatype.Type
	variety datatype.Variety
	item    *typeDef
	members []*typeDef
	facets  []datatype.RawFacet
}

type progress uint8

const (
	planned progress = iota
	started
	complete
)

type contentKind uint8

const (
	emptyContent contentKind = iota
	simpleContent
	elementContent
	mixedContent
)

// constraint is a default or fixed value.
type constraint uint8

const (
	noConstraint constraint = iota
	defaultValue
	fixedValue
)

// elementDecl is an element declaration.
type elementDecl struct {
	name       qname
	node       node
	global     bool
	typ        *typeDef
	nillable   bool
	abstract   bool
	block      derivation
	final      derivation
	constraint constraint
	value      string
	head       *elementDecl
	identities []*identity
	index      int32
}

type attributeDecl struct {
	name       qname
	node       node
	typ        *typeDef
	constraint constraint
	value      string
	index      int32
}

type attributeUse struct {
	decl       *attributeDecl
	node       node
	required   bool
	prohibited bool
	constraint constraint // of the use itself
	value      string
}

// attributeGroup is the attributes of a type or of a group of that name.
type attributeGroup struct {
	uses     []*attributeUse
	wildcard *wildcard
}

func (g *attributeGroup) use(name qname) *attributeUse {
	for _, u := range g.uses {
		if u.decl.name == name {
			return u
		}
	}
	return nil
}

// particle is a part of a content model. Exactly one of elem, any and group is set.
type particle struct {
	min, max int // max < 0 is unbounded
	elem     *elementDecl
	any      *wildcard
	group    *modelGroup
	node     node
}

type compositor uint8

const (
	sequence compositor = iota
	choice
	all
)

type modelGroup struct {
	compositor compositor
	parts      []*particle
}

// strictness is processContents.
type strictness uint8

const (
	strict strictness = iota
	lax
	skip
)

// wildcard is xs:any or xs:anyAttribute. Namespaces are those admitted, or with except those not admitted; none with
// except admits every namespace. The empty string is no namespace.
type wildcard struct {
	except     bool
	namespaces []string
	process    strictness
	index      int32
}

func (w *wildcard) admits(namespace string) bool {
	return slices.Contains(w.namespaces, namespace) != w.except
}

func (w *wildcard) isAny() bool { return w.except && len(w.namespaces) == 0 }

// subset follows Wildcard Subset (XML Schema part 1, 3.10.6).
func (w *wildcard) subset(of *wildcard) bool {
	switch {
	case of.isAny():
		return true
	case w.except:
		return of.except && sameSet(w.namespaces, of.namespaces)
	}
	return !slices.ContainsFunc(w.namespaces, func(ns string) bool { return !of.admits(ns) })
}

func sameSet(a, b []string) bool {
	in := func(list []string) func(string) bool {
		return func(s string) bool { return !slices.Contains(list, s) }
	}
	return !slices.ContainsFunc(a, in(b)) && !slices.ContainsFunc(b, in(a))
}

// union and intersection follow Attribute Wildcard Union and Intersection; ok is false where the result cannot be
// expressed.
func (w *wildcard) union(o *wildcard) (u *wildcard, ok bool) {
	u = &wildcard{process: w.process}
	switch {
	case w.isAny() || o.isAny():
		u.except = true
	case w.except == o.except && sameSet(w.namespaces, o.namespaces):
		u.except, u.namespaces = w.except, w.namespaces
	case !w.except && !o.except:
		u.namespaces = append(slices.Clone(w.namespaces), o.namespaces...)
	case w.except && o.except:
		u.except, u.namespaces = true, []string{""}
	default:
		not, list := w, o
		if o.except {
			not, list = o, w
		}
		return unionWithList(u, not.namespaces, list.namespaces)
	}
	return u, true
}

// unionWithList is the union of all but some namespaces (a target namespace, if any, and none) with a list.
func unionWithList(u *wildcard, not, list []string) (*wildcard, bool) {
	var left []string
	for _, ns := range not {
		if !slices.Contains(list, ns) {
			left = append(left, ns)
		}
	}
	switch {
	case len(left) == 0:
		u.except = true
	case len(left) == len(not):
		u.except, u.namespaces = true, not
	case slices.Equal(left, []string{""}):
		u.except, u.namespaces = true, left
	default:
		return nil, false
	}
	return u, true
}

func (w *wildcard) intersection(o *wildcard) (i *wildcard, ok bool) {
	i = &wildcard{process: w.process}
	switch {
	case w.isAny():
		i.except, i.namespaces = o.except, o.namespaces
	case o.isAny():
		i.except, i.namespaces = w.except, w.namespaces
	case w.except && o.except:
		longer, shorter := w.namespaces, o.namespaces
		if len(longer) < len(shorter) {
			longer, shorter = shorter, longer
		}
		for _, ns := range shorter {
			if !slices.Contains(longer, ns) {
				return nil, false
			}
		}
		i.except, i.namespaces = true, longer
	default:
		list, other := w, o
		if w.except {
			list, other = o, w
		}
		for _, ns := range list.namespaces {
			if other.admits(ns) {
				i.namespaces = append(i.namespaces, ns)
			}
		}
	}
	return i, true
}

// identity is an identity constraint.
type identity struct {
	name     qname
	node     node
	kind     identityKind
	selector []xpath
	fields   [][]xpath
	refer    qname
	key      *identity
	index    int32
}

type identityKind uint8

const (
	uniqueIdentity identityKind = iota
	keyIdentity
	keyrefIdentity
)

// derivedFrom reports whether a type is derived from another without any of the blocked ways (Type Derivation OK).
func (t *typeDef) derivedFrom(base *typeDef, blocked derivation) bool {
	for d := t; d != nil; d = d.base {
		if d == base {
			return true
		}
		if d.by&blocked != 0 {
			return false
		}
	}
	if !base.complex && base.variety == datatype.Union && base.simple != nil {
		return slices.ContainsFunc(base.members, func(m *typeDef) bool { return t.derivedFrom(m, blocked) })
	}
	return false
}
