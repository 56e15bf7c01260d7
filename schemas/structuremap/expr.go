package structuremap

import "fmt"

// expr is an expression of FHIRPath.
type expr struct {
	// Op is what it is: "text" (Name), "number" (Name), "name" (a child of Args[0], or of the context without one; Var is a
	// variable of that name where one is known), "call" (function Name on Args[0] with the others), "at" (an index, not followed),
	// or a binary operator.
	Op   string
	Name string
	Var  int // slot plus one
	Args []*expr
}

// precedence of the binary operators.
var precedence = map[string]int{
	"implies": 1, "or": 2, "xor": 2, "and": 3, "=": 5, "!=": 5, ">": 6, "<": 6, ">=": 6, "<=": 6, "|": 7, "+": 8, "-": 8, "&": 8,
}

func (p *parser) expression() (*expr, error) { return p.binary(0) }

func (p *parser) binary(above int) (*expr, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail("too deep")
	}
	defer func() { p.depth-- }()
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	for {
		op := p.peek()
		level := precedence[op.text]
		if op.kind != sign && op.kind != word || level <= above {
			return left, nil
		}
		p.at++
		right, err := p.binary(level)
		if err != nil {
			return nil, err
		}
		left = &expr{Op: op.text, Args: []*expr{left, right}}
	}
}

func (p *parser) operand() (e *expr, err error) {
	switch t := p.next(); {
	case t.kind == quoted:
		e = &expr{Op: "text", Name: t.text}
	case t.kind == number:
		e = &expr{Op: "number", Name: t.text}
	case t.is("("):
		if e, err = p.expression(); err == nil {
			err = p.expect(")")
		}
	case t.is("%"):
		var name string
		name, err = p.name()
		e = &expr{Op: "name", Name: name}
	case t.kind == word && p.peek().is("("):
		e, err = p.call(nil, t.text)
	case t.kind == word || t.kind == label:
		e = &expr{Op: "name", Name: t.text}
	default:
		p.at--
		err = p.fail(fmt.Sprintf("an expression is expected, found %q", t.text))
	}
	for err == nil {
		switch {
		case p.accept("."):
			var name string
			if name, err = p.name(); err != nil {
				break
			}
			if p.peek().is("(") {
				e, err = p.call(e, name)
			} else {
				e = &expr{Op: "name", Name: name, Args: []*expr{e}}
			}
		case p.accept("["):
			if _, err = p.expression(); err == nil {
				err = p.expect("]")
			}
			e = &expr{Op: "at", Args: []*expr{e}}
		default:
			return e, nil
		}
	}
	return nil, err
}

func (p *parser) call(on *expr, name string) (*expr, error) {
	e := &expr{Op: "call", Name: name, Args: []*expr{on}}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	for !p.accept(")") {
		arg, err := p.expression()
		if err != nil {
			return nil, err
		}
		e.Args = append(e.Args, arg)
		if !p.accept(",") && !p.peek().is(")") {
			return nil, p.fail(`"," or ")" expected`)
		}
	}
	return e, nil
}
