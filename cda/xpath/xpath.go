package xpath

import (
	"github.com/fselint/fselint/cda/xpath/syntax"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/cda/xpath/internal/eval"
)

// The types of the evaluator.
type (
	// Static is the static context of an expression.
	Static = eval.Static
	// Error is a static or dynamic error.
	Error = syntax.Error
	// Names is the table of element and attribute names that expressions mention.
	Names = eval.Names
	// NameID identifies an expanded name in a Names table.
	NameID = eval.NameID
	// Expr is a compiled expression. It is immutable and safe for concurrent use.
	Expr = eval.Expr
	// Pattern is a compiled match pattern. It is immutable and safe for concurrent use.
	Pattern = eval.Pattern
	// Targets says which nodes a pattern can match.
	Targets = eval.Targets
	// Focus is a context item with its position in, and the size of, the sequence being processed.
	Focus = eval.Focus
	// Item is a node, an attribute or an atomic value.
	Item = eval.Item
	// Context carries everything that one evaluation needs; it belongs to one goroutine.
	Context = eval.Context
)

// ErrBudget is wrapped by the error of an evaluation that exceeded its budget of steps or of memory.
var ErrBudget = eval.ErrBudget

// Compile parses and checks an expression. The error is an *Error whose code begins with XP for static errors; XPST0017
// also stands for functions that exist but are not supported.
func Compile(source string, st *Static) (*Expr, error) { return eval.Compile(source, st, library) }

// CompilePattern parses and checks a match pattern; errors as for Compile.
func CompilePattern(source string, st *Static) (*Pattern, error) {
	return eval.CompilePattern(source, st, library)
}

// NewNames returns an empty table.
func NewNames() *Names { return eval.NewNames() }

// NewContext returns a context for expressions that were compiled with names.
func NewContext(names *Names) *Context { return eval.NewContext(names) }

// NodeItem returns the item of a node that is not an attribute.
func NodeItem(n xmltree.Node) Item { return eval.NodeItem(n) }

// AttrItem returns the item of an attribute.
func AttrItem(d *xmltree.Doc, a xmltree.Attr) Item { return eval.AttrItem(d, a) }

// StringItem returns the item of an xs:string.
func StringItem(s string) Item { return eval.StringItem(s) }

// UntypedItem returns the item of an xs:untypedAtomic, which is also what the text of a temporary tree amounts to.
func UntypedItem(s string) Item { return eval.UntypedItem(s) }
