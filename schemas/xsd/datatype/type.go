package datatype

import (
	"strings"

	"github.com/fselint/fselint/cda/xpath/xsdregex"
)

// Variety tells atomic types, lists and unions apart.
type Variety uint8

// The varieties.
const (
	Atomic Variety = iota
	List
	Union
)

// Primitive is the primitive type that an atomic type goes back to.
type Primitive uint8

// The primitive types. AnySimple is the type that all others are derived from: it takes everything.
const (
	AnySimple Primitive = iota
	String
	Boolean
	Decimal
	Float
	Double
	Duration
	DateTime
	Time
	Date
	GYearMonth
	GYear
	GMonthDay
	GDay
	GMonth
	HexBinary
	Base64Binary
	AnyURI
	QName
	Notation
)

// Role is what a value does beyond itself.
type Role uint8

// The roles. Entities cannot exist without a document type declaration.
const (
	Plain Role = iota
	ID
	IDRef
	Entity
)

// WhiteSpace is the facet of that name.
type WhiteSpace uint8

// The ways to treat white space.
const (
	Preserve WhiteSpace = iota
	Replace
	Collapse
)

// form is what a built-in type demands beyond its primitive type.
type form uint8

const (
	anyForm form = iota
	integerForm
	nameForm
	ncNameForm
	nmTokenForm
)

// Type is a simple type. It is immutable and safe for concurrent use.
type Type struct {
	Name      string // as messages have it: xs:int, or the local name; empty for anonymous types
	Variety   Variety
	Primitive Primitive // of an atomic type
	Role      Role
	Space     WhiteSpace
	Item      *Type   // of a list
	Members   []*Type // of a union
	Base      *Type   // nil for xs:anySimpleType

	form     form
	patterns []patternFacet
	literals []string // the enumeration as written, by their order
	enum     []Value
	known    []string // sorted: literals that are certainly valid as they stand
	length   bounds   // exact length, or minLength and maxLength
	low      *limit
	high     *limit
	digits   int // totalDigits; -1 for none
	fraction int // fractionDigits; -1 for none
	fixed    map[Facet]bool
}

// patternFacet is the patterns of one step of derivation, of which one must match.
type patternFacet struct {
	any    []*xsdregex.Pattern
	source string
}

// bounds are lengths; -1 is no bound.
type bounds struct{ exact, min, max int }

// limit is a bound of an ordered type.
type limit struct {
	value     Value
	source    string
	inclusive bool
}

// Fault says why a value is not valid.
type Fault struct {
	Code  string // cvc-pattern-valid, ...
	Facet Facet  // the violated facet, NoFacet when the value is not of the type's form at all
	Limit string // the facet's value as written
	Value string // the value, white space normalised, or the item of a list
	Type  *Type  // the type that refused it
}

const badForm = "cvc-datatype-valid.1.2.1"

// Prefixes resolves the prefixes of QNames where the value stands; the empty one is the default namespace.
type Prefixes func(prefix string) (namespace string, bound bool)

// normalise applies the white space facet. It allocates only where something changes.
func (w WhiteSpace) normalise(s string) string {
	if w == Preserve || w.isNormal(s) {
		return s
	}
	if w == Collapse {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 && isSpace(byte(r)) }), " ")
	}
	return strings.NewReplacer("\t", " ", "\n", " ", "\r", " ").Replace(s)
}

func (w WhiteSpace) isNormal(s string) bool {
	blank := w == Collapse
	for i := range len(s) {
		switch s[i] {
		case '\t', '\n', '\r':
			return false
		case ' ':
			if blank {
				return false
			}
			blank = w == Collapse
		default:
			blank = false
		}
	}
	return !blank || s == ""
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// Accepts reports whether a value is certainly valid, does nothing beyond itself and needs no context. It does not
// allocate; false means that Validate must be asked.
func (t *Type) Accepts(s string) bool {
	if t.Role != Plain {
		return false
	}
	if len(t.known) > 0 {
		return contains(t.known, s)
	}
	if !t.Space.isNormal(s) || len(t.enum) > 0 || t.low != nil || t.high != nil {
		return false
	}
	for i := range t.patterns {
		if !t.patterns[i].match(s) {
			return false
		}
	}
	switch t.Variety {
	case Union:
		for _, m := range t.Members {
			if m.Accepts(s) {
				return true
			}
		}
		return false
	case List:
		return t.length == unbounded && t.Item.acceptsAll(s)
	}
	switch {
	case t.Primitive == AnySimple:
		return true
	case t.Primitive == Boolean:
		return s == "true" || s == "false" || s == "1" || s == "0"
	case t.Primitive == AnyURI:
		return t.length == unbounded && isAnyURI(s)
	case t.Primitive != String || !t.form.admits(s):
		return false
	}
	return t.length.exact < 0 && len(s) <= t.length.max&0x7fffffff && (t.length.min <= 1 && len(s) >= t.length.min)
}

func (t *Type) acceptsAll(list string) bool {
	for list != "" {
		item := list
		if i := strings.IndexByte(list, ' '); i >= 0 {
			item, list = list[:i], list[i+1:]
		} else {
			list = ""
		}
		if !t.Accepts(item) {
			return false
		}
	}
	return true
}

// contains is a binary search.
func contains(sorted []string, s string) bool {
	low, high := 0, len(sorted)
	for low < high {
		mid := int(uint(low+high) >> 1)
		if sorted[mid] < s {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low < len(sorted) && sorted[low] == s
}

func (p *patternFacet) match(s string) bool {
	for _, one := range p.any {
		if one.Match(s) {
			return true
		}
	}
	return false
}

// Validate judges a value as a document has it. Exactly one of the results is meaningful: the fault is nil for a valid
// value.
func (t *Type) Validate(s string, prefixes Prefixes) (Value, *Fault) {
	return t.validate(t.Space.normalise(s), s, prefixes)
}

// validate judges a value s whose white space is as the type has it; the members of a union look at it as it was written.
func (t *Type) validate(s, written string, prefixes Prefixes) (Value, *Fault) {
	for i := range t.patterns {
		if p := &t.patterns[i]; !p.match(s) {
			return Value{}, &Fault{Code: "cvc-pattern-valid", Facet: Pattern, Limit: p.source, Value: s, Type: t}
		}
	}
	v, fault := t.parse(s, written, prefixes)
	if fault == nil {
		fault = t.checkFacets(v, s)
	}
	return v, fault
}

func (t *Type) parse(s, written string, prefixes Prefixes) (Value, *Fault) {
	switch t.Variety {
	case List:
		v := Value{Type: t, list: true}
		for item := range strings.SplitSeq(s, " ") {
			if item == "" {
				continue
			}
			one, fault := t.Item.validate(item, item, prefixes)
			if fault != nil {
				return Value{}, fault
			}
			v.items = append(v.items, one)
		}
		return v, nil
	case Union:
		for _, m := range t.Members {
			if v, fault := m.Validate(written, prefixes); fault == nil {
				return v, nil
			}
		}
		return Value{}, &Fault{Code: "cvc-datatype-valid.1.2.3", Value: s, Type: t}
	}
	if !t.form.admits(s) {
		return Value{}, &Fault{Code: badForm, Value: s, Type: t}
	}
	v, code := parseAtom(t.Primitive, s, prefixes)
	if code != "" {
		return Value{}, &Fault{Code: code, Value: s, Type: t}
	}
	v.Type = t
	return v, nil
}

func (f form) admits(s string) bool {
	switch f {
	case integerForm:
		digits := strings.TrimLeft(s, "+-")
		return len(s)-len(digits) <= 1 && digits != "" && strings.Trim(digits, "0123456789") == ""
	case nameForm:
		return IsName(s)
	case ncNameForm:
		return IsNCName(s)
	case nmTokenForm:
		return isNMToken(s)
	}
	return true
}

// checkFacets tries the facets in the order of the reference.
func (t *Type) checkFacets(v Value, s string) *Fault {
	fault := func(code string, f Facet, limit string) *Fault {
		return &Fault{Code: code, Facet: f, Limit: limit, Value: s, Type: t}
	}
	if t.length != unbounded && (t.Variety != Atomic || t.Primitive != QName && t.Primitive != Notation) {
		if f := t.length.violated(v.length()); f != NoFacet {
			return fault("cvc-"+f.String()+"-valid", f, t.length.limit(f))
		}
	}
	if len(t.enum) > 0 && !containsValue(t.enum, v) {
		return fault("cvc-enumeration-valid", Enumeration, "")
	}
	if t.fraction >= 0 && len(v.dec.fraction) > t.fraction {
		return fault("cvc-fractionDigits-valid", FractionDigits, itoa(t.fraction))
	}
	if t.digits >= 0 && v.dec.digits() > t.digits {
		return fault("cvc-totalDigits-valid", TotalDigits, itoa(t.digits))
	}
	if l := t.high; l != nil {
		if c := v.compare(l.value); c != less && (c != equal || !l.inclusive) {
			return fault("cvc-"+l.facet(true).String()+"-valid", l.facet(true), l.source)
		}
	}
	if l := t.low; l != nil {
		if c := v.compare(l.value); c != greater && (c != equal || !l.inclusive) {
			return fault("cvc-"+l.facet(false).String()+"-valid", l.facet(false), l.source)
		}
	}
	return nil
}

func (l *limit) facet(upper bool) Facet {
	switch {
	case upper && l.inclusive:
		return MaxInclusive
	case upper:
		return MaxExclusive
	case l.inclusive:
		return MinInclusive
	}
	return MinExclusive
}

var unbounded = bounds{-1, -1, -1}

func (b bounds) violated(n int) Facet {
	switch {
	case b.max >= 0 && n > b.max:
		return MaxLength
	case n < b.min:
		return MinLength
	case b.exact >= 0 && n != b.exact:
		return Length
	}
	return NoFacet
}

func (b bounds) limit(f Facet) string {
	switch f {
	case MaxLength:
		return itoa(b.max)
	case MinLength:
		return itoa(b.min)
	}
	return itoa(b.exact)
}

func containsValue(list []Value, v Value) bool {
	for i := range list {
		if list[i].Equal(v) {
			return true
		}
	}
	return false
}

// Enumeration returns the values that the type is restricted to, as the schema writes them; nil when it is not. The
// values of a union are those of its members, where all of them have such lists.
func (t *Type) Enumeration() []string {
	if len(t.literals) > 0 || t.Variety != Union {
		return t.literals
	}
	var all []string
	for _, m := range t.Members {
		list := m.Enumeration()
		if list == nil {
			return nil
		}
		all = append(all, list...)
	}
	return all
}

// Has reports whether this type, an item or a member has a role.
func (t *Type) Has(role Role) bool {
	switch t.Variety {
	case List:
		return t.Item.Has(role)
	case Union:
		for _, m := range t.Members {
			if m.Has(role) {
				return true
			}
		}
		return false
	}
	return t.Role == role
}
