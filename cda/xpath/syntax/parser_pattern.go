package syntax

// ParsePattern parses a match pattern.
func ParsePattern(src string, st *Scope, m *Memory) (s *Node, locals int, err error) {
	return parse(src, st, m, (*parser).pattern)
}

// pattern reads paths separated by "|" into one SynSet with any number of arguments.
func (p *parser) pattern() *Node {
	start := p.peek().start
	var paths []*Node
	for {
		at := p.peek().start
		s := p.path()
		if s.Kind != SynRoot && s.Kind != SynStep && (s.Kind != SynPath || !isPatternPath(s.Args)) || p.src[at] == '(' {
			p.failCode("XTSE0340", at, "A match pattern consists of steps on the child and attribute axes separated by / and //; "+
				"%q is something else", p.src[at:s.End])
		}
		paths = append(paths, s)
		if !p.accept("|") {
			break
		}
	}
	if len(paths) == 1 {
		return paths[0]
	}
	return p.Node(Node{Kind: SynSet, Op: "union", Args: paths}, start)
}

func isPatternPath(steps []*Node) bool {
	for i, s := range steps {
		if s.Kind != SynStep && (i > 0 || s.Kind != SynRoot) {
			return false
		}
	}
	return true
}
