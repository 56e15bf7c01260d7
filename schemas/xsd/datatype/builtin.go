package datatype

import "strconv"

// builtins are the types of the namespace of XML Schema by local name.
var builtins = func() map[string]*Type {
	all := map[string]*Type{}
	none := Type{digits: -1, fraction: -1, length: unbounded}
	add := func(name string, base string, change func(*Type)) {
		t := none
		if base != "" {
			t = *all[base]
			t.Base = all[base]
		}
		t.Name = "xs:" + name
		if change != nil {
			change(&t)
		}
		all[name] = &t
	}
	add("anySimpleType", "", nil)
	for p, name := range []string{"", "string", "boolean", "decimal", "float", "double", "duration", "dateTime", "time", "date",
		"gYearMonth", "gYear", "gMonthDay", "gDay", "gMonth", "hexBinary", "base64Binary", "anyURI", "QName", "NOTATION"} {
		if name == "" {
			continue
		}
		add(name, "anySimpleType", func(t *Type) {
			t.Primitive = Primitive(p)
			if t.Primitive != String {
				t.Space = Collapse
			}
		})
	}
	add("normalizedString", "string", func(t *Type) { t.Space = Replace })
	add("token", "normalizedString", func(t *Type) { t.Space = Collapse })
	add("language", "token", func(t *Type) {
		t.mustDerive(RawFacet{Facet: Pattern, Value: `([a-zA-Z]{1,8})(-[a-zA-Z0-9]{1,8})*`})
	})
	add("NMTOKEN", "token", func(t *Type) { t.form = nmTokenForm })
	add("Name", "token", func(t *Type) { t.form = nameForm })
	add("NCName", "Name", func(t *Type) { t.form = ncNameForm })
	add("ID", "NCName", func(t *Type) { t.Role = ID })
	add("IDREF", "NCName", func(t *Type) { t.Role = IDRef })
	add("ENTITY", "NCName", func(t *Type) { t.Role = Entity })
	for _, name := range []string{"NMTOKEN", "IDREF", "ENTITY"} {
		list := name + "S"
		if name == "ENTITY" {
			list = "ENTITIES"
		}
		add(list, "anySimpleType", func(t *Type) {
			t.Variety, t.Item, t.Space, t.length = List, all[name], Collapse, bounds{-1, 1, -1}
		})
	}
	addIntegers(add)
	return all
}()

func addIntegers(add func(name, base string, change func(*Type))) {
	add("integer", "decimal", func(t *Type) { t.form, t.fraction = integerForm, 0 })
	for _, r := range []struct{ name, base, low, high string }{
		{"nonPositiveInteger", "integer", "", "0"},
		{"negativeInteger", "nonPositiveInteger", "", "-1"},
		{"long", "integer", strconv.FormatInt(-1<<63, 10), strconv.FormatInt(1<<63-1, 10)},
		{"int", "long", "-2147483648", "2147483647"},
		{"short", "int", "-32768", "32767"},
		{"byte", "short", "-128", "127"},
		{"nonNegativeInteger", "integer", "0", ""},
		{"unsignedLong", "nonNegativeInteger", "", strconv.FormatUint(1<<64-1, 10)},
		{"unsignedInt", "unsignedLong", "", "4294967295"},
		{"unsignedShort", "unsignedInt", "", "65535"},
		{"unsignedByte", "unsignedShort", "", "255"},
		{"positiveInteger", "nonNegativeInteger", "1", ""},
	} {
		add(r.name, r.base, func(t *Type) {
			if r.low != "" {
				t.mustDerive(RawFacet{Facet: MinInclusive, Value: r.low})
			}
			if r.high != "" {
				t.mustDerive(RawFacet{Facet: MaxInclusive, Value: r.high})
			}
		})
	}
}

// mustDerive applies a facet of a built-in type.
func (t *Type) mustDerive(f RawFacet) {
	if err := t.apply([]RawFacet{f}, t.Base); err != nil {
		panic(err)
	}
}

// Builtin returns the type of the namespace of XML Schema with a local name, nil when there is none.
func Builtin(local string) *Type { return builtins[local] }

// Builtins calls f for every built-in type, bases first.
func Builtins(f func(local string, t *Type)) {
	for _, local := range builtinOrder {
		f(local, builtins[local])
	}
}

var builtinOrder = []string{
	"anySimpleType", "string", "boolean", "decimal", "float", "double", "duration", "dateTime", "time", "date", "gYearMonth", "gYear",
	"gMonthDay", "gDay", "gMonth", "hexBinary", "base64Binary", "anyURI", "QName", "NOTATION", "normalizedString", "token", "language",
	"NMTOKEN", "Name", "NCName", "ID", "IDREF", "ENTITY", "NMTOKENS", "IDREFS", "ENTITIES", "integer", "nonPositiveInteger",
	"negativeInteger", "long", "int", "short", "byte", "nonNegativeInteger", "unsignedLong", "unsignedInt", "unsignedShort",
	"unsignedByte", "positiveInteger",
}

// BuiltinAt and BuiltinIndex number the built-in types in the order of Builtins; -1 stands for any other type.
func BuiltinAt(i int) *Type { return builtins[builtinOrder[i]] }

// BuiltinIndex is the number of a type.
func BuiltinIndex(t *Type) int {
	for i, local := range builtinOrder {
		if builtins[local] == t {
			return i
		}
	}
	return -1
}

// BuiltinCount is how many built-in types there are.
func BuiltinCount() int { return len(builtinOrder) }
