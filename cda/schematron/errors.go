package schematron

import (
	"errors"
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath"
)

// Position is a place in a schema file.
type Position struct {
	File   string // as given in ReadOptions.Name or as named by an include; may be empty
	Line   int    // from 1
	Column int    // from 1, in characters
}

func (p Position) String() string {
	if p.File == "" {
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Error says why a schema cannot be used, and where.
type Error struct {
	Pos  Position
	Rule string // context of the rule concerned, "" outside rules
	Expr string // expression concerned, "" when it is not about one
	Err  error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Pos.String())
	b.WriteString(": ")
	if e.Rule != "" {
		fmt.Fprintf(&b, "rule %q: ", Normalise(e.Rule))
	}
	if e.Expr != "" {
		fmt.Fprintf(&b, "expression %q: ", Normalise(e.Expr))
	}
	var x *xpath.Error
	if errors.As(e.Err, &x) {
		// The expression has been named already.
		fmt.Fprintf(&b, "%s: %s", x.Code, x.Msg)
	} else {
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause: often an *xpath.Error or an *xmltree.SyntaxError.
func (e *Error) Unwrap() error { return e.Err }

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
		e.Code, e.Message, Normalise(e.Expr), Normalise(e.Rule.Context), e.Position.Line, e.Path)
}
