package vocabulary

import (
	"slices"

	"github.com/fselint/fselint/cda/xmltree"
)

// Code is one element with a codeSystem attribute, after the substitutions that precede the check. An empty text is an
// absent one.
type Code struct {
	Code, System, Version   string
	SystemName, DisplayName string

	// Element is where the code stands: the element itself, or where only an HTML parser sees one (Offset), what is around it.
	Element xmltree.Node
	// Offset is the place of the start tag that only an HTML parser sees, 0 for an element of the tree.
	Offset int
	// CodeAttr, SystemAttr and VersionAttr are where the three stand, xmltree.NoAttr where they do not.
	CodeAttr, SystemAttr, VersionAttr xmltree.Attr
	// Substituted says that System is not what the document has: the element answers a question whose answers
	// belong to another list. Original is what the document has, "" when nothing.
	Substituted bool
	Original    string
}

// Step is a step of the gateway's check, in its order.
type Step uint8

// The steps that can refuse a document, in order; StepNone is none of them.
const (
	StepNone         Step = iota
	StepDictionaries      // there are no dictionaries at all (VA-13)
	StepBlockList         // a blocked code system (VA-10)
	StepVersion           // a version that is not managed (VA-11)
	StepCode              // a code that is not in its dictionary (VA-12)
)

// ErrorID is the id of the gateway's error in the specification's error table, "" for StepNone.
func (s Step) ErrorID() string {
	return [...]string{"", "VA-13", "VA-10", "VA-11", "VA-12"}[s]
}

// Problem is one code that one step refuses.
type Problem struct {
	Step Step
	Code int // index into the judged codes
	// Version is the one refused (StepVersion), or the one in which the code was looked up (StepCode), "" for any.
	Version string
	// Hidden says that the gateway comes to this only after something else about the same code is put right: a code of
	// an unmanaged version that the newest version does not hold either.
	Hidden bool
}

// Group is the codes of one system that a step let pass for a reason worth telling.
type Group struct {
	System string // "" for an empty codeSystem
	Codes  []int  // indexes into the judged codes, ascending
	Err    error  // why the codes could not be looked up (Unchecked only)
}

// Outcome is the judgement on one document's codes.
type Outcome struct {
	OK bool
	// Failed is the step at which the gateway stops, Message its message to the letter.
	Failed  Step
	Message string
	// Problems are those of every step, also beyond Failed, in document order.
	Problems []Problem
	// AllowListed systems are accepted whatever the code, Unknown ones are not managed and not judged; Unchecked are
	// managed, but the catalog holds no codes to compare with: the gateway may refuse them. In order of occurrence.
	AllowListed, Unknown, Unchecked []Group
}

// Judge runs the steps over the codes of one document, given in document order.
func (s *Set) Judge(codes []Code) *Outcome {
	o := &Outcome{OK: true}
	if len(s.systems) == 0 {
		o.fail(StepDictionaries, messageNoDictionaries)
		return o
	}
	var cache systemCache
	for i := range codes {
		s.judgeOne(o, codes, i, &cache)
	}
	switch {
	case len(o.Problems) == 0:
	case o.has(StepBlockList):
		o.fail(StepBlockList, blockListMessage(o.Problems, codes))
	case o.has(StepVersion):
		o.fail(StepVersion, versionMessage(o.Problems, codes))
	default:
		o.fail(StepCode, codeMessage(o.Problems, codes))
	}
	return o
}

func (o *Outcome) fail(step Step, message string) { o.OK, o.Failed, o.Message = false, step, message }

func (o *Outcome) has(step Step) bool {
	return slices.ContainsFunc(o.Problems, func(p Problem) bool { return p.Step == step })
}

// systemCache remembers the system looked up last: neighbours in a document mostly share it.
type systemCache struct {
	system string
	m      *managed
	valid  bool
}

func (c *systemCache) get(s *Set, system string) *managed {
	if !c.valid || c.system != system {
		c.system, c.m, c.valid = system, s.systems[system], true
	}
	return c.m
}

func (s *Set) judgeOne(o *Outcome, codes []Code, i int, cache *systemCache) {
	c := &codes[i]
	m := cache.get(s, c.System)
	switch {
	case m != nil && m.allowListed:
		o.AllowListed = join(o.AllowListed, c.System, i, nil)
		return
	case Blocked(c.System):
		o.Problems = append(o.Problems, Problem{Step: StepBlockList, Code: i})
		return
	case m == nil:
		o.Unknown = join(o.Unknown, c.System, i, nil)
		return
	}
	version, hidden := m.resolve(c.Version), false
	if c.Version != "" && !slices.Contains(m.versions, c.Version) {
		o.Problems = append(o.Problems, Problem{Step: StepVersion, Code: i, Version: c.Version})
		version, hidden = m.newest, true
	}
	if c.Code == "" {
		o.Problems = append(o.Problems, Problem{Step: StepCode, Code: i, Version: version, Hidden: hidden})
		return
	}
	var known bool
	err := s.with(m, func(t *Table) (err error) {
		if err = t.Holds(version); err == nil {
			known, err = t.Has(version, c.Code)
		}
		return err
	})
	switch {
	case err != nil && !hidden:
		o.Unchecked = join(o.Unchecked, c.System, i, err)
	case err == nil && !known:
		o.Problems = append(o.Problems, Problem{Step: StepCode, Code: i, Version: version, Hidden: hidden})
	}
}

// join adds a code to the group of its system; there are few systems in a document.
func join(groups []Group, system string, code int, err error) []Group {
	for g := range groups {
		if groups[g].System == system {
			groups[g].Codes = append(groups[g].Codes, code)
			return groups
		}
	}
	return append(groups, Group{System: system, Codes: []int{code}, Err: err})
}
