package atomic

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

const blanks = " \t\r\n"

// trim removes the white space that the facet whiteSpace=collapse removes at both ends.
func trim(s string) string { return strings.Trim(s, blanks) }

func parseDouble(s string) (float64, *Error) {
	f, ok := lexicalDouble(trim(s), 64)
	if !ok {
		return math.NaN(), errorf("FORG0001", "Cannot convert string \"%s\" to double", clip(s))
	}
	return f, nil
}

func lexicalDouble(s string, bits int) (float64, bool) {
	switch s {
	case "INF", "+INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	case "NaN":
		return math.NaN(), true
	}
	if len(s) > 0 && len(s) < 16 && allDigits(s) {
		n, _ := strconv.ParseInt(s, 10, 64)
		return float64(n), true
	}
	digits, dot, i := 0, false, 0
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	for ; i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' && !dot); i++ {
		if s[i] == '.' {
			dot = true
		} else {
			digits++
		}
	}
	if digits == 0 {
		return 0, false
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		exponent := strings.TrimPrefix(s[i+1:], "-")
		if len(exponent) == len(s)-i-1 {
			exponent = strings.TrimPrefix(exponent, "+")
		}
		if exponent == "" || !allDigits(exponent) {
			return 0, false
		}
	} else if i < len(s) {
		return 0, false
	}
	f, _ := strconv.ParseFloat(s, bits) // out of range gives an infinity or zero, as wanted
	return f, true
}

// formatPlain writes a finite float in plain notation.
func formatPlain(f float64, t Type) string {
	if t == Float {
		return strconv.FormatFloat(f, 'f', -1, 32)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// exactDecimal returns the exact value of a finite float.
func exactDecimal(f float64) *decimal {
	const mantissa = 1074 // the smallest double is 2^-1074
	r := new(big.Rat)
	r.SetFloat64(f)
	scale := r.Denom().BitLen() - 1 // the denominator is a power of two
	if scale > mantissa {
		scale = mantissa
	}
	u := new(big.Int).Mul(r.Num(), new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(scale)), nil))
	return (&decimal{u, scale}).strip()
}

func floatToInteger(f float64) (Value, *Error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}, errorf("FOCA0002", "Cannot convert %s to xs:integer", formatFloat(f, 64))
	}
	if math.Abs(f) < 1<<62 {
		return FromInt(int64(f)), nil
	}
	return fromDecimal(Integer, exactDecimal(math.Trunc(f))), nil
}

// derivedString normalises white space for, and checks the lexical form of, a type derived from xs:string.
func derivedString(t Type, s string) (string, bool) {
	if t == StringType {
		return s, true
	}
	s = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\r' || r == '\n' {
			return ' '
		}
		return r
	}, s)
	if t == NormalizedString {
		return s, true
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	switch t {
	case Token:
		return s, true
	case Language:
		return s, isLanguage(s)
	case NMTOKEN:
		return s, s != "" && strings.IndexFunc(s, func(r rune) bool { return !IsNameChar(r) }) < 0
	case Name:
		return s, isName(s)
	}
	return s, IsNCName(s)
}

func isLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 1 || len(part) > 8 {
			return false
		}
		for j := range len(part) {
			letter := part[j]|0x20 >= 'a' && part[j]|0x20 <= 'z'
			if !letter && (i == 0 || part[j] < '0' || part[j] > '9') {
				return false
			}
		}
	}
	return true
}

func isName(s string) bool {
	for i, r := range s {
		if i == 0 && !IsNameStart(r) || !IsNameChar(r) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}

// IsNCName reports whether s is a name without colon (Namespaces in XML, production 4).
func IsNCName(s string) bool { return isName(s) && !strings.Contains(s, ":") }

// IsNameStart reports whether r may begin a Name (XML 1.0, fifth edition, production 4).
func IsNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return r|0x20 >= 'a' && r|0x20 <= 'z' || r == '_' || r == ':'
	case r < 0xC0 || r == 0xD7 || r == 0xF7 || r == 0x37E:
		return false
	case r <= 0x2FF || r >= 0x370 && r <= 0x1FFF || r == 0x200C || r == 0x200D:
		return true
	case r >= 0x2070 && r <= 0x218F, r >= 0x2C00 && r <= 0x2FEF, r >= 0x3001 && r <= 0xD7FF:
		return true
	}
	return r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
}

// IsNameChar reports whether r may stand in a Name (production 4a).
func IsNameChar(r rune) bool {
	return IsNameStart(r) || r >= '0' && r <= '9' || r == '-' || r == '.' || r == 0xB7 ||
		r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

func parseHex(s string) (string, bool) {
	b, err := hex.DecodeString(s)
	return string(b), err == nil
}

func parseBase64(s string) (string, bool) {
	packed := strings.Map(func(r rune) rune {
		if strings.ContainsRune(blanks, r) {
			return -1
		}
		return r
	}, s)
	b, err := base64.StdEncoding.Strict().DecodeString(packed)
	return string(b), err == nil
}
