package schemafile

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// Bounds on what one schema may expand to.
const (
	MaxIncludeDepth = 16
	MaxElements     = 500_000
)

var ErrTooLarge = errors.New("the expanded schema is too large")

// Includer resolves include and extends/@href, as the skeleton's first stage (iso_dsdl_include) does.
type Includer struct {
	Resolve func(name string) ([]byte, error)
	Files   map[string]*Element
	size    int
}

// Expand returns e with everything below included; root is the document element of the file that e is in.
func (in *Includer) Expand(e, root *Element, depth int) (*Element, error) {
	if in.size++; in.size > MaxElements {
		return nil, &Error{Pos: e.Pos, Err: ErrTooLarge}
	}
	if !in.needed(e) {
		return e, nil
	}
	c := *e
	c.Nodes = make([]node, 0, len(e.Nodes))
	for _, n := range e.Nodes {
		switch {
		case n.Elem == nil:
			c.addText(n.Text)
		case n.Elem.Is("include"), n.Elem.Is("extends") && n.Elem.Value("href") != "":
			if err := in.include(&c, n.Elem, root, depth+1); err != nil {
				return nil, err
			}
		default:
			child, err := in.Expand(n.Elem, root, depth)
			if err != nil {
				return nil, err
			}
			c.Nodes = append(c.Nodes, node{Elem: child})
		}
	}
	return &c, nil
}

// needed reports whether there is anything to include in e: most schemas have nothing.
func (in *Includer) needed(e *Element) bool {
	for _, n := range e.Nodes {
		if n.Elem != nil && (n.Elem.Is("include") || n.Elem.Is("extends") || in.needed(n.Elem)) {
			return true
		}
	}
	return false
}

// include adds to parent what an include refers to, or the children of what an extends refers to.
func (in *Includer) include(parent, ref, root *Element, depth int) error {
	fail := func(format string, args ...any) error {
		return &Error{Pos: ref.Pos, Err: fmt.Errorf(format, args...)}
	}
	href := ref.Value("href")
	if depth > MaxIncludeDepth {
		return fail("includes are nested deeper than %d", MaxIncludeDepth)
	}
	file, id, _ := strings.Cut(href, "#")
	if file == "" && id == "" {
		return fail("%s without href", ref.Local)
	}
	if file != "" {
		var err error
		if root, err = in.load(file, ref); err != nil {
			return err
		}
	}
	targets := []*Element{root}
	if id != "" {
		if targets = find(root, id, nil); len(targets) == 0 {
			return fail("no element with the id %q in %q", id, href)
		}
		if file != "" {
			targets = targets[:1]
		}
	}
	for _, target := range targets {
		if target.Space != SchematronNamespace || ref.Local == "include" && target.Local == "schema" {
			return fail("%q does not name a part of a schema", href)
		}
		whole, err := in.Expand(target, root, depth)
		if err != nil {
			return err
		}
		if ref.Local == "include" {
			parent.Nodes = append(parent.Nodes, node{Elem: whole})
			continue
		}
		for _, n := range whole.Nodes {
			if n.Elem != nil {
				parent.Nodes = append(parent.Nodes, n)
			}
		}
	}
	return nil
}

// load returns the document element of an included file, which is looked for by its base name.
func (in *Includer) load(file string, ref *Element) (*Element, error) {
	name := path.Base(strings.ReplaceAll(file, `\`, "/"))
	if e, ok := in.Files[name]; ok {
		return e, nil
	}
	if in.Resolve == nil {
		return nil, &Error{Pos: ref.Pos, Err: fmt.Errorf("cannot include %q: no other files are at hand", file)}
	}
	src, err := in.Resolve(name)
	if err != nil {
		return nil, &Error{Pos: ref.Pos, Err: fmt.Errorf("cannot include %q: %w", file, err)}
	}
	e, err := ParseSchema(src, name)
	if err != nil {
		return nil, err
	}
	in.Files[name] = e
	return e, nil
}

// find appends the Schematron elements with the given id, in document order.
func find(e *Element, id string, found []*Element) []*Element {
	if e.Space == SchematronNamespace && e.Value("id") == id {
		found = append(found, e)
	}
	for _, n := range e.Nodes {
		if n.Elem != nil {
			found = find(n.Elem, id, found)
		}
	}
	return found
}
