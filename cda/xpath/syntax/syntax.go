package syntax

import (
	"strings"

	"github.com/fselint/fselint/cda/xpath/atomic"
)

// SyntaxKind is the kind of a Node node.
type SyntaxKind uint8

// The kinds of syntax nodes. The comment says what Op, Value and Args hold.
const (
	SynLiteral    SyntaxKind = iota // Value
	SynVar                          // Op: name as written; Slot
	SynContext                      // "."
	SynEmpty                        // "()"
	SynSequence                     // Args, two or more: "a, b"
	SynOr                           // Args, two or more
	SynAnd                          // Args, two or more
	SynCompare                      // Op: "=" "!=" "<" "<=" ">" ">=", "eq" ..., "is" "<<" ">>"; two Args
	SynArithmetic                   // Op: "+" "-" "*" "div" "idiv" "mod" "to"; two Args
	SynUnary                        // Op: "-" or "+"; one Arg
	SynSet                          // Op: "union" "intersect" "except"; two Args
	SynIf                           // Args: condition, then, else
	SynFor                          // Op: variable; Args: sequence, return
	SynSome                         // Op: variable; Args: sequence, condition
	SynEvery                        // Op: variable; Args: sequence, condition
	SynInstance                     // Type; one Arg
	SynTreat                        // Type; one Arg
	SynCastable                     // Type; one Arg
	SynCast                         // Type; one Arg
	SynPath                         // Args: steps; the first may be any expression, the others are steps of any kind
	SynRoot                         // a leading "/": first of SynPath, or alone
	SynStep                         // Axis, Test; Args: predicates
	SynFilter                       // Args: primary expression, predicates
	SynCall                         // Op: local name of a core function; Args
	SynConstruct                    // Op: local name of an atomic type; one Arg: xs:date("...")
)

// Axis is an XPath axis.
type Axis uint8

// The axes. The namespace axis is not supported.
const (
	AxisChild Axis = iota
	AxisDescendant
	AxisDescendantOrSelf
	AxisSelf
	AxisAttribute
	AxisFollowing
	AxisFollowingSibling
	AxisParent
	AxisAncestor
	AxisAncestorOrSelf
	AxisPreceding
	AxisPrecedingSibling
)

var axisNames = [...]string{
	"child", "descendant", "descendant-or-self", "self", "attribute", "following", "following-sibling",
	"parent", "ancestor", "ancestor-or-self", "preceding", "preceding-sibling",
}

func (a Axis) String() string { return axisNames[a] }

// TestKind is the kind of a node test.
type TestKind uint8

// The node tests.
const (
	TestName      TestKind = iota // name test: the axis' principal node kind with the wildcards of NodeTest
	TestNode                      // node()
	TestText                      // text()
	TestComment                   // comment()
	TestPI                        // processing-instruction(), Local: target or ""
	TestDocument                  // document-node(), document-node(element(...))
	TestElement                   // element(), element(name)
	TestAttribute                 // attribute(), attribute(name)
)

// NodeTest is a node test. AnyLocal and AnySpace are the wildcards.
type NodeTest struct {
	Kind         TestKind
	Prefix       string // as written
	Space, Local string
	AnySpace     bool
	AnyLocal     bool
	Inner        *NodeTest // of document-node(element(...))
}

// SequenceType is the type of "instance of" and its kin.
type SequenceType struct {
	Empty      bool // empty-sequence()
	AnyItem    bool // item()
	Node       *NodeTest
	Atomic     atomic.Type
	Occurrence byte // 0, '?', '*', '+'
}

// Node is a node of a parsed expression. It is read-only.
type Node struct {
	Kind       SyntaxKind
	Axis       Axis
	depth      int16 // of the tree below
	Local      int32 // the slot of a variable that the expression binds itself
	Op         string
	Slot       int // of SynVar: index in Static.Vars, or -1 for a variable bound by for, some or every
	Value      atomic.Value
	Test       *NodeTest
	Type       *SequenceType
	Args       []*Node
	Start, End int // byte offsets in the source, without surrounding blanks
}

// Walk calls f for s and, as long as f returns true, for what is below.
func (s *Node) Walk(f func(*Node) bool) {
	if s == nil || !f(s) {
		return
	}
	for _, a := range s.Args {
		a.Walk(f)
	}
}

// Text returns the source text of s, given the source of the whole expression.
func (s *Node) Text(source string) string { return source[s.Start:s.End] }

func TrimBlanks(s string) string { return strings.Trim(s, " \t\r\n") }
