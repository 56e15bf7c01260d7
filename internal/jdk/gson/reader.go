package gson

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// reader walks through a text. bad is set by skip on a comment without end.
type reader struct {
	s   string
	pos int
	bad bool
}

// skip passes white space and comments.
func (r *reader) skip() {
	for r.pos < len(r.s) {
		switch c := r.s[r.pos]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			r.pos++
		case c == '#', strings.HasPrefix(r.s[r.pos:], "//"):
			r.skipLine()
		case strings.HasPrefix(r.s[r.pos:], "/*"):
			end := strings.Index(r.s[r.pos+2:], "*/")
			if end < 0 {
				r.bad, r.pos = true, len(r.s)
				return
			}
			r.pos += 2 + end + 2
		default:
			return
		}
	}
}

func (r *reader) skipLine() {
	end := strings.IndexAny(r.s[r.pos:], "\r\n")
	if end < 0 {
		r.pos = len(r.s)
		return
	}
	r.pos += end + 1
}

// next passes white space and returns the next byte, 0 at the end (which stands nowhere else outside of texts).
func (r *reader) next() byte {
	r.skip()
	if r.bad || r.pos >= len(r.s) {
		return 0
	}
	c := r.s[r.pos]
	r.pos++
	return c
}

// value reads a value. Of an object or array only the first bracket is read.
func (r *reader) value() (Value, bool) {
	switch c := r.next(); c {
	case 0:
		return Value{}, false
	case '{':
		return Value{Kind: Object}, true
	case '[':
		return Value{Kind: Array}, true
	case '"', '\'':
		text, ok := r.quoted(c)
		return Value{Kind: String, Text: text}, ok
	}
	r.pos--
	literal := r.literal()
	switch lower := strings.ToLower(literal); {
	case literal == "":
		return Value{}, false
	case lower == "null" && ascii(literal):
		return Value{Kind: Null}, true
	case (lower == "true" || lower == "false") && ascii(literal):
		return Value{Kind: Bool, Text: lower}, true
	case isNumber(literal):
		return Value{Kind: Number, Text: literal}, true
	}
	return Value{Kind: String, Text: literal}, true
}

// literal reads what stands without quotation marks.
func (r *reader) literal() string {
	end := strings.IndexAny(r.s[r.pos:], "/\\;#={}[]:, \t\f\r\n")
	if end < 0 {
		end = len(r.s) - r.pos
	}
	text := r.s[r.pos : r.pos+end]
	r.pos += end
	return text
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isNumber tells whether s is a number of JSON.
func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	digits := func() bool {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	if len(s) > 1 && s[0] == '0' && s[1] >= '0' && s[1] <= '9' || !digits() {
		return false
	}
	if rest, ok := strings.CutPrefix(s, "."); ok {
		if s = rest; !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		return digits() && s == ""
	}
	return s == ""
}

// object reads the members of the object whose first bracket has been read, up to its last bracket.
func (r *reader) object(members *[]Member) bool {
	for first := true; ; first = false {
		c := r.next()
		if !first {
			switch c {
			case '}':
				return true
			case ',', ';':
				c = r.next()
			default:
				return false
			}
		}
		if c == '}' && first {
			return true
		}
		name, ok := r.name(c)
		if !ok {
			return false
		}
		v, ok := r.value()
		if !ok {
			return false
		}
		if (v.Kind == Object || v.Kind == Array) && !r.rest(v.Kind) {
			return false
		}
		*members = append(*members, Member{Name: name, Value: v})
	}
}

// name reads a name that begins with c, and the colon.
func (r *reader) name(c byte) (string, bool) {
	var name string
	ok := true
	switch c {
	case 0:
		return "", false
	case '"', '\'':
		name, ok = r.quoted(c)
	default:
		r.pos--
		name = r.literal()
		ok = name != ""
	}
	if !ok {
		return "", false
	}
	switch r.next() {
	case ':':
	case '=':
		if strings.HasPrefix(r.s[r.pos:], ">") {
			r.pos++
		}
	default:
		return "", false
	}
	return name, true
}

// scope is an object or array that is being passed over, and what may stand next in it.
type scope struct {
	kind  Kind
	begun bool // it has a member or element
}

// rest passes over what remains of an object or array whose first bracket has been read. It keeps its own stack: foreign
// nesting must not exhaust ours.
func (r *reader) rest(kind Kind) bool {
	stack := []scope{{kind: kind}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		closed, ok := false, false
		if top.kind == Object {
			closed, ok = r.member(top)
		} else {
			closed, ok = r.element(top)
		}
		if !ok {
			return false
		}
		if closed {
			stack = stack[:len(stack)-1]
			continue
		}
		top.begun = true
		v, ok := r.value()
		if !ok {
			return false
		}
		if v.Kind == Object || v.Kind == Array {
			stack = append(stack, scope{kind: v.Kind})
		}
	}
	return true
}

// member reads up to the value of the next member, or to the end of the object.
func (r *reader) member(o *scope) (closed, ok bool) {
	c := r.next()
	if c == '}' {
		return true, true
	}
	if o.begun {
		if c != ',' && c != ';' {
			return false, false
		}
		c = r.next()
	}
	_, ok = r.name(c)
	return false, ok
}

// element reads up to the next element, or to the end of the array. A missing element is a null.
func (r *reader) element(a *scope) (closed, ok bool) {
	for {
		c := r.next()
		switch {
		case c == ']':
			return true, true
		case c == 0:
			return false, false
		case !a.begun && (c == ',' || c == ';'):
			a.begun = true // a null in front of the first comma
			r.pos--
			continue
		case !a.begun:
			r.pos--
			return false, true
		case c != ',' && c != ';':
			return false, false
		}
		// Behind a comma another one, or the end, stands for a null.
		if c = r.next(); c == 0 {
			return false, false
		}
		r.pos--
		if c == ']' || c == ',' || c == ';' {
			continue
		}
		return false, true
	}
}

// quoted reads a text up to the quotation mark or apostrophe it began with.
func (r *reader) quoted(quote byte) (string, bool) {
	start := r.pos
	for r.pos < len(r.s) && r.s[r.pos] != quote && r.s[r.pos] != '\\' {
		r.pos++
	}
	if r.pos < len(r.s) && r.s[r.pos] == quote {
		r.pos++
		return r.s[start : r.pos-1], true
	}
	// With escapes in it the text is put together unit by unit: two of them may be the halves of one character.
	units := utf16.Encode([]rune(r.s[start:r.pos]))
	for r.pos < len(r.s) {
		c, size := utf8.DecodeRuneInString(r.s[r.pos:])
		r.pos += size
		switch {
		case c == rune(quote):
			return string(utf16.Decode(units)), true
		case c != '\\':
			units = utf16.AppendRune(units, c)
		default:
			unit, ok := r.escape()
			if !ok {
				return "", false
			}
			units = append(units, unit)
		}
	}
	return "", false
}

func (r *reader) escape() (uint16, bool) {
	if r.pos >= len(r.s) {
		return 0, false
	}
	c := r.s[r.pos]
	r.pos++
	switch c {
	case 'u':
		return r.hex()
	case 't':
		return '\t', true
	case 'b':
		return '\b', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 'f':
		return '\f', true
	case '\n', '\'', '"', '\\', '/':
		return uint16(c), true
	}
	return 0, false
}

func (r *reader) hex() (uint16, bool) {
	if len(r.s)-r.pos < 4 {
		return 0, false
	}
	var n uint16
	for _, c := range []byte(r.s[r.pos : r.pos+4]) {
		d := strings.IndexByte("0123456789abcdefABCDEF", c)
		if d < 0 {
			return 0, false
		}
		if d > 15 {
			d -= 6
		}
		n = n<<4 | uint16(d)
	}
	r.pos += 4
	return n, true
}
