package structuremap

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Aspect is what of a map an outline tells.
type Aspect string

// The aspects.
const (
	Translation Aspect = "translation" // of a code by a concept map: map and code
	Puts        Aspect = "puts"        // resources that a group puts under an identifier
	Codes       Aspect = "codes"       // codes that a group writes into a property
	Types       Aspect = "types"       // types that a group takes of an element
	Groups      Aspect = "group"       // the text of a group, as a sum
)

// Line is the name of one thing in an outline.
type Line struct {
	Aspect     Aspect
	Name, Item string
}

// Outline tells what of a map bears on documents, so that two versions can be compared.
func Outline(text []byte) (map[Line]string, error) {
	s, err := parse(string(text))
	if err != nil {
		return nil, err
	}
	lines := map[Line]string{}
	for table, codes := range s.tables {
		for from, to := range codes {
			lines[Line{Translation, table, from}] = to
		}
	}
	for name, g := range s.groups {
		o := outliner{puts: map[string]int{}, lists: map[Line][]string{}}
		o.rules(name, g.rules)
		for resource, n := range o.puts {
			lines[Line{Puts, name, resource}] = strconv.Itoa(n)
		}
		for line, list := range o.lists {
			slices.Sort(list)
			lines[line] = strings.Join(slices.Compact(list), ", ")
		}
		lines[Line{Groups, name, ""}] = fmt.Sprintf("%016x", g.sum)
	}
	return lines, nil
}

type outliner struct {
	puts  map[string]int
	lists map[Line][]string
}

func (o *outliner) rules(group string, list []ruleText) {
	for _, r := range list {
		if r.typ != "" {
			line := Line{Types, group, r.element}
			o.lists[line] = append(o.lists[line], typeName(r.typ))
		}
		resource, put := "", false
		for i := range r.targets {
			t := &r.targets[i]
			constant, ok := t.constant()
			switch {
			case t.element == "resource" && ok:
				resource = constant
			case t.element == "method":
				put = put || constant == "PUT"
			case ok && t.transform != "create" && isProperty(t.element):
				line := Line{Codes, group, t.ctx + "." + t.element}
				o.lists[line] = append(o.lists[line], constant)
			}
		}
		if put {
			o.puts[resource]++
		}
		o.rules(group, r.rules)
	}
}
