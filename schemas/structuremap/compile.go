package structuremap

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// Program is what is left of a map, with all that it imports, for judging documents.
type Program struct {
	Groups []group             // the first is the entry
	Tables []map[string]string // concept maps
	Names  []string            // of elements and attributes of the CDA

	numbers map[string]int // of the names
}

// number relates names to their numbers.
func (p *Program) number() {
	p.numbers = make(map[string]int, len(p.Names))
	for i, name := range p.Names {
		p.numbers[name] = i
	}
}

type group struct {
	Params, Slots int // variables, parameters first
	Rules         []rule
}

// rule is a rule that matters: for each element (Name, -1 for the context itself) of the node in slot Ctx that meets Where.
type rule struct {
	Ctx   int
	Name  int
	Type  string   // xsi:type
	Types []string // the rule notes which values have none of these types
	As    int      // slot plus one
	Where *expr
	Ops   []op
	Rules []rule
	Calls []call
}

type call struct {
	Group int
	Args  []int // slots plus one, 0 for what does not matter
}

// opKind is what a target does.
type opKind uint8

const (
	opEntry    opKind = iota // a new entry of the bundle in slot As
	opAlias                  // slot As becomes what slot Var holds
	opResource               // the entry in Var gets a resource of type Text, in slot As
	opPut                    // the request in Var is a PUT
	opURL                    // the request in Var gets its address
	opID                     // the resource in Var gets its id, from root and extension where Value and Other are slots plus one
	opCode                   // property Text of the resource in Var gets Const, or the value of Expr, through table Table-1 if that is not 0
	opForget                 // slot As holds nothing of interest
	opFault                  // the engine stops: Text is the group that it cannot call
)

// constantAddress marks an address that does not come from the document.
const constantAddress = "constant"

type op struct {
	Kind  opKind
	Var   int
	As    int
	Text  string
	Const string
	Expr  *expr
	Table int
	Root  int
	Ext   int
}

// Compile makes the programs of a catalog's maps, by their addresses: of those that are wanted, of all where none is named. files are
// the texts by name; defects says which could not be read and why: their programs, and those of the maps that need them, are missing.
// A map that only others use has no program.
func Compile(files map[string][]byte, wanted ...string) (programs map[string]*Program, defects []string) {
	l := library{texts: map[string]string{}, sources: map[string]*source{}}
	for _, name := range sortedKeys(files) {
		uri := Address(files[name])
		if _, twice := l.texts[uri]; uri == "" || twice {
			defects = append(defects, name+": no address of its own")
			continue
		}
		l.texts[uri] = string(files[name])
	}
	if len(wanted) == 0 {
		wanted = sortedKeys(l.texts)
	}
	programs = map[string]*Program{}
	for _, uri := range wanted {
		p, err := l.program(uri)
		if err != nil {
			defects = append(defects, fmt.Sprintf("%s: %v", uri, err))
		} else if p != nil {
			programs[uri] = p
		}
	}
	return programs, defects
}

// Address returns the address that a map gives itself, "" where it does not begin with one.
func Address(text []byte) string {
	m := addressLine().FindSubmatch(text[:min(len(text), 4096)])
	if m == nil {
		return ""
	}
	return string(m[1])
}

var addressLine = lazyregexp.New(`(?m)^[\s\x{FEFF}]*map\s+"([^"]+)"`)

// library is the maps of a catalog, read when they are needed.
type library struct {
	texts   map[string]string
	sources map[string]*source
}

// source reads a map; nil when the catalog has none of this address.
func (l *library) source(uri string) (*source, error) {
	if s, done := l.sources[uri]; done {
		return s, nil
	}
	text, ok := l.texts[uri]
	if !ok {
		return nil, nil
	}
	s, err := parse(text)
	if err != nil {
		return nil, err
	}
	l.sources[uri] = s
	for _, other := range s.imports {
		if _, err := l.source(other); err != nil {
			return nil, fmt.Errorf("%s: %w", other, err)
		}
	}
	return s, nil
}

func (l *library) program(uri string) (*Program, error) {
	s, err := l.source(uri)
	if err != nil || s == nil || entryGroup(s) == nil {
		return nil, err
	}
	c := compiler{sources: l.sources, groups: map[*groupText]int{}, names: map[string]int{}}
	if err := c.program(entryGroup(s)); err != nil {
		return nil, err
	}
	c.out.number()
	return &c.out, nil
}

// entryGroup is the group that the engine starts with: it takes the document and the bundle.
func entryGroup(s *source) *groupText { return s.groups["CdaToBundle"] }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

type compiler struct {
	sources map[string]*source
	groups  map[*groupText]int
	texts   []*groupText
	names   map[string]int
	unknown string   // a function of FHIRPath that is not known here
	live    [][]bool // which slots of which group are read
	marked  bool
	out     Program
}

// maxGroups bounds a program.
const maxGroups = 10_000

func (c *compiler) program(entry *groupText) error {
	c.group(entry)
	for i := 0; i < len(c.texts); i++ {
		if len(c.texts) > maxGroups {
			return errors.New("too many groups")
		}
		g := c.texts[i]
		s := &scope{compiler: c, file: g.file, slots: map[string]int{}}
		for _, param := range g.params {
			s.slot(param)
		}
		rules := s.rules(g.rules)
		c.out.Groups[i] = group{Params: len(g.params), Slots: len(s.slots), Rules: rules}
		if c.unknown != "" {
			return fmt.Errorf("group %s: the function %s is not known", g.name, c.unknown)
		}
	}
	c.prune()
	return nil
}

// group returns the number of a group, which is compiled later if it is new.
func (c *compiler) group(g *groupText) int {
	i, ok := c.groups[g]
	if !ok {
		i = len(c.texts)
		c.groups[g] = i
		c.texts = append(c.texts, g)
		c.out.Groups = append(c.out.Groups, group{})
	}
	return i
}

// find returns the group of a name as the engine does: the map's own, then those of its imports.
func (c *compiler) find(file *source, name string) *groupText {
	if g := file.groups[name]; g != nil {
		return g
	}
	for _, uri := range file.imports {
		if s := c.sources[uri]; s != nil && s.groups[name] != nil {
			return s.groups[name]
		}
	}
	return nil
}

func (c *compiler) name(name string) int {
	i, ok := c.names[name]
	if !ok {
		i = len(c.out.Names)
		c.names[name] = i
		c.out.Names = append(c.out.Names, name)
	}
	return i
}

// scope is a group that is being compiled. A variable has one slot in a group, whatever rules declare it.
type scope struct {
	*compiler
	file   *source
	slots  map[string]int
	hidden int
}

func (s *scope) slot(name string) int {
	i, ok := s.slots[name]
	if !ok {
		i = len(s.slots)
		s.slots[name] = i
	}
	return i
}

func (s *scope) rules(list []ruleText) []rule {
	var out []rule
	for i := range list {
		out = append(out, s.rule(&list[i]))
	}
	return append(out, s.untaken(list)...)
}

// untaken makes the rules that note values of types that no rule of the list takes.
func (s *scope) untaken(list []ruleText) []rule {
	type where struct{ ctx, element string }
	types := map[where][]string{}
	var order []where
	for _, r := range list {
		at := where{r.ctx, r.element}
		if r.typ == "" || r.element == "" {
			continue
		}
		if types[at] == nil {
			order = append(order, at)
		}
		types[at] = append(types[at], typeName(r.typ))
	}
	var out []rule
	for _, at := range order {
		if !slices.ContainsFunc(list, func(r ruleText) bool { return r.ctx == at.ctx && r.element == at.element && r.typ == "" }) {
			out = append(out, rule{Ctx: s.slot(at.ctx), Name: s.name(at.element), Types: types[at]})
		}
	}
	return out
}

// typeName is a data type as xsi:type names it.
func typeName(name string) string {
	return strings.NewReplacer("_dot_", ".", "-", "_").Replace(name)
}

func (s *scope) rule(t *ruleText) rule {
	r := rule{Ctx: s.slot(t.ctx), Name: -1, Type: typeName(t.typ)}
	if t.element != "" {
		r.Name = s.name(t.element)
	}
	value := t.as
	if value == "" { // rules and targets mean the source all the same
		s.hidden++
		value = fmt.Sprintf("(%d)", s.hidden)
	}
	r.As = s.slot(value) + 1
	r.Where = s.bind(t.where)
	s.check(t.where)
	for i := range t.targets {
		s.target(&r, &t.targets[i], value)
	}
	for _, ct := range t.calls {
		g := s.find(s.file, ct.group)
		if g == nil || len(ct.args) != len(g.params) {
			r.Ops = append(r.Ops, op{Kind: opFault, Text: ct.group})
			continue
		}
		c := call{Group: s.group(g)}
		for _, arg := range ct.args {
			c.Args = append(c.Args, s.slot(arg)+1)
		}
		r.Calls = append(r.Calls, c)
	}
	r.Rules = s.rules(t.rules)
	return r
}

// bind notes the variables of an expression: the first name of a path may be one.
func (s *scope) bind(e *expr) *expr {
	if e == nil {
		return nil
	}
	b := *e
	b.Args = nil
	for _, a := range e.Args {
		b.Args = append(b.Args, s.bind(a))
	}
	if e.Op == "name" {
		if i, ok := s.slots[e.Name]; ok && len(e.Args) == 0 {
			b.Var = i + 1
		}
	}
	return &b
}

// check notes a function in a condition that cannot be followed.
func (c *compiler) check(e *expr) {
	if e == nil {
		return
	}
	if _, known := functions[e.Name]; e.Op == "call" && !known || e.Op == "at" {
		c.unknown = cmp.Or(e.Name, "[]")
	}
	for _, a := range e.Args {
		c.check(a)
	}
}

// target adds what a target does, as far as it matters.
func (s *scope) target(r *rule, t *targetText, value string) {
	on := s.slot(t.ctx)
	add := func(o op) { r.Ops = append(r.Ops, o) }
	as := 0
	if t.as != "" {
		as = s.slot(t.as)
	}
	constant, isConstant := t.constant()
	switch {
	case t.ctx == "bundle" && t.element == "entry" && t.as != "":
		add(op{Kind: opEntry, As: as})
		return
	case t.element == "request" && t.as != "":
		add(op{Kind: opAlias, Var: on, As: as})
		return
	case t.element == "resource" && t.transform == "create" && t.as != "" && isConstant:
		add(op{Kind: opResource, Var: on, As: as, Text: constant})
		return
	case t.element == "method" && constant == "PUT":
		add(op{Kind: opPut, Var: on})
	case t.element == "url":
		o := op{Kind: opURL, Var: on}
		if isConstant {
			o.Text = constantAddress
		}
		add(o)
	case t.element == "id":
		o := op{Kind: opID, Var: on}
		o.Root, o.Ext = s.joined(t)
		add(o)
	case isProperty(t.element):
		s.code(r, t, on, value)
	}
	if t.as != "" {
		add(op{Kind: opForget, As: as})
	}
}

// constant is the literal that a transform gives or takes alone.
func (t *targetText) constant() (string, bool) {
	if (t.transform == "(" || t.transform == "create") && len(t.args) == 1 && t.args[0].Op == "text" {
		return t.args[0].Name, true
	}
	return "", false
}

func isProperty(element string) bool {
	for p := range admitted {
		if p.element == element {
			return true
		}
	}
	return false
}

// joined finds the two variables of (root + '-' + extension).
func (s *scope) joined(t *targetText) (root, ext int) {
	if t.transform != "(" || t.args[0].Op != "+" {
		return 0, 0
	}
	var vars []int
	var walk func(e *expr)
	walk = func(e *expr) {
		switch e.Op {
		case "+":
			walk(e.Args[0])
			walk(e.Args[1])
		case "name":
			if i, ok := s.slots[e.Name]; ok {
				vars = append(vars, i+1)
			}
		}
	}
	walk(t.args[0])
	if len(vars) != 2 {
		return 0, 0
	}
	return vars[0], vars[1]
}

// code adds the assignment of a code: a literal, a copy, or a translation by a concept map of the file.
func (s *scope) code(r *rule, t *targetText, on int, value string) {
	o := op{Kind: opCode, Var: on, Text: t.element}
	constant, isConstant := t.constant()
	switch {
	case t.transform == "create":
		return // the rules below it give the value
	case isConstant:
		o.Const = constant
	case t.transform == "":
		o.Expr = s.bind(&expr{Op: "name", Name: value})
	case t.transform == "(":
		o.Expr = s.bind(t.args[0])
	case (t.transform == "cast" || t.transform == "copy") && len(t.args) > 0:
		o.Expr = s.bind(t.args[0])
	case t.transform == "translate" && len(t.args) > 1 && strings.HasPrefix(t.args[1].Name, "#"):
		table, ok := s.file.tables[t.args[1].Name[1:]]
		if !ok {
			return
		}
		s.out.Tables = append(s.out.Tables, table)
		o.Expr, o.Table = s.bind(t.args[0]), len(s.out.Tables)
	default:
		return
	}
	r.Ops = append(r.Ops, o)
}
