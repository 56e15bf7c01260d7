package datatype

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fselint/fselint/cda/xpath/xsdregex"
)

// Facet is a constraining facet.
type Facet uint8

// The facets.
const (
	NoFacet Facet = iota
	Length
	MinLength
	MaxLength
	Pattern
	Enumeration
	WhiteSpaceFacet
	MaxInclusive
	MaxExclusive
	MinInclusive
	MinExclusive
	TotalDigits
	FractionDigits
)

var facetNames = [...]string{"", "length", "minLength", "maxLength", "pattern", "enumeration", "whiteSpace", "maxInclusive", "maxExclusive",
	"minInclusive", "minExclusive", "totalDigits", "fractionDigits"}

func (f Facet) String() string { return facetNames[f] }

// FacetNamed returns the facet with a name, NoFacet when there is none.
func FacetNamed(name string) Facet { return Facet(max(slices.Index(facetNames[:], name), 0)) }

// RawFacet is a facet as a schema writes it.
type RawFacet struct {
	Facet    Facet
	Value    string
	Fixed    bool
	Prefixes Prefixes // where it stands, for values that are QNames
}

// Derive restricts a type by facets. The error says which rule of XML Schema part 2, 4.3, they break.
func Derive(name string, base *Type, facets []RawFacet) (*Type, error) {
	t := *base
	t.Name, t.Base = name, base
	if err := t.apply(facets, base); err != nil {
		return nil, err
	}
	t.note(!slices.ContainsFunc(facets, func(f RawFacet) bool { return f.Facet != Enumeration }))
	return &t, nil
}

// NewList makes the type of lists of items.
func NewList(name string, item *Type) (*Type, error) {
	if item.hasList() {
		return nil, fmt.Errorf("cos-st-restricts.2.1: the items of a list cannot be lists (%s)", item.Name)
	}
	return &Type{Name: name, Variety: List, Item: item, Space: Collapse, Base: builtins["anySimpleType"], digits: -1, fraction: -1, length: unbounded}, nil
}

// NewUnion makes the type of values that one of the members takes.
func NewUnion(name string, members []*Type) *Type {
	t := &Type{Name: name, Variety: Union, Space: Collapse, Base: builtins["anySimpleType"], digits: -1, fraction: -1, length: unbounded}
	t.Members = members
	t.note(false)
	return t
}

// hasList reports whether the type is a list, or a union with one among its members.
func (t *Type) hasList() bool {
	return t.Variety == List || t.Variety == Union && slices.ContainsFunc(t.Members, (*Type).hasList)
}

// note lists the literals that need no further judgement. They are values of the base; simple says that nothing but the
// enumeration was added to it.
func (t *Type) note(simple bool) {
	t.known = nil
	if t.Has(ID) || t.Has(IDRef) || t.Has(Entity) || t.needsPrefixes() {
		return
	}
	var known []string
	for _, s := range t.Enumeration() {
		if !t.Space.isNormal(s) {
			continue
		}
		if simple || t.Accepts(s) {
			known = append(known, s)
		} else if _, fault := t.Validate(s, nil); fault == nil {
			known = append(known, s)
		}
	}
	slices.Sort(known)
	t.known = slices.Compact(known)
}

// needsPrefixes reports whether values are QNames, whose meaning depends on where they stand.
func (t *Type) needsPrefixes() bool {
	switch t.Variety {
	case List:
		return t.Item.needsPrefixes()
	case Union:
		return slices.ContainsFunc(t.Members, (*Type).needsPrefixes)
	}
	return t.Primitive == QName || t.Primitive == Notation
}

// apply adds facets to a copy of base.
func (t *Type) apply(facets []RawFacet, base *Type) error {
	var given facetSet
	var patterns patternFacet
	var sources []string
	for _, f := range facets {
		if err := t.admissible(f, base); err != nil {
			return err
		}
		if f.Fixed {
			t.fixed = maps.Clone(t.fixed)
			if t.fixed == nil {
				t.fixed = map[Facet]bool{}
			}
			t.fixed[f.Facet] = true
		}
		var err error
		switch f.Facet {
		case Pattern:
			var p *xsdregex.Pattern
			if p, err = xsdregex.CompilePattern(f.Value); err == nil {
				patterns.any = append(patterns.any, p)
				sources = append(sources, f.Value)
			}
		case Enumeration:
			err = t.addLiteral(f, base, given[Enumeration])
		default:
			if given[f.Facet] {
				return fmt.Errorf("src-single-facet-value: the facet %s is given twice", f.Facet)
			}
			err = t.applyOne(f, base)
		}
		given[f.Facet] = true
		if err != nil {
			return err
		}
	}
	if len(sources) > 0 {
		patterns.source = strings.Join(sources, "|")
		t.patterns = append(slices.Clip(t.patterns), patterns)
	}
	return t.consistent(given, base)
}

type facetSet [len(facetNames)]bool

// admissible tells whether a type of this kind has the facet, and whether it may still be changed.
func (t *Type) admissible(f RawFacet, base *Type) error {
	ok := f.Facet == Pattern || f.Facet == Enumeration || f.Facet == WhiteSpaceFacet && base.Variety != Union
	switch {
	case base.Variety == Union:
	case base.Variety == List || slices.Contains([]Primitive{String, AnyURI, HexBinary, Base64Binary, QName, Notation}, base.Primitive):
		ok = ok || f.Facet == Length || f.Facet == MinLength || f.Facet == MaxLength
	case base.Primitive == Decimal:
		ok = ok || f.Facet >= MaxInclusive
	case base.Primitive >= Float && base.Primitive <= GMonth:
		ok = ok || f.Facet >= MaxInclusive && f.Facet <= MinExclusive
	}
	if !ok {
		return fmt.Errorf("cos-applicable-facets: %s has no facet %s", base.Name, f.Facet)
	}
	return nil
}

func (t *Type) addLiteral(f RawFacet, base *Type, more bool) error {
	if !more {
		t.literals, t.enum = nil, nil
	}
	v, fault := base.Validate(f.Value, f.Prefixes)
	if fault != nil {
		return fmt.Errorf("enumeration-valid-restriction: %q is not a value of %s (%s)", f.Value, base.Name, fault.Code)
	}
	t.literals = append(t.literals, base.Space.normalise(f.Value))
	t.enum = append(t.enum, v)
	return nil
}

func (t *Type) applyOne(f RawFacet, base *Type) error {
	var err error
	switch f.Facet {
	case WhiteSpaceFacet:
		space := slices.Index([]string{"preserve", "replace", "collapse"}, f.Value)
		if space < 0 || WhiteSpace(space) < base.Space {
			return fmt.Errorf("whiteSpace-valid-restriction: whiteSpace %q where the base has a stricter one", f.Value)
		}
		t.Space = WhiteSpace(space)
		if base.fixed[f.Facet] && t.Space != base.Space {
			err = errFixed(f)
		}
	case Length:
		err = t.count(f, &t.length.exact, base)
	case MinLength:
		err = t.count(f, &t.length.min, base)
	case MaxLength:
		err = t.count(f, &t.length.max, base)
	case TotalDigits:
		err = t.count(f, &t.digits, base)
	case FractionDigits:
		err = t.count(f, &t.fraction, base)
	default:
		err = t.bound(f, base)
	}
	return err
}

func errFixed(f RawFacet) error {
	return fmt.Errorf("FixedFacetValue: the facet %s is fixed in the base", f.Facet)
}

// count sets a facet whose value is a number that is not negative.
func (t *Type) count(f RawFacet, to *int, base *Type) error {
	digits := strings.TrimLeft(strings.TrimPrefix(Collapse.normalise(f.Value), "+"), "0")
	if digits == "" && strings.Contains(f.Value, "0") {
		digits = "0"
	}
	if digits == "" || !allDigits(digits) || f.Facet == TotalDigits && digits == "0" {
		return fmt.Errorf("s4s-att-invalid-value: %s is %q", f.Facet, f.Value)
	}
	n := 1<<31 - 1
	if len(digits) < 10 {
		n, _ = strconv.Atoi(digits)
	}
	was := *to
	*to = n
	if was < 0 {
		return nil
	}
	wider := n > was
	if f.Facet == MinLength || f.Facet == Length {
		wider = n < was || f.Facet == Length && n != was
	}
	if wider {
		return fmt.Errorf("%s-valid-restriction: %d where the base has %d", f.Facet, n, was)
	}
	if base.fixed[f.Facet] && n != was {
		return errFixed(f)
	}
	return nil
}

// bound sets one of the four limits of an ordered type.
func (t *Type) bound(f RawFacet, base *Type) error {
	// A limit is held against the base without its own limits, which are compared below.
	form := *base
	form.low, form.high, form.enum, form.patterns = nil, nil, nil, nil
	v, fault := form.Validate(f.Value, f.Prefixes)
	if fault != nil {
		return fmt.Errorf("%s-valid-restriction: %q is not a value of %s", f.Facet, f.Value, base.Name)
	}
	upper := f.Facet == MaxInclusive || f.Facet == MaxExclusive
	l := &limit{value: v, source: Collapse.normalise(f.Value), inclusive: f.Facet == MaxInclusive || f.Facet == MinInclusive}
	was := base.low
	if upper {
		was = base.high
	}
	same := was != nil && was.inclusive == l.inclusive && v.compare(was.value) == equal
	if was != nil && was.facet(upper) == f.Facet && base.fixed[f.Facet] && !same {
		return errFixed(f)
	}
	for _, b := range []*limit{base.low, base.high} {
		if b != nil && !same && !within(v, l.inclusive, b, b == base.high, upper) {
			return fmt.Errorf("%s-valid-restriction: %s where the base has %s %s", f.Facet, f.Value, b.facet(b == base.high), b.source)
		}
	}
	if upper {
		t.high = l
	} else {
		t.low = l
	}
	return nil
}

// within tells whether a new limit keeps to one of the base.
func within(v Value, inclusive bool, b *limit, baseUpper, upper bool) bool {
	c := v.compare(b.value)
	if c == equal {
		return b.inclusive || !inclusive && baseUpper == upper
	}
	return c == less && baseUpper || c == greater && !baseUpper
}

// consistent holds the facets of one step against each other.
func (t *Type) consistent(given facetSet, base *Type) error {
	l := t.length
	switch {
	case given[MaxInclusive] && given[MaxExclusive], given[MinInclusive] && given[MinExclusive]:
		return errors.New("maxInclusive-maxExclusive: both an inclusive and an exclusive limit")
	case l.min >= 0 && l.max >= 0 && l.min > l.max:
		return errors.New("minLength-less-than-equal-to-maxLength")
	case l.exact >= 0 && (l.min > l.exact || l.max >= 0 && l.max < l.exact):
		return errors.New("length-minLength-maxLength")
	case given[Length] && (given[MinLength] && base.length.min < 0 || given[MaxLength] && base.length.max < 0):
		return errors.New("length-minLength-maxLength: length beside minLength or maxLength")
	case t.digits >= 0 && t.fraction > t.digits:
		return errors.New("fractionDigits-totalDigits")
	}
	if (given[MaxInclusive] || given[MaxExclusive]) && (given[MinInclusive] || given[MinExclusive]) {
		c := t.low.value.compare(t.high.value)
		if c == greater || c == equal && t.low.inclusive != t.high.inclusive {
			return errors.New("minInclusive-less-than-equal-to-maxInclusive: the lower limit is above the upper")
		}
	}
	return nil
}
