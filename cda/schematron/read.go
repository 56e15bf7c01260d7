package schematron

import (
	"fmt"
	"slices"
	"strings"
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
	root, err := parseSchema(src, opt.Name)
	if err != nil {
		return nil, err
	}
	if !root.is("schema") {
		return nil, &Error{Pos: root.pos, Err: fmt.Errorf("the document element is %s, not the schema of ISO Schematron", root.local)}
	}
	in := includer{resolve: opt.Include, files: map[string]*element{}}
	if root, err = in.expand(root, root, 0); err != nil {
		return nil, err
	}
	if root, err = instantiate(root); err != nil {
		return nil, err
	}
	r := reader{schema: root, diagnostics: map[string][]*element{}, model: &Model{Name: opt.Name}}
	if err := r.read(opt.Phase); err != nil {
		return nil, err
	}
	return r.model, nil
}

type reader struct {
	schema      *element
	model       *Model
	diagnostics map[string][]*element
	rules       int
	asserts     int
}

func (r *reader) read(phase string) error {
	m, s := r.model, r.schema
	m.QueryBinding = s.value("queryBinding")
	m.SchemaVersion = s.value("schemaVersion")
	if m.QueryBinding != "xslt2" && m.QueryBinding != "xpath2" {
		return &Error{Pos: s.pos, Err: fmt.Errorf("query binding %q is not supported, only xslt2", m.QueryBinding)}
	}
	r.collectDiagnostics(s)
	if err := s.elements(r.readHeader); err != nil {
		return err
	}
	if err := r.choosePhase(phase); err != nil {
		return err
	}
	if err := s.elements(r.readBody); err != nil {
		return err
	}
	return r.checkGlobals()
}

func (r *reader) collectDiagnostics(e *element) {
	if e.is("diagnostic") {
		id := e.value("id")
		r.diagnostics[id] = append(r.diagnostics[id], e)
		return
	}
	for _, n := range e.nodes {
		if n.elem != nil {
			r.collectDiagnostics(n.elem)
		}
	}
}

// readHeader reads what patterns depend on and refuses what would need an XSLT processor.
func (r *reader) readHeader(e *element) error {
	switch {
	case e.is("title"):
		r.model.Title = Normalise(e.text())
	case e.is("ns"):
		prefix, uri := e.value("prefix"), e.value("uri")
		if prefix == "" || uri == "" {
			return &Error{Pos: e.pos, Err: fmt.Errorf("ns without prefix or uri")}
		}
		r.model.Namespaces = append(r.model.Namespaces, Namespace{prefix, uri})
	case e.is("phase"):
		phase := Phase{ID: e.value("id")}
		_ = e.elements(func(a *element) error {
			if a.is("active") {
				phase.Active = append(phase.Active, a.value("pattern"))
			}
			return nil
		})
		r.model.Phases = append(r.model.Phases, phase)
	case e.space == xslNamespace && (e.local == "function" || e.local == "key" || e.local == "import-schema"):
		return &Error{Pos: e.pos, Err: fmt.Errorf("xsl:%s is not supported", e.local)}
	}
	return nil
}

func (r *reader) choosePhase(phase string) error {
	if phase == "" {
		phase = strings.TrimSpace(r.schema.value("defaultPhase"))
	}
	if phase == "" {
		phase = "#ALL"
	}
	r.model.Phase = phase
	if phase != "#ALL" && !slices.ContainsFunc(r.model.Phases, func(p Phase) bool { return p.ID == phase }) {
		return &Error{Pos: r.schema.pos, Err: fmt.Errorf("there is no phase %q", phase)}
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

func (r *reader) readBody(e *element) error {
	switch {
	case e.is("let"):
		return r.readGlobal(e)
	case e.is("phase"):
		return e.elements(func(c *element) error {
			if c.is("let") {
				return r.readGlobal(c)
			}
			return nil
		})
	case e.is("pattern"):
		return r.readPattern(e)
	}
	return nil
}

func (r *reader) readGlobal(e *element) error {
	let, err := readLet(e, nil)
	if err != nil {
		return err
	}
	let.Global = true
	r.model.Lets = append(r.model.Lets, let)
	return nil
}

func readLet(e *element, rule *Rule) (*Let, error) {
	let := &Let{Name: strings.TrimSpace(e.value("name")), Pos: e.pos}
	if let.Name == "" {
		return nil, &Error{Pos: e.pos, Rule: contextOf(rule), Err: fmt.Errorf("let without name")}
	}
	if value, ok := e.attr("value"); ok {
		let.Value, let.Pos = value.value, value.pos
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
			return &Error{Pos: let.Pos, Err: fmt.Errorf("XTSE0630: a second global variable %q (lets of patterns are global)", let.Name)}
		}
		seen[let.Name] = true
	}
	return nil
}

func (r *reader) readPattern(e *element) error {
	if e.value("abstract") == "true" || !r.active(e.value("id")) {
		return nil
	}
	for _, name := range []string{"documents", "document"} {
		if a, ok := e.attr(name); ok && strings.TrimSpace(a.value) != "" {
			return &Error{Pos: a.pos, Err: fmt.Errorf("pattern/@%s: patterns over other documents are not supported", name)}
		}
	}
	p := &Pattern{ID: e.value("id"), Pos: e.pos}
	err := e.elements(func(c *element) error {
		switch {
		case c.is("title"):
			p.Title = Normalise(c.text())
		case c.is("let"):
			return r.readGlobal(c)
		case c.is("rule") && c.value("abstract") != "true":
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

func (r *reader) readRule(e, pattern *element, p *Pattern) (*Rule, error) {
	context, ok := e.attr("context")
	if !ok {
		return nil, &Error{Pos: e.pos, Err: fmt.Errorf("rule without context")}
	}
	rule := &Rule{Index: r.rules, Pattern: p, ID: e.value("id"), Context: context.value, Pos: context.pos}
	r.rules++
	return rule, r.readSteps(e, pattern, rule, 0)
}

// readSteps appends the steps of a rule, concrete or abstract, to rule.
func (r *reader) readSteps(e, pattern *element, rule *Rule, depth int) error {
	return e.elements(func(c *element) error {
		switch {
		case c.is("let"):
			let, err := readLet(c, rule)
			if err != nil {
				return err
			}
			rule.Steps = append(rule.Steps, Step{Let: let})
		case c.is("assert"), c.is("report"):
			assert, err := r.readAssert(c, rule)
			if err != nil {
				return err
			}
			rule.Steps = append(rule.Steps, Step{Assert: assert})
		case c.is("extends"):
			return r.extend(c, pattern, rule, depth+1)
		case c.space == xslNamespace && c.local == "key":
			return &Error{Pos: c.pos, Rule: rule.Context, Err: fmt.Errorf("xsl:key is not supported")}
		}
		if len(rule.Steps)+r.asserts > maxElements {
			return &Error{Pos: c.pos, Err: errTooLarge}
		}
		return nil
	})
}

// extend merges an abstract rule: one of the same pattern, else one of any pattern.
func (r *reader) extend(e, pattern *element, rule *Rule, depth int) error {
	fail := func(format string, args ...any) error {
		return &Error{Pos: e.pos, Rule: rule.Context, Err: fmt.Errorf(format, args...)}
	}
	if depth > maxIncludeDepth {
		return fail("abstract rules extend each other deeper than %d", maxIncludeDepth)
	}
	id := e.value("rule")
	if id == "" {
		return fail("extends without rule")
	}
	bases := abstractRules(pattern, id)
	if len(bases) == 0 {
		_ = r.schema.elements(func(p *element) error {
			if p.is("pattern") {
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

func abstractRules(pattern *element, id string) []*element {
	var rules []*element
	for _, n := range pattern.nodes {
		if n.elem != nil && n.elem.is("rule") && n.elem.value("id") == id && n.elem.value("abstract") == "true" {
			rules = append(rules, n.elem)
		}
	}
	return rules
}

func (r *reader) readAssert(e *element, rule *Rule) (*Assert, error) {
	test, ok := e.attr("test")
	if !ok {
		return nil, &Error{Pos: e.pos, Rule: rule.Context, Err: fmt.Errorf("%s without test", e.local)}
	}
	a := &Assert{
		Index: r.asserts, Rule: rule, Report: e.local == "report", Pos: test.pos, Test: test.value,
		ID: e.value("id"), Role: e.value("role"), Flag: e.value("flag"), Message: message(e),
	}
	r.asserts++
	for _, id := range strings.Fields(e.value("diagnostics")) {
		if len(r.diagnostics[id]) == 0 {
			return nil, &Error{Pos: e.pos, Rule: rule.Context, Err: fmt.Errorf("there is no diagnostic %q", id)}
		}
		for _, d := range r.diagnostics[id] {
			a.Diagnostics = append(a.Diagnostics, &Diagnostic{ID: id, Message: message(d), Pos: d.pos})
		}
	}
	return a, nil
}

// message returns the parts of a text. The skeleton turns it into the content of a literal element of a stylesheet, where
// text of white space only does not survive: the blank between two computed parts is lost, everything else is kept as
// written. Elements other than these five print nothing.
func message(e *element) []Part {
	var parts []Part
	literal := func(s string, pos Position) {
		if !blank(s) {
			parts = append(parts, Part{Kind: TextPart, Text: s, Pos: pos})
		}
	}
	run := ""
	for _, n := range e.nodes {
		if n.elem == nil {
			run += n.text
			continue
		}
		part := Part{Pos: n.elem.pos}
		switch {
		case n.elem.is("name"):
			part.Kind, part.Text = NamePart, n.elem.value("path")
		case n.elem.is("value-of"):
			part.Kind, part.Text = ValuePart, "."
			if sel, ok := n.elem.attr("select"); ok {
				part.Text, part.Pos = sel.value, sel.pos
			}
		case n.elem.is("emph"), n.elem.is("dir"), n.elem.is("span"):
			literal(run, e.pos)
			literal(n.elem.text(), n.elem.pos)
			run = ""
			continue
		default:
			continue
		}
		literal(run, e.pos)
		run = ""
		parts = append(parts, part)
	}
	literal(run, e.pos)
	return parts
}
