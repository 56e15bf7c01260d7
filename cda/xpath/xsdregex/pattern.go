package xsdregex

import (
	"encoding/binary"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Pattern is a pattern of XML Schema (part 2, appendix F), which a value matches as a whole. It is safe for concurrent
// use.
type Pattern struct {
	automaton *automaton
	re        *regexp.Regexp // where the automaton would be too large
}

// CompilePattern compiles a pattern. The error is an *Error.
func CompilePattern(source string) (*Pattern, error) {
	t := translator{src: source, schema: true}
	if err := t.translate(); err != nil {
		return nil, err
	}
	parsed, err := syntax.Parse(t.out.String(), syntax.Perl)
	if err != nil {
		return nil, t.unsupported("%v", err)
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, t.unsupported("%v", err)
	}
	if a := determinize(program); a != nil {
		return &Pattern{automaton: a}, nil
	}
	re, err := regexp.Compile(`\A(?:` + t.out.String() + `)\z`)
	if err != nil {
		return nil, t.unsupported("%v", err)
	}
	return &Pattern{re: re}, nil
}

// Match reports whether the whole of s matches.
func (p *Pattern) Match(s string) bool {
	if p.automaton == nil {
		return p.re.MatchString(s)
	}
	return p.automaton.match(s)
}

// Bounds of an automaton: beyond them Go's own matcher is used, which needs no table.
const (
	maxStates = 1000
	maxCells  = 1 << 17
)

// automaton is a deterministic one over classes of characters. State 0 admits nothing more.
type automaton struct {
	bounds  []rune // class i is what lies from bounds[i] up to but not including bounds[i+1]
	ascii   [utf8.RuneSelf]uint16
	table   []uint16 // state × class
	accepts []bool
}

func (a *automaton) match(s string) bool {
	state, width := uint16(1), len(a.bounds)
	for i := 0; i < len(s); {
		class, size := uint16(0), 1
		if c := s[i]; c < utf8.RuneSelf {
			class = a.ascii[c]
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			class = a.class(r)
		}
		if state = a.table[int(state)*width+int(class)]; state == 0 {
			return false
		}
		i += size
	}
	return a.accepts[state]
}

func (a *automaton) class(r rune) uint16 {
	i, found := slices.BinarySearch(a.bounds, r)
	if !found {
		i--
	}
	return uint16(i)
}

// determinize makes the automaton of a program by subsets, nil when it would be too large.
func determinize(p *syntax.Prog) *automaton {
	d := determinizer{program: p, states: map[string]uint16{}}
	a := &automaton{bounds: d.bounds(), table: nil, accepts: []bool{false}}
	if len(a.bounds) > maxCells/2 {
		return nil
	}
	for c := range a.ascii {
		a.ascii[c] = a.class(rune(c))
	}
	a.table = make([]uint16, len(a.bounds))
	d.state(d.closure([]uint32{uint32(p.Start)}))
	for i := 0; i < len(d.sets); i++ {
		if len(d.sets) > maxStates || len(d.sets)*len(a.bounds) > maxCells {
			return nil
		}
		set, accepts := d.sets[i], false
		for _, pc := range set {
			accepts = accepts || p.Inst[pc].Op == syntax.InstMatch
		}
		a.accepts = append(a.accepts, accepts)
		for _, low := range a.bounds {
			a.table = append(a.table, d.state(d.step(set, low)))
		}
	}
	return a
}

// determinizer numbers the sets of instructions that a program can be at.
type determinizer struct {
	program *syntax.Prog
	states  map[string]uint16
	sets    [][]uint32
}

func takesRune(op syntax.InstOp) bool {
	return op == syntax.InstRune || op == syntax.InstRune1 || op == syntax.InstRuneAny || op == syntax.InstRuneAnyNotNL
}

// bounds are the characters at which some instruction changes its mind, sorted, from 0 on.
func (d *determinizer) bounds() []rune {
	bounds := []rune{0, '\n', '\n' + 1}
	for i := range d.program.Inst {
		inst := &d.program.Inst[i]
		if !takesRune(inst.Op) {
			continue
		}
		for j, r := range inst.Rune {
			switch {
			case len(inst.Rune) == 1:
				bounds = append(bounds, r, r+1)
				for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) { // [Ee] is written as e in any case
					bounds = append(bounds, other, other+1)
				}
			case j%2 == 0:
				bounds = append(bounds, r)
			default:
				bounds = append(bounds, r+1)
			}
		}
	}
	slices.Sort(bounds)
	return slices.Compact(bounds)
}

// state numbers a set of instructions; the empty one is 0.
func (d *determinizer) state(set []uint32) uint16 {
	if len(set) == 0 {
		return 0
	}
	var key []byte
	for _, pc := range set {
		key = binary.LittleEndian.AppendUint32(key, pc)
	}
	if n, ok := d.states[string(key)]; ok {
		return n
	}
	d.sets = append(d.sets, set)
	n := uint16(len(d.sets))
	d.states[string(key)] = n
	return n
}

func (d *determinizer) step(set []uint32, r rune) []uint32 {
	var next []uint32
	for _, pc := range set {
		if inst := &d.program.Inst[pc]; takesRune(inst.Op) && inst.MatchRune(r) {
			next = append(next, inst.Out)
		}
	}
	return d.closure(next)
}

// closure follows what takes no character; the result is sorted.
func (d *determinizer) closure(from []uint32) []uint32 {
	var set []uint32
	seen := map[uint32]bool{}
	for len(from) > 0 {
		pc := from[len(from)-1]
		from = from[:len(from)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch inst := &d.program.Inst[pc]; inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			from = append(from, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
			from = append(from, inst.Out)
		case syntax.InstFail:
		default:
			set = append(set, pc)
		}
	}
	slices.Sort(set)
	return set
}
