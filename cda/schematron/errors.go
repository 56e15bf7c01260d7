package schematron

import (
	"fmt"

	"github.com/fselint/fselint/cda/schematron/internal/schemafile"

	"github.com/fselint/fselint/cda/xmltree"
)

// DynamicError is an error that the evaluation of a schema raised on a document. The reference validator then gives up
// the whole document with a generic message.
type DynamicError struct {
	Code     string // such as XPTY0004
	Message  string // English
	Rule     *Rule  // the rule that was being applied
	Assert   *Assert
	Expr     string           // the expression that raised the error: the test, a let's value or a part of the message
	Node     xmltree.Node     // the context node of the rule
	Attr     xmltree.Attr     // the context attribute, xmltree.NoAttr if the context is a node
	Position xmltree.Position // of the context node in the document
	Path     string           // of the context node
}

func (e *DynamicError) Error() string {
	return fmt.Sprintf("%s: %s (expression %q, rule %q, at line %d, %s)",
		e.Code, e.Message, schemafile.Normalise(e.Expr), schemafile.Normalise(e.Rule.Context), e.Position.Line, e.Path)
}
