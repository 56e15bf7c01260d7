package schematron

import (
	"fmt"
	"strings"

	"github.com/fselint/fselint/cda/xpath/syntax"
)

// use says what becomes of the value of an expression.
type use uint8

const (
	useValue use = iota // atomised, or counted
	useBool             // its effective boolean value is taken
	useItem             // the items themselves are used
	useLet              // as useItem, but the expression may be just the variable: a second name for it
)

// treeUse looks at how an expression uses variables that hold temporary trees. Such a variable is evaluated as the text
// of its tree, untyped, which is the same as the tree itself wherever the value is atomised or counted. As a condition a
// tree is always true, however empty; those places are replaced. Anything else is refused.
type treeUse struct {
	scope *scope
	found []*syntax.Node // used as conditions
	bad   *syntax.Node
}

// replaceTrees returns the source with temporary trees that serve as conditions replaced by true().
func replaceTrees(source string, syntax *syntax.Node, use use, scope *scope) (string, error) {
	t := treeUse{scope: scope}
	if use == useLet {
		if scope.isTree(syntax) {
			return source, nil
		}
		use = useItem
	}
	t.visit(syntax, use)
	if t.bad != nil {
		return "", fmt.Errorf("%s is built by a body and can only be used for its text", t.bad.Text(source))
	}
	if len(t.found) == 0 {
		return source, nil
	}
	var b strings.Builder
	end := 0
	for _, s := range t.found {
		b.WriteString(source[end:s.Start])
		b.WriteString(" true() ")
		end = s.End
	}
	b.WriteString(source[end:])
	return b.String(), nil
}

func (t *treeUse) visitAll(list []*syntax.Node, use use) {
	for _, s := range list {
		t.visit(s, use)
	}
}

func (t *treeUse) visit(s *syntax.Node, use use) {
	switch s.Kind {
	case syntax.SynVar:
		switch {
		case !t.scope.isTree(s):
		case use == useBool:
			t.found = append(t.found, s)
		case use == useItem:
			t.bad = s
		}
	case syntax.SynOr, syntax.SynAnd:
		t.visitAll(s.Args, useBool)
	case syntax.SynCompare:
		if s.Op == "is" || s.Op == "<<" || s.Op == ">>" {
			t.visitAll(s.Args, useItem)
			return
		}
		t.visitAll(s.Args, useValue)
	case syntax.SynArithmetic, syntax.SynUnary, syntax.SynCast, syntax.SynCastable, syntax.SynConstruct:
		t.visitAll(s.Args, useValue)
	case syntax.SynIf:
		t.visit(s.Args[0], useBool)
		t.visitAll(s.Args[1:], use)
	case syntax.SynSequence:
		if use == useBool {
			use = useItem
		}
		t.visitAll(s.Args, use)
	case syntax.SynFor:
		t.visit(s.Args[0], useItem)
		t.visit(s.Args[1], use)
	case syntax.SynSome, syntax.SynEvery:
		t.visit(s.Args[0], useItem)
		t.visit(s.Args[1], useBool)
	case syntax.SynStep:
		t.visitAll(s.Args, useBool)
	case syntax.SynFilter:
		t.visit(s.Args[0], useItem)
		t.visitAll(s.Args[1:], useBool)
	case syntax.SynCall:
		t.visitAll(s.Args, argumentUse(s.Op))
	default: // paths, sets, instance of, treat
		t.visitAll(s.Args, useItem)
	}
}

// argumentUse says how a function uses its arguments.
func argumentUse(function string) use {
	switch function {
	case "not", "boolean":
		return useBool
	case "name", "local-name", "namespace-uri", "node-name", "root", "base-uri", "document-uri", "nilled", "lang",
		"deep-equal", "reverse", "subsequence", "insert-before", "remove", "unordered", "zero-or-one", "exactly-one",
		"one-or-more", "trace", "id", "idref", "in-scope-prefixes", "namespace-uri-for-prefix", "resolve-QName":
		return useItem
	}
	return useValue
}
