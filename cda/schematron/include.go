package schematron

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Bounds on what one schema may expand to.
const (
	maxIncludeDepth = 16
	maxElements     = 500_000
)

var errTooLarge = errors.New("the expanded schema is too large")

// includer resolves include and extends/@href, as the skeleton's first stage (iso_dsdl_include) does.
type includer struct {
	resolve func(name string) ([]byte, error)
	files   map[string]*element
	size    int
}

// expand returns e with everything below included; root is the document element of the file that e is in.
func (in *includer) expand(e, root *element, depth int) (*element, error) {
	if in.size++; in.size > maxElements {
		return nil, &Error{Pos: e.pos, Err: errTooLarge}
	}
	if !in.needed(e) {
		return e, nil
	}
	c := *e
	c.nodes = make([]node, 0, len(e.nodes))
	for _, n := range e.nodes {
		switch {
		case n.elem == nil:
			c.addText(n.text)
		case n.elem.is("include"), n.elem.is("extends") && n.elem.value("href") != "":
			if err := in.include(&c, n.elem, root, depth+1); err != nil {
				return nil, err
			}
		default:
			child, err := in.expand(n.elem, root, depth)
			if err != nil {
				return nil, err
			}
			c.nodes = append(c.nodes, node{elem: child})
		}
	}
	return &c, nil
}

// needed reports whether there is anything to include in e: most schemas have nothing.
func (in *includer) needed(e *element) bool {
	for _, n := range e.nodes {
		if n.elem != nil && (n.elem.is("include") || n.elem.is("extends") || in.needed(n.elem)) {
			return true
		}
	}
	return false
}

// include adds to parent what an include refers to, or the children of what an extends refers to.
func (in *includer) include(parent, ref, root *element, depth int) error {
	fail := func(format string, args ...any) error {
		return &Error{Pos: ref.pos, Err: fmt.Errorf(format, args...)}
	}
	href := ref.value("href")
	if depth > maxIncludeDepth {
		return fail("includes are nested deeper than %d", maxIncludeDepth)
	}
	file, id, _ := strings.Cut(href, "#")
	if file == "" && id == "" {
		return fail("%s without href", ref.local)
	}
	if file != "" {
		var err error
		if root, err = in.load(file, ref); err != nil {
			return err
		}
	}
	targets := []*element{root}
	if id != "" {
		if targets = find(root, id, nil); len(targets) == 0 {
			return fail("no element with the id %q in %q", id, href)
		}
		if file != "" {
			targets = targets[:1]
		}
	}
	for _, target := range targets {
		if target.space != SchematronNamespace || ref.local == "include" && target.local == "schema" {
			return fail("%q does not name a part of a schema", href)
		}
		whole, err := in.expand(target, root, depth)
		if err != nil {
			return err
		}
		if ref.local == "include" {
			parent.nodes = append(parent.nodes, node{elem: whole})
			continue
		}
		for _, n := range whole.nodes {
			if n.elem != nil {
				parent.nodes = append(parent.nodes, n)
			}
		}
	}
	return nil
}

// load returns the document element of an included file, which is looked for by its base name.
func (in *includer) load(file string, ref *element) (*element, error) {
	name := path.Base(strings.ReplaceAll(file, `\`, "/"))
	if e, ok := in.files[name]; ok {
		return e, nil
	}
	if in.resolve == nil {
		return nil, &Error{Pos: ref.pos, Err: fmt.Errorf("cannot include %q: no other files are at hand", file)}
	}
	src, err := in.resolve(name)
	if err != nil {
		return nil, &Error{Pos: ref.pos, Err: fmt.Errorf("cannot include %q: %w", file, err)}
	}
	e, err := parseSchema(src, name)
	if err != nil {
		return nil, err
	}
	in.files[name] = e
	return e, nil
}

// find appends the Schematron elements with the given id, in document order.
func find(e *element, id string, found []*element) []*element {
	if e.space == SchematronNamespace && e.value("id") == id {
		found = append(found, e)
	}
	for _, n := range e.nodes {
		if n.elem != nil {
			found = find(n.elem, id, found)
		}
	}
	return found
}
