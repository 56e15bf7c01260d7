package schematron

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"
)

// ReadOptions says how to read a schema.
type ReadOptions struct {
	// Name is the file name for positions. It may be empty.
	Name string
	// Phase selects the patterns. "" takes the schema's default phase, or all patterns where it has none; "#ALL" takes
	// all.
	Phase string
	// Include returns an included file by its base name. Nil refuses includes of other files.
	Include func(name string) ([]byte, error)
}

// Read reads a schema without compiling its expressions. The error is an *Error.
func Read(src []byte, opt ReadOptions) (*Model, error) {
	root, err := schemafile.ParseSchema(src, opt.Name)
	if err != nil {
		return nil, err
	}
	if !root.Is("schema") {
		return nil, &schemafile.Error{Pos: root.Pos, Err: fmt.Errorf("the document element is %s, not the schema of ISO Schematron", root.Local)}
	}
	in := schemafile.Includer{Resolve: opt.Include, Files: map[string]*schemafile.Element{}}
	if root, err = in.Expand(root, root, 0); err != nil {
		return nil, err
	}
	root, lenient, err := schemafile.Instantiate(root)
	if err != nil {
		return nil, err
	}
	r := reader{schema: root, diagnostics: map[string][]*schemafile.Element{}, model: &Model{Name: opt.Name, lenient: lenient}}
	if err := r.read(opt.Phase); err != nil {
		return nil, err
	}
	return r.model, nil
}

type reader struct {
	schema      *schemafile.Element
	model       *Model
	diagnostics map[string][]*schemafile.Element
	rules       int
	asserts     int
}

func (r *reader) read(phase string) error {
	m, s := r.model, r.schema
	m.QueryBinding = s.Value("queryBinding")
	m.SchemaVersion = s.Value("schemaVersion")
	if m.QueryBinding != "xslt2" && m.QueryBinding != "xpath2" {
		return &schemafile.Error{Pos: s.Pos, Err: fmt.Errorf("query binding %q is not supported, only xslt2", m.QueryBinding)}
	}
	r.collectDiagnostics(s)
	if err := s.Elements(r.readHeader); err != nil {
		return err
	}
	if err := r.choosePhase(phase); err != nil {
		return err
	}
	if err := s.Elements(r.readBody); err != nil {
		return err
	}
	return r.checkGlobals()
}

func (r *reader) collectDiagnostics(e *schemafile.Element) {
	if e.Is("diagnostic") {
		id := e.Value("id")
		r.diagnostics[id] = append(r.diagnostics[id], e)
		return
	}
	for _, n := range e.Nodes {
		if n.Elem != nil {
			r.collectDiagnostics(n.Elem)
		}
	}
}

// readHeader reads what patterns depend on and refuses what would need an XSLT processor.
func (r *reader) readHeader(e *schemafile.Element) error {
	switch {
	case e.Is("title"):
		r.model.Title = schemafile.Normalise(e.Text())
	case e.Is("ns"):
		prefix, uri := e.Value("prefix"), e.Value("uri")
		if prefix == "" || uri == "" {
			return &schemafile.Error{Pos: e.Pos, Err: fmt.Errorf("ns without prefix or uri")}
		}
		r.model.Namespaces = append(r.model.Namespaces, Namespace{prefix, uri})
	case e.Is("phase"):
		phase := Phase{ID: e.Value("id")}
		_ = e.Elements(func(a *schemafile.Element) error {
			if a.Is("active") {
				phase.Active = append(phase.Active, a.Value("pattern"))
			}
			return nil
		})
		r.model.Phases = append(r.model.Phases, phase)
	case e.Space == schemafile.XslNamespace && (e.Local == "function" || e.Local == "key" || e.Local == "import-schema"):
		return &schemafile.Error{Pos: e.Pos, Err: fmt.Errorf("xsl:%s is not supported", e.Local)}
	}
	return nil
}

func (r *reader) choosePhase(phase string) error {
	if phase == "" {
		phase = strings.TrimSpace(r.schema.Value("defaultPhase"))
	}
	if phase == "" {
		phase = "#ALL"
	}
	r.model.Phase = phase
	if phase != "#ALL" && !slices.ContainsFunc(r.model.Phases, func(p Phase) bool { return p.ID == phase }) {
		return &schemafile.Error{Pos: r.schema.Pos, Err: fmt.Errorf("there is no phase %q", phase)}
	}
	return nil
}

func (r *reader) active(pattern string) bool {
	if r.model.Phase == "#ALL" {
		return true
	}
	for _, p := range r.model.Phases {
		if p.ID == r.model.Phase && slices.Contains(p.Active, pattern) && pattern != "" {
			return true
		}
	}
	return false
}

func (r *reader) readBody(e *schemafile.Element) error {
	switch {
	case e.Is("let"):
		return r.readGlobal(e)
	case e.Is("phase"):
		return e.Elements(func(c *schemafile.Element) error {
			if c.Is("let") {
				return r.readGlobal(c)
			}
			return nil
		})
	case e.Is("pattern"):
		return r.readPattern(e)
	}
	return nil
}

func (r *reader) readGlobal(e *schemafile.Element) error {
	let, err := readLet(e, nil)
	if err != nil {
		return err
	}
	let.Global = true
	r.model.Lets = append(r.model.Lets, let)
	return nil
}

func readLet(e *schemafile.Element, rule *Rule) (*Let, error) {
	let := &Let{Name: strings.TrimSpace(e.Value("name")), Pos: e.Pos}
	if let.Name == "" {
		return nil, &schemafile.Error{Pos: e.Pos, Rule: contextOf(rule), Err: fmt.Errorf("let without name")}
	}
	if value, ok := e.Attr("value"); ok {
		let.Value, let.Pos = value.Value, value.Pos
	} else {
		let.src = e
	}
	return let, nil
}

func contextOf(rule *Rule) string {
	if rule == nil {
		return ""
	}
	return rule.Context
}

func (r *reader) checkGlobals() error {
	seen := map[string]bool{}
	for _, let := range r.model.Lets {
		if seen[let.Name] {
			return &schemafile.Error{Pos: let.Pos, Err: fmt.Errorf("XTSE0630: a second global variable %q (lets of patterns are global)", let.Name)}
		}
		seen[let.Name] = true
	}
	return nil
}

func (r *reader) readPattern(e *schemafile.Element) error {
	if e.Value("abstract") == "true" || !r.active(e.Value("id")) {
		return nil
	}
	for _, name := range []string{"documents", "document"} {
		if a, ok := e.Attr(name); ok && strings.TrimSpace(a.Value) != "" {
			return &schemafile.Error{Pos: a.Pos, Err: fmt.Errorf("pattern/@%s: patterns over other documents are not supported", name)}
		}
	}
	p := &Pattern{ID: e.Value("id"), Pos: e.Pos}
	err := e.Elements(func(c *schemafile.Element) error {
		switch {
		case c.Is("title"):
			p.Title = schemafile.Normalise(c.Text())
		case c.Is("let"):
			return r.readGlobal(c)
		case c.Is("rule") && c.Value("abstract") != "true":
			rule, err := r.readRule(c, e, p)
			if err != nil {
				return err
			}
			p.Rules = append(p.Rules, rule)
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.model.Patterns = append(r.model.Patterns, p)
	return nil
}

func (r *reader) readRule(e, pattern *schemafile.Element, p *Pattern) (*Rule, error) {
	context, ok := e.Attr("context")
	if !ok {
		return nil, &schemafile.Error{Pos: e.Pos, Err: fmt.Errorf("rule without context")}
	}
	rule := &Rule{Index: r.rules, Pattern: p, ID: e.Value("id"), Context: context.Value, Pos: context.Pos}
	r.rules++
	return rule, r.readSteps(e, pattern, rule, 0)
}

// readSteps appends the steps of a rule, concrete or abstract, to rule.
func (r *reader) readSteps(e, pattern *schemafile.Element, rule *Rule, depth int) error {
	return e.Elements(func(c *schemafile.Element) error {
		switch {
		case c.Is("let"):
			let, err := readLet(c, rule)
			if err != nil {
				return err
			}
			rule.Steps = append(rule.Steps, Step{Let: let})
		case c.Is("assert"), c.Is("report"):
			assert, err := r.readAssert(c, rule)
			if err != nil {
				return err
			}
			rule.Steps = append(rule.Steps, Step{Assert: assert})
		case c.Is("extends"):
			return r.extend(c, pattern, rule, depth+1)
		case c.Space == schemafile.XslNamespace && c.Local == "key":
			return &schemafile.Error{Pos: c.Pos, Rule: rule.Context, Err: fmt.Errorf("xsl:key is not supported")}
		}
		if len(rule.Steps)+r.asserts > schemafile.MaxElements {
			return &schemafile.Error{Pos: c.Pos, Err: schemafile.ErrTooLarge}
		}
		return nil
	})
}

// extend merges an abstract rule: one of the same pattern, else one of any pattern.
func (r *reader) extend(e, pattern *schemafile.Element, rule *Rule, depth int) error {
	fail := func(format string, args ...any) error {
		return &schemafile.Error{Pos: e.Pos, Rule: rule.Context, Err: fmt.Errorf(format, args...)}
	}
	if depth > schemafile.MaxIncludeDepth {
		return fail("abstract rules extend each other deeper than %d", schemafile.MaxIncludeDepth)
	}
	id := e.Value("rule")
	if id == "" {
		return fail("extends without rule")
	}
	bases := abstractRules(pattern, id)
	if len(bases) == 0 {
		_ = r.schema.Elements(func(p *schemafile.Element) error {
			if p.Is("pattern") {
				bases = append(bases, abstractRules(p, id)...)
			}
			return nil
		})
	}
	if len(bases) == 0 {
		return fail("there is no abstract rule %q", id)
	}
	for _, base := range bases {
		if err := r.readSteps(base, pattern, rule, depth); err != nil {
			return err
		}
	}
	return nil
}

func abstractRules(pattern *schemafile.Element, id string) []*schemafile.Element {
	var rules []*schemafile.Element
	for _, n := range pattern.Nodes {
		if n.Elem != nil && n.Elem.Is("rule") && n.Elem.Value("id") == id && n.Elem.Value("abstract") == "true" {
			rules = append(rules, n.Elem)
		}
	}
	return rules
}

func (r *reader) readAssert(e *schemafile.Element, rule *Rule) (*Assert, error) {
	test, ok := e.Attr("test")
	if !ok {
		return nil, &schemafile.Error{Pos: e.Pos, Rule: rule.Context, Err: fmt.Errorf("%s without test", e.Local)}
	}
	a := &Assert{
		Index: r.asserts, Rule: rule, Report: e.Local == "report", Pos: test.Pos, Test: test.Value,
		ID: e.Value("id"), Role: e.Value("role"), Flag: e.Value("flag"), Message: message(e),
	}
	r.asserts++
	for _, id := range strings.Fields(e.Value("diagnostics")) {
		if len(r.diagnostics[id]) == 0 {
			return nil, &schemafile.Error{Pos: e.Pos, Rule: rule.Context, Err: fmt.Errorf("there is no diagnostic %q", id)}
		}
		for _, d := range r.diagnostics[id] {
			a.Diagnostics = append(a.Diagnostics, &Diagnostic{ID: id, Message: message(d), Pos: d.Pos})
		}
	}
	return a, nil
}

// message returns the parts of a text. The skeleton turns it into the content of a literal element of a stylesheet, where
// text of white space only does not survive: the blank between two computed parts is lost, everything else is kept as
// written. Elements other than these five print nothing.
func message(e *schemafile.Element) []Part {
	var parts []Part
	literal := func(s string, pos schemafile.Position) {
		if !schemafile.Blank(s) {
			parts = append(parts, Part{Kind: TextPart, Text: s, Pos: pos})
		}
	}
	run := ""
	for _, n := range e.Nodes {
		if n.Elem == nil {
			run += n.Text
			continue
		}
		part := Part{Pos: n.Elem.Pos}
		switch {
		case n.Elem.Is("name"):
			part.Kind, part.Text = NamePart, n.Elem.Value("path")
		case n.Elem.Is("value-of"):
			part.Kind, part.Text = ValuePart, "."
			if sel, ok := n.Elem.Attr("select"); ok {
				part.Text, part.Pos = sel.Value, sel.Pos
			}
		case n.Elem.Is("emph"), n.Elem.Is("dir"), n.Elem.Is("span"):
			literal(run, e.Pos)
			literal(n.Elem.Text(), n.Elem.Pos)
			run = ""
			continue
		default:
			continue
		}
		literal(run, e.Pos)
		run = ""
		parts = append(parts, part)
	}
	literal(run, e.Pos)
	return parts
}
