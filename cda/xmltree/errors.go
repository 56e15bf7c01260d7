package xmltree

import (
	_ "embed"
	"fmt"

	"github.com/fselint/fselint/lint"
)

//go:embed messages.yaml
var messages string

var texts = lint.NewCatalog(messages)

// Code names the kind of a SyntaxError, stable for programs.
type Code string

// The codes of syntax errors.
const (
	CodeEmpty      Code = "empty"     // nothing but white space
	CodeEncoding   Code = "encoding"  // bytes that are not UTF-8
	CodeChar       Code = "char"      // a character that XML forbids
	CodeDoctype    Code = "doctype"   // a document type declaration
	CodeEntity     Code = "entity"    // a reference to an undeclared entity
	CodeReference  Code = "reference" // a malformed reference, or a reference to a forbidden character
	CodeName       Code = "name"      // a name that is none
	CodeTag        Code = "tag"       // start and end tag do not match
	CodeAttribute  Code = "attribute" // a malformed attribute
	CodeDuplicate  Code = "duplicate" // the same attribute twice
	CodeNamespace  Code = "namespace" // an unbound prefix or a forbidden binding
	CodeComment    Code = "comment"   // a malformed comment
	CodeProlog     Code = "prolog"    // a malformed XML declaration or text before the document element
	CodeTrailing   Code = "trailing"  // content after the document element
	CodeMarkup     Code = "markup"    // markup that is none
	CodeEnd        Code = "end"       // the document ends too early
	CodeTooDeep    Code = "too-deep"  // Limits.Depth
	CodeAttributes Code = "too-many"  // Limits.Attributes
	CodeNodes      Code = "too-large" // Limits.Nodes
	CodeBytes      Code = "too-long"  // Limits.Bytes
)

// SyntaxError says why and where a document is not well-formed, or exceeds a limit.
type SyntaxError struct {
	Code     Code
	Position Position
	Text     lint.Text // without the place
	Name     string    // the element, attribute, entity or prefix concerned, where there is one
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%d:%d: %s", e.Position.Line, e.Position.Column, e.Text.In("en"))
}

// Limit reports whether the document exceeds a limit of this parser rather than breaking a rule of XML.
func (e *SyntaxError) Limit() bool {
	switch e.Code {
	case CodeTooDeep, CodeAttributes, CodeNodes, CodeBytes:
		return true
	}
	return false
}

// Limits bounds what one document may use.
type Limits struct {
	Bytes      int // size of the source
	Depth      int // open elements
	Attributes int // on one element, namespace declarations included
	Nodes      int // nodes and attributes in total
}

// DefaultLimits is generous: the largest clinical documents seen have 330 KB and a depth under 40.
func DefaultLimits() Limits {
	return Limits{Bytes: 256 << 20, Depth: 2000, Attributes: 2000, Nodes: 20_000_000}
}
