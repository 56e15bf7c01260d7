package diff

import (
	_ "embed"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Term names an area or a kind of change, those of messages.yaml. It is stable.
type Term string

// AssertReworded is the kind of change of an assert whose text alone differs.
const AssertReworded Term = "assert-reworded"

// Title is the term for people.
func (t Term) Title(lang string) string { return texts.In(lang, string(t), nil) }

// The areas, in the order of a result.
const (
	Types        Term = "types"       // which parts serve a type
	Schematrons  Term = "schematrons" // their rules
	Schemas      Term = "schemas"
	Mappings     Term = "mappings"     // the structure maps
	Dictionaries Term = "dictionaries" // code systems, versions, codes
	Registry     Term = "registry"
)

var areas = []Term{Types, Schematrons, Schemas, Mappings, Dictionaries, Registry}
