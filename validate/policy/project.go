package policy

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fselint/fselint/internal/near"
	"github.com/fselint/fselint/internal/whole"
	"github.com/fselint/fselint/lint"
)

// ProjectName is the project file that is read from the working directory.
const ProjectName = "fselint.yaml"

const mostProject = 1 << 20

// Project is a project file: settings for all runs, for one plant ("impianto") and for updates of the catalog, and what counts of the
// findings.
type Project struct {
	Path      string
	Defaults  Settings
	Plants    map[string]Settings
	Update    Settings
	Lines     Settings // of the catalog, by environment
	Rules     Levels
	Overrides []Override
}

// Settings are the values of a project file by name, in the order of their names.
type Settings []Setting

// Setting is one value, a list of one where it is none: texts as they were written, so that 1.0 stays 1.0.
type Setting struct {
	Name   string
	Values []string
	List   bool
	Line   int
}

// OpenProject reads the project file at a path; "" stands for ProjectName, which need not be there: then the project is nil.
func OpenProject(file string) (*Project, error) {
	name := file
	if name == "" {
		name = ProjectName
	}
	data, err := whole.Read(name, mostProject+1)
	if file == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := ReadProject(data)
	if err != nil {
		return nil, texts.Error("project", lint.Values{"path": name, "err": err})
	}
	p.Path = name
	return p, nil
}

// Dir is the folder that the paths of the file are relative to.
func (p *Project) Dir() string { return filepath.Dir(p.Path) }

// ReadProject reads a project file. Errors speak of its settings and name the line.
func ReadProject(data []byte) (*Project, error) {
	if len(data) > mostProject {
		return nil, texts.Error("project-too-large", lint.Values{"most": mostProject})
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, texts.Error("project-no-yaml", lint.Values{"err": strings.TrimPrefix(err.Error(), "yaml: ")})
	}
	p := &Project{}
	if len(root.Content) == 0 {
		return p, nil
	}
	parts := map[string]func(*yaml.Node) error{
		"defaults": func(n *yaml.Node) (err error) { p.Defaults, err = settings(n); return err },
		"update":   func(n *yaml.Node) (err error) { p.Update, err = settings(n); return err },
		"lines":    func(n *yaml.Node) (err error) { p.Lines, err = settings(n); return err },
		"rules":    func(n *yaml.Node) (err error) { p.Rules, err = levels(n); return err },
		"plants": func(n *yaml.Node) error {
			p.Plants = map[string]Settings{}
			return each(n, func(key, value *yaml.Node) (err error) { p.Plants[key.Value], err = settings(value); return err })
		},
		"overrides": func(n *yaml.Node) error { return p.overrides(n) },
	}
	return p, p.members(root.Content[0], parts)
}

// members reads the members of a mapping, each by its own function.
func (p *Project) members(n *yaml.Node, parts map[string]func(*yaml.Node) error) error {
	return each(n, func(key, value *yaml.Node) error {
		read := parts[key.Value]
		if read == nil {
			return unknownSetting(key.Value, key.Line, sortedNames(parts))
		}
		if value.Tag == "!!null" {
			return nil
		}
		return read(value)
	})
}

// each goes through a mapping.
func each(n *yaml.Node, do func(key, value *yaml.Node) error) error {
	n = resolved(n)
	if n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return texts.Error("project-no-names", lint.Values{"line": n.Line})
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := resolved(n.Content[i])
		if seen[key.Value] {
			return texts.Error("project-twice", lint.Values{"line": key.Line, "name": strconv.Quote(key.Value)})
		}
		seen[key.Value] = true
		if err := do(key, resolved(n.Content[i+1])); err != nil {
			return err
		}
	}
	return nil
}

// resolved is what an alias stands for.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func settings(n *yaml.Node) (s Settings, err error) {
	err = each(n, func(key, value *yaml.Node) error {
		values, err := scalars(key.Value, value)
		s = append(s, Setting{Name: key.Value, Values: values, List: value.Kind == yaml.SequenceNode, Line: key.Line})
		return err
	})
	slices.SortFunc(s, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	return s, err
}

// scalars are the texts of a value, or of the elements of a list, as they were written.
func scalars(name string, n *yaml.Node) ([]string, error) {
	elements := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		elements = n.Content
	}
	values := make([]string, 0, len(elements))
	for _, e := range elements {
		if e = resolved(e); e.Kind != yaml.ScalarNode || e.Tag == "!!null" {
			return nil, texts.Error("project-no-value", lint.Values{"line": e.Line, "name": strconv.Quote(name)})
		}
		values = append(values, e.Value)
	}
	return values, nil
}

func levels(n *yaml.Node) (Levels, error) {
	l := Levels{}
	return l, each(n, func(key, value *yaml.Node) error {
		values, err := scalars(key.Value, value)
		l[key.Value] = strings.Join(values, ",")
		return err
	})
}

func (p *Project) overrides(n *yaml.Node) error {
	if n.Kind != yaml.SequenceNode {
		return texts.Error("project-no-list", lint.Values{"line": n.Line, "name": "overrides"})
	}
	for _, element := range n.Content {
		var o Override
		err := p.members(element, map[string]func(*yaml.Node) error{
			"paths": func(n *yaml.Node) (err error) { o.Paths, err = scalars("paths", n); return err },
			"rules": func(n *yaml.Node) (err error) { o.Rules, err = levels(n); return err },
			"fail-on": func(n *yaml.Node) error {
				threshold, ok := ParseThreshold(n.Value)
				if o.FailOn = threshold; !ok {
					return texts.Error("overrides-unknown-severity", lint.Values{"line": n.Line, "failon": strconv.Quote(n.Value)})
				}
				return nil
			},
		})
		if err != nil {
			return err
		}
		p.Overrides = append(p.Overrides, o)
	}
	return nil
}

// Check refuses settings that are none of the known ones.
func (s Settings) Check(known []string) error {
	for _, v := range s {
		if !slices.Contains(known, v.Name) {
			return unknownSetting(v.Name, v.Line, known)
		}
	}
	return nil
}

// unknownSetting names what may have been meant, else all that there is where that is a short list.
func unknownSetting(name string, line int, known []string) error {
	err := texts.Error("unknown-setting", lint.Values{"name": strconv.Quote(name), "line": line})
	var meant []string
	for _, k := range known {
		if _, _, ok := near.Compare([]byte(name), []byte(k), 2); ok {
			meant = append(meant, k)
		}
	}
	switch {
	case len(meant) > 0:
		return lint.Hinted(err, texts.Text("meant", lint.Values{"names": strings.Join(meant, ", ")}))
	case len(known) < 10:
		return lint.Hinted(err, texts.Text("known", lint.Values{"names": strings.Join(known, ", ")}))
	}
	return lint.Hinted(err, texts.Text("known-settings", nil))
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Policy returns what the file says about findings, nil for a project that is nil. rules are those that are known by name: misspelt ids, and
// patterns that fit none, would change nothing and say nothing. The ids of national rules are the catalog's.
func (p *Project) Policy(rules []*lint.Rule) (*Policy, error) {
	if p == nil {
		return &Policy{Dir: "."}, nil
	}
	made := &Policy{Dir: p.Dir(), Rules: p.Rules, Overrides: p.Overrides}
	err := made.Check()
	sets := []Levels{p.Rules}
	for _, o := range p.Overrides {
		sets = append(sets, o.Rules)
	}
	for _, set := range sets {
		for _, id := range sortedNames(set) {
			if err == nil && !knownRule(rules, strings.ToUpper(id)) {
				err = lint.Hinted(texts.Error("rules-unknown-rule", lint.Values{"id": id}), texts.Text("known-rules", nil))
			}
		}
	}
	if err != nil {
		return nil, texts.Error("project", lint.Values{"path": p.Path, "err": err})
	}
	return made, nil
}

func knownRule(rules []*lint.Rule, pattern string) bool {
	const national = "SCH-"
	start, wild := pattern, false
	if i := strings.IndexAny(pattern, "*?["); i >= 0 {
		start, wild = pattern[:i], true
	}
	if strings.HasPrefix(start, national) || wild && strings.HasPrefix(national, start) {
		return true
	}
	return slices.ContainsFunc(rules, func(r *lint.Rule) bool {
		return slices.ContainsFunc(r.IDs(), func(id string) bool {
			ok, err := path.Match(pattern, id)
			return err == nil && ok
		})
	})
}
