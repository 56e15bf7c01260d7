package xsd

import "strings"

// names knows how to write the names of a schema set: those of its own namespace bare, others with the prefix that the
// set itself binds.
type names struct {
	target   string            // namespace of the root document
	prefixes map[string]string // namespace to prefix
	patterns map[string]string // pattern as compiled to pattern as written in the set
	formOf   map[string]string // simple type of the set to its pattern
	dropped  map[string]bool   // simple types of the set that were not compiled
}

func newNames() names {
	return names{
		prefixes: map[string]string{schemaInstance: "xsi", "http://www.w3.org/XML/1998/namespace": "xml"},
		patterns: map[string]string{},
		formOf:   map[string]string{},
	}
}

const schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

func (n *names) learn(bindings map[string]string, target string, root bool) {
	if root {
		n.target = target
	}
	for namespace, prefix := range bindings {
		// The lesser of several prefixes, so that the order of documents does not matter.
		if old, ok := n.prefixes[namespace]; !ok || prefix < old && old != "xsi" && old != "xml" {
			n.prefixes[namespace] = prefix
		}
	}
}

// split separates libxml2's {namespace}local.
func split(name string) (namespace, local string) {
	if rest, ok := strings.CutPrefix(name, "{"); ok {
		if i := strings.LastIndexByte(rest, '}'); i >= 0 {
			return rest[:i], rest[i+1:]
		}
	}
	return "", name
}

// short writes a name for people.
func (n names) short(name string) string {
	namespace, local := split(name)
	switch {
	case namespace == typedNamespace:
		return "xs:" + local
	case namespace == "" || namespace == n.target:
		return local
	case n.prefixes[namespace] != "":
		return n.prefixes[namespace] + ":" + local
	default:
		return name
	}
}

// written returns a pattern as the set has it.
func (n names) written(pattern string) string {
	if original, ok := n.patterns[pattern]; ok {
		return original
	}
	return pattern
}
