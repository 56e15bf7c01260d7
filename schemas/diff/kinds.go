package diff

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Term names an area or a kind of change. It is stable.
type Term string

// Title is the term for people.
func (t Term) Title(lang string) string { return texts.In(lang, string(t), nil) }

// The areas, in the order of a result.
const (
	Types        Term = "types"       // which parts serve a type
	Schematrons  Term = "schematrons" // their rules
	Schemas      Term = "schemas"
	Dictionaries Term = "dictionaries" // code systems, versions, codes
	Registry     Term = "registry"
)

var areas = []Term{Types, Schematrons, Schemas, Dictionaries, Registry}

// Types of documents. Subject: templateId root.
const (
	TypeAdded Term = "type-added"
	// TypeRemoved: there is no Schematron for it any more.
	TypeRemoved Term = "type-removed"
	// SchematronVersion: another file or version is chosen.
	SchematronVersion Term = "schematron-version"
	MapAdded          Term = "map-added"
	MapRemoved        Term = "map-removed"
	MapChanged        Term = "map-changed"
)

// Schematrons. Subject: file; Item: national id, context of a rule, or name of a variable.
const (
	AssertAdded     Term = "assert-added"
	AssertRemoved   Term = "assert-removed"
	AssertReworded  Term = "assert-reworded" // the text alone
	AssertTest      Term = "assert-test"
	AssertSeverity  Term = "assert-severity"
	AssertRole      Term = "assert-role"
	AssertMoved     Term = "assert-moved"
	RuleContext     Term = "rule-context" // the same asserts apply elsewhere
	RuleAdded       Term = "rule-added"
	RuleRemoved     Term = "rule-removed"
	RuleOrder       Term = "rule-order"
	LetAdded        Term = "let-added"
	LetRemoved      Term = "let-removed"
	LetChanged      Term = "let-changed"
	NamespaceChange Term = "namespace-changed"
	Unreadable      Term = "unreadable" // in one of the states, or in both; of any area
)

// Schemas. Subject: set/file; Item: declaration.
const (
	SetAdded           Term = "set-added"
	SetRemoved         Term = "set-removed"
	FileAdded          Term = "file-added"
	FileRemoved        Term = "file-removed"
	DeclarationAdded   Term = "declaration-added"
	DeclarationRemoved Term = "declaration-removed"
	DeclarationChanged Term = "declaration-changed"
	DeclarationOrder   Term = "declaration-order"
)

// Dictionaries. Subject: code system; Item: version.
const (
	SystemAdded     Term = "system-added"
	SystemRemoved   Term = "system-removed"
	AllowListed     Term = "allow-listed"
	NotAllowListed  Term = "not-allow-listed"
	VersionAdded    Term = "version-added"
	VersionRemoved  Term = "version-removed"
	NewestVersion   Term = "newest-version"
	CodesAvailable  Term = "codes-available"
	CodesMissing    Term = "codes-missing"
	CodesAdded      Term = "codes-added"
	CodesRemoved    Term = "codes-removed"
	DisplaysChanged Term = "displays-changed"
)

// Registry. Subject: vendor, application, version.
const (
	SoftwareAdded   Term = "software-added"
	SoftwareRemoved Term = "software-removed"
	SoftwareChanged Term = "software-changed"
)
