package diff

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fselint/fselint/schemas"
)

// Area is the part of a catalog that a change is in.
type Area string

// The areas, in the order of a result.
const (
	Types        Area = "types"        // which Schematron and structure map serve a type of document
	Schematrons  Area = "schematrons"  // their rules
	Schemas      Area = "schemas"      // the schema sets
	Dictionaries Area = "dictionaries" // code systems, versions, codes
	Registry     Area = "registry"     // accredited software
)

var areas = []Area{Types, Schematrons, Schemas, Dictionaries, Registry}

// Kind is what happened. Its name is stable.
type Kind string

// The kinds of changes, by area. What Subject and Item of a Change hold is said in brackets.
const (
	// Types [templateId root].
	TypeAdded         Kind = "type-added"         // a type of document has a Schematron now
	TypeRemoved       Kind = "type-removed"       // it has none any more
	SchematronVersion Kind = "schematron-version" // another file or version is chosen
	MapAdded          Kind = "map-added"
	MapRemoved        Kind = "map-removed"
	MapChanged        Kind = "map-changed"

	// Schematrons [file; national id, context of a rule, or name of a variable].
	AssertAdded     Kind = "assert-added"
	AssertRemoved   Kind = "assert-removed"
	AssertReworded  Kind = "assert-reworded" // the text alone
	AssertTest      Kind = "assert-test"     // what is tested
	AssertSeverity  Kind = "assert-severity" // assert to report or back
	AssertRole      Kind = "assert-role"     // role or flag, without effect on verdicts
	AssertMoved     Kind = "assert-moved"    // to a rule with another context
	RuleContext     Kind = "rule-context"    // the same asserts apply elsewhere
	RuleAdded       Kind = "rule-added"      // one without asserts: it keeps later rules of its pattern from firing
	RuleRemoved     Kind = "rule-removed"
	RuleOrder       Kind = "rule-order" // the order within a pattern, which decides which rule fires
	LetAdded        Kind = "let-added"
	LetRemoved      Kind = "let-removed"
	LetChanged      Kind = "let-changed"
	NamespaceChange Kind = "namespace-changed"
	Unreadable      Kind = "unreadable" // in one of the states, or in both

	// Schemas [set/file; declaration].
	SetAdded           Kind = "set-added"
	SetRemoved         Kind = "set-removed"
	FileAdded          Kind = "file-added"
	FileRemoved        Kind = "file-removed"
	DeclarationAdded   Kind = "declaration-added"
	DeclarationRemoved Kind = "declaration-removed"
	DeclarationChanged Kind = "declaration-changed"
	DeclarationOrder   Kind = "declaration-order"

	// Dictionaries [code system; version].
	SystemAdded     Kind = "system-added"
	SystemRemoved   Kind = "system-removed"
	AllowListed     Kind = "allow-listed"     // every code is accepted now
	NotAllowListed  Kind = "not-allow-listed" // codes are looked up now
	VersionAdded    Kind = "version-added"
	VersionRemoved  Kind = "version-removed"
	NewestVersion   Kind = "newest-version" // another version is taken where a document names none
	CodesAvailable  Kind = "codes-available"
	CodesMissing    Kind = "codes-missing" // the catalog no longer holds the codes
	CodesAdded      Kind = "codes-added"
	CodesRemoved    Kind = "codes-removed"
	DisplaysChanged Kind = "displays-changed"

	// Registry [vendor, application, version].
	SoftwareAdded   Kind = "software-added"
	SoftwareRemoved Kind = "software-removed"
	SoftwareChanged Kind = "software-changed"
)

// Change is one thing that changed.
type Change struct {
	Area             Area
	Kind             Kind
	Subject          string
	Item             string
	Old, New         string // what it was and is, "" on the side that has none
	OldLine, NewLine int    // in the file, 0 where there is none
	// OldText and NewText are, for asserts, their texts, equal where only something else changed.
	OldText, NewText string
	// Count is the number of codes of a change of codes, else 0; Examples are the first of them in the dictionary's order.
	Count    int
	Examples []Example
}

// Example is a code with its description before and after.
type Example struct{ Code, Old, New string }

// Result is what changed, in a fixed order: by area, subject, line, item.
type Result struct {
	Old, New Side
	Changes  []Change
}

// Side is one of the two catalogs.
type Side struct{ Source, Digest, Date, Commit string }

// Empty reports whether nothing changed.
func (r *Result) Empty() bool { return len(r.Changes) == 0 }

// MaxExamples bounds Change.Examples.
const MaxExamples = 10

// Catalogs compares two catalogs. What cannot be read in one of them is a change of kind Unreadable; the error is the cause
// of the end of ctx, or that a list cannot be read.
func Catalogs(ctx context.Context, old, new *schemas.Catalog) (*Result, error) {
	c := &comparison{ctx: ctx, old: old, new: new, result: &Result{}}
	var err error
	if c.result.Old, err = side(old); err != nil {
		return nil, err
	}
	if c.result.New, err = side(new); err != nil {
		return nil, err
	}
	if c.result.Old.Digest != c.result.New.Digest {
		for _, step := range []func() error{c.types, c.maps, c.sets, c.dictionaries} {
			if err := step(); err != nil {
				return nil, err
			}
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
		}
	}
	sortChanges(c.result.Changes)
	return c.result, nil
}

func side(c *schemas.Catalog) (Side, error) {
	digest, err := c.Digest()
	if err != nil {
		return Side{}, err
	}
	return Side{Source: c.Source(), Digest: digest, Date: c.Date(), Commit: c.Commit()}, nil
}

func sortChanges(list []Change) {
	slices.SortStableFunc(list, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(areas, a.Area), slices.Index(areas, b.Area)),
			strings.Compare(a.Subject, b.Subject),
			cmp.Compare(max(a.NewLine, a.OldLine), max(b.NewLine, b.OldLine)),
			strings.Compare(a.Item, b.Item),
			strings.Compare(string(a.Kind), string(b.Kind)),
		)
	})
}

type comparison struct {
	ctx      context.Context
	old, new *schemas.Catalog
	result   *Result
}

func (c *comparison) add(change Change) { c.result.Changes = append(c.result.Changes, change) }

// both is the union of two lists of names, sorted.
func both(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// types compares which Schematron serves which type, and the Schematrons themselves.
func (c *comparison) types() error {
	old, err := chosen(c.old)
	if err != nil {
		return fmt.Errorf("old catalog: %w", err)
	}
	new, err := chosen(c.new)
	if err != nil {
		return fmt.Errorf("new catalog: %w", err)
	}
	compared := map[[2]string]bool{}
	for _, root := range both(keys(old), keys(new)) {
		o, inOld := old[root]
		n, inNew := new[root]
		switch {
		case !inOld:
			c.add(Change{Area: Types, Kind: TypeAdded, Subject: root, New: n.Name + " " + n.Version})
			continue
		case !inNew:
			c.add(Change{Area: Types, Kind: TypeRemoved, Subject: root, Old: o.Name + " " + o.Version})
			continue
		case o.Name != n.Name || o.Version != n.Version:
			c.add(Change{Area: Types, Kind: SchematronVersion, Subject: root, Old: o.Name + " " + o.Version, New: n.Name + " " + n.Version})
		}
		if pair := [2]string{o.Name, n.Name}; !compared[pair] {
			compared[pair] = true
			c.schematrons(root, n.Name)
		}
		if c.ctx.Err() != nil {
			return nil
		}
	}
	return nil
}

func chosen(c *schemas.Catalog) (map[string]schemas.SchematronInfo, error) {
	list, err := c.Schematrons()
	if err != nil {
		return nil, err
	}
	m := map[string]schemas.SchematronInfo{}
	for _, s := range list {
		m[s.TemplateRoot] = s
	}
	return m, nil
}

func keys[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	return list
}

// maps compares the structure maps, each by the templateId root it serves.
func (c *comparison) maps() error {
	old, err := mapsByRoot(c.old)
	if err != nil {
		return fmt.Errorf("old catalog: %w", err)
	}
	new, err := mapsByRoot(c.new)
	if err != nil {
		return fmt.Errorf("new catalog: %w", err)
	}
	for _, root := range both(keys(old), keys(new)) {
		o, inOld := old[root]
		n, inNew := new[root]
		kind := MapChanged
		switch {
		case !inOld:
			kind = MapAdded
		case !inNew:
			kind = MapRemoved
		case o == n:
			continue
		}
		c.add(Change{Area: Types, Kind: kind, Subject: root, Old: o, New: n})
	}
	return nil
}

func mapsByRoot(c *schemas.Catalog) (map[string]string, error) {
	list, _, err := c.StructureMaps()
	if err != nil {
		return nil, err
	}
	byRoot := map[string]string{}
	for _, m := range list {
		for _, root := range m.Roots {
			if _, taken := byRoot[root]; !taken { // the first serves
				byRoot[root] = strings.TrimSpace(m.URI + " " + m.Version)
			}
		}
	}
	return byRoot, nil
}
