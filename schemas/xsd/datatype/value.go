package datatype

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/cda/xmltree"
)

// Value is a value of a simple type.
type Value struct {
	Type *Type // the type that took it: of a union, the member

	primitive Primitive
	text      string // of strings and what compares like them; bytes of binary types; {namespace}local of QNames
	dec       decimal
	float     float64
	time      instant
	list      bool
	items     []Value
}

// Items returns the atomic values of a list, or the value itself.
func (v Value) Items(yield func(Value)) {
	if !v.list {
		yield(v)
		return
	}
	for _, item := range v.items {
		item.Items(yield)
	}
}

// Text is the value of a string, name or address, white space normalised.
func (v Value) Text() string { return v.text }

type order int

const (
	less order = iota
	equal
	greater
	indeterminate
)

func orderOf(c int) order {
	switch {
	case c < 0:
		return less
	case c > 0:
		return greater
	}
	return equal
}

// Equal compares two values in the value space: of different primitive types none are equal.
func (v Value) Equal(o Value) bool {
	if v.list != o.list || len(v.items) != len(o.items) {
		return false
	}
	for i := range v.items {
		if !v.items[i].Equal(o.items[i]) {
			return false
		}
	}
	if v.list {
		return true
	}
	if v.kind() != o.kind() {
		return false
	}
	switch v.primitive {
	case Decimal, Duration, DateTime, Time, Date, GYearMonth, GYear, GMonthDay, GDay, GMonth:
		return v.compare(o) == equal
	case Float, Double:
		return v.float == o.float || math.IsNaN(v.float) && math.IsNaN(o.float)
	}
	return v.text == o.text
}

// kind is the primitive type with which equality compares: what has no type is compared as a string.
func (v Value) kind() Primitive {
	if v.primitive == AnySimple {
		return String
	}
	return v.primitive
}

// Key returns a text that two values share exactly when they are equal, but for dates with and without time zone.
func (v Value) Key() string {
	if v.list {
		var b strings.Builder
		for _, item := range v.items {
			b.WriteString(item.Key())
			b.WriteByte(0)
		}
		return "list\x00" + b.String()
	}
	head := string(rune('A' + v.kind()))
	switch v.primitive {
	case Decimal:
		return head + v.dec.String()
	case Float, Double:
		return head + strconv.FormatFloat(v.float+0, 'g', -1, 64)
	case Duration, DateTime, Time, Date, GYearMonth, GYear, GMonthDay, GDay, GMonth:
		return head + v.time.String()
	}
	return head + v.text
}

func (v Value) compare(o Value) order {
	switch v.primitive {
	case Decimal:
		return orderOf(v.dec.compare(o.dec))
	case Float, Double:
		switch {
		case v.float < o.float:
			return less
		case v.float > o.float:
			return greater
		case v.float == o.float || math.IsNaN(v.float) && math.IsNaN(o.float):
			return equal
		}
		return indeterminate
	case Duration:
		return v.time.compareDuration(o.time)
	}
	return v.time.compare(o.time)
}

// length counts UTF-16 code units of a string, bytes of binary data, items of a list.
func (v Value) length() int {
	if v.list {
		return len(v.items)
	}
	if v.primitive == HexBinary || v.primitive == Base64Binary {
		return len(v.text)
	}
	n := utf8.RuneCountInString(v.text)
	for i := 0; i < len(v.text); i++ {
		if v.text[i] >= 0xF0 { // beyond U+FFFF
			n++
		}
	}
	return n
}

// parseAtom reads a value of a primitive type, white space normalised; code is what the reference says otherwise.
func parseAtom(p Primitive, s string, prefixes Prefixes) (v Value, code string) {
	v = Value{primitive: p, text: s}
	ok := true
	switch p {
	case Boolean:
		ok = s == "true" || s == "false" || s == "1" || s == "0"
		v.text = strconv.FormatBool(s == "true" || s == "1")
	case Decimal:
		v.dec, ok = parseDecimal(s)
	case Float:
		v.float, ok = parseFloat(s, 32)
	case Double:
		v.float, ok = parseFloat(s, 64)
	case Duration:
		v.time, ok = parseDuration(s)
	case DateTime, Time, Date, GYearMonth, GYear, GMonthDay, GDay, GMonth:
		v.time, ok = parseInstant(p, s)
	case HexBinary:
		v.text, ok = parseHex(s)
	case Base64Binary:
		v.text, ok = parseBase64(s)
	case AnyURI:
		ok = isAnyURI(s)
	case QName, Notation:
		return qname(v, s, prefixes)
	}
	if !ok {
		return Value{}, badForm
	}
	return v, ""
}

func qname(v Value, s string, prefixes Prefixes) (Value, string) {
	prefix, local := "", s
	if i := strings.IndexByte(s, ':'); i > 0 {
		prefix, local = s[:i], s[i+1:]
	}
	if prefix != "" && !IsNCName(prefix) || !IsNCName(local) {
		return Value{}, badForm
	}
	namespace, bound := "", false
	if prefixes != nil {
		namespace, bound = prefixes(prefix)
	}
	if prefix != "" && !bound {
		return Value{}, "UndeclaredPrefix"
	}
	v.text = "{" + namespace + "}" + local
	return v, ""
}

// Name splits the value of a QName.
func (v Value) Name() (namespace, local string) {
	namespace, local, _ = strings.Cut(strings.TrimPrefix(v.text, "{"), "}")
	return namespace, local
}

// decimal is a number: digits without leading zeros, and without trailing ones behind the point.
type decimal struct {
	negative          bool
	integer, fraction string
}

func parseDecimal(s string) (decimal, bool) {
	d := decimal{}
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d.negative = s[0] == '-'
		s = s[1:]
	}
	d.integer, d.fraction, _ = strings.Cut(s, ".")
	if d.integer == "" && d.fraction == "" || !allDigits(d.integer) || !allDigits(d.fraction) {
		return d, false
	}
	d.integer, d.fraction = strings.TrimLeft(d.integer, "0"), strings.TrimRight(d.fraction, "0")
	d.negative = d.negative && d.integer+d.fraction != ""
	return d, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func (d decimal) digits() int { return len(d.integer) + len(d.fraction) }

func (d decimal) compare(o decimal) int {
	if d.negative != o.negative {
		if d.negative {
			return -1
		}
		return 1
	}
	c := len(d.integer) - len(o.integer)
	if c == 0 {
		c = strings.Compare(d.integer, o.integer)
	}
	if c == 0 {
		c = strings.Compare(d.fraction, o.fraction)
	}
	if d.negative {
		return -c
	}
	return c
}

func (d decimal) String() string {
	if d.negative {
		return "-" + d.integer + "." + d.fraction
	}
	return d.integer + "." + d.fraction
}

// parseFloat reads what Java's parser makes a number, of the characters that the reference admits.
func parseFloat(s string, bits int) (float64, bool) {
	switch s {
	case "INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	case "NaN":
		return math.NaN(), true
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, bits)
	if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
		return f, true
	}
	return f, err == nil
}

func parseHex(s string) (string, bool) {
	if len(s)%2 != 0 {
		return "", false
	}
	b := make([]byte, len(s)/2)
	for i := range len(s) {
		if !isHex(s[i]) {
			return "", false
		}
		n := s[i] & 15
		if s[i] > '9' {
			n += 9
		}
		b[i/2] = b[i/2]<<4 | n
	}
	return string(b), true
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// parseBase64 reads groups of four; blanks may stand anywhere, and the bits that are left over must be zero.
func parseBase64(s string) (string, bool) {
	s = strings.ReplaceAll(s, " ", "")
	if len(s)%4 != 0 {
		return "", false
	}
	digits := strings.TrimRight(s, "=")
	if len(s)-len(digits) > 2 {
		return "", false
	}
	b, bits, n := make([]byte, 0, len(s)/4*3), 0, uint(0)
	for i := range len(digits) {
		d := strings.IndexByte(base64Digits, digits[i])
		if d < 0 {
			return "", false
		}
		bits, n = bits<<6|d, n+6
		if n >= 8 {
			n -= 8
			b = append(b, byte(bits>>n))
			bits &= 1<<n - 1
		}
	}
	return string(b), bits == 0
}

// IsNCName, IsName and isNMToken follow Namespaces in XML and XML 1.0, productions 4, 5 and 7.
func IsNCName(s string) bool { return isWord(s, true) && strings.IndexByte(s, ':') < 0 }

// IsName reports whether s is a Name.
func IsName(s string) bool { return isWord(s, true) }

func isNMToken(s string) bool { return isWord(s, false) }

func isWord(s string, start bool) bool {
	for i, r := range s {
		if r < utf8.RuneSelf {
			letter := r|0x20 >= 'a' && r|0x20 <= 'z' || r == '_' || r == ':'
			if !letter && (start && i == 0 || !(r >= '0' && r <= '9') && r != '-' && r != '.') {
				return false
			}
		} else if r == utf8.RuneError || !xmltree.IsNameChar(r) || start && i == 0 && !xmltree.IsNameStart(r) {
			return false
		}
	}
	return s != ""
}

func itoa(n int) string { return strconv.Itoa(n) }
