package xsd

import "bytes"

// usage notes, while a schema document is rewritten, what its global simple types are and who refers to what, so that the
// types that nothing refers to can be left out: of the vocabularies of a national set, included once for each of four
// namespaces, that is most, and half of the time of compiling.
type usage struct {
	open       []openElement
	simple     []simpleType
	references []typeReference
	elements   map[string]bool // names of the types of elements
	anything   bool            // an element may be of any type
}

// openElement is an element of the schema language whose end tag is to come.
type openElement struct {
	local   string
	hasType bool // of an element declaration: its type is given
}

// simpleType is a global one: its place in the output.
type simpleType struct {
	name     string
	from, to int
}

// typeReference is a name and the simple type that it stands in, or -1. Namespaces are not looked at: a name that is used
// in one keeps the types of that name in all.
type typeReference struct {
	name string
	from int
}

func (u *usage) opened(local string, at int) {
	switch local {
	case "simpleType", "complexType":
		if len(u.open) == 1 && local == "simpleType" {
			u.simple = append(u.simple, simpleType{from: at, to: -1})
		}
		u.typed()
	case "any":
		u.anything = true
	}
	u.open = append(u.open, openElement{local: local})
}

// typed notes that the element declaration at hand has a type: an attribute of its own, or a child that defines it.
func (u *usage) typed() {
	if n := len(u.open); n > 0 {
		u.open[n-1].hasType = true
	}
}

func (u *usage) closed(at int) {
	n := len(u.open)
	if n == 0 {
		return
	}
	last := u.open[n-1]
	u.open = u.open[:n-1]
	if last.local == "element" && !last.hasType {
		u.anything = true
	}
	if n == 2 && last.local == "simpleType" {
		u.simple[len(u.simple)-1].to = at
	}
}

// current is the index of the global simple type at hand, or -1.
func (u *usage) current() int {
	if n := len(u.simple); n > 0 && u.simple[n-1].to < 0 {
		return n - 1
	}
	return -1
}

func (u *usage) named(name string) {
	if i := u.current(); i >= 0 && len(u.open) == 2 {
		u.simple[i].name = name
	}
}

func (u *usage) refers(name string) {
	u.references = append(u.references, typeReference{name, u.current()})
	if n := len(u.open); n > 0 && u.open[n-1].local == "element" {
		if u.elements == nil {
			u.elements = map[string]bool{}
		}
		u.elements[name] = true
	}
}

// dropUnused cuts the simple types out that no document can need, and returns their names. A type is needed when something
// that is needed refers to it, and when it is derived from the type of an element, because xsi:type can then name it.
func dropUnused(documents map[string]*schemaDocument) map[string]bool {
	uses := map[string][]string{} // simple type to the types that it refers to
	needed := map[string]bool{}
	var todo []string
	need := func(name string) {
		if !needed[name] {
			needed[name] = true
			todo = append(todo, name)
		}
	}
	forXSIType := map[string]bool{}
	for _, doc := range documents {
		if doc.anything {
			return nil
		}
		for name := range doc.elements {
			forXSIType[name] = true
		}
		for _, r := range doc.references {
			if r.from < 0 {
				need(r.name)
			} else {
				name := doc.simple[r.from].name
				uses[name] = append(uses[name], r.name)
			}
		}
	}
	for name := range derived(uses, forXSIType) {
		need(name)
	}
	for len(todo) > 0 {
		name := todo[0]
		todo = todo[1:]
		for _, used := range uses[name] {
			need(used)
		}
	}
	dropped := map[string]bool{}
	for _, doc := range documents {
		doc.cut(needed, dropped)
	}
	return dropped
}

// derived returns the simple types that refer, directly or not, to one of some types.
func derived(uses map[string][]string, from map[string]bool) map[string]bool {
	found := map[string]bool{}
	for again := true; again; {
		again = false
		for name, used := range uses {
			if found[name] {
				continue
			}
			for _, u := range used {
				if from[u] || found[u] {
					found[name], again = true, true
					break
				}
			}
		}
	}
	return found
}

func (d *schemaDocument) cut(needed, dropped map[string]bool) {
	out := d.out.Bytes()
	var kept bytes.Buffer
	kept.Grow(len(out))
	at := 0
	for _, t := range d.simple {
		if t.name == "" || t.to < 0 || needed[t.name] {
			continue
		}
		dropped[t.name] = true
		kept.Write(out[at:t.from])
		at = t.to
	}
	kept.Write(out[at:])
	d.out = kept
}
