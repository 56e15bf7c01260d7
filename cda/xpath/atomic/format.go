package atomic

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"
)

// String returns v cast to xs:string.
func (v Value) String() string {
	switch p := v.typ.Primitive(); {
	case v.typ.Textual():
		return v.Text()
	case p == Boolean:
		return strconv.FormatBool(v.IsTrue())
	case p == Decimal:
		if v.p == nil {
			return strconv.FormatInt(v.n, 10)
		}
		return v.decimal().String()
	case p == Double:
		return formatFloat(v.Float(), 64)
	case p == Float:
		return formatFloat(v.Float(), 32)
	case v.typ.Calendar():
		m := v.Moment()
		return m.format(v.typ)
	case p == Duration:
		return v.span().format(v.typ)
	case p == HexBinary:
		return formatHex(v.Text())
	case p == Base64Binary:
		return base64.StdEncoding.EncodeToString([]byte(v.Text()))
	case p == QName:
		prefix, _, local := v.QNameParts()
		if prefix != "" {
			return prefix + ":" + local
		}
		return local
	}
	return ""
}

// formatFloat follows Functions and Operators 17.1.2: plain notation from 0.000001 up to, but not including, 1000000.
func formatFloat(f float64, bits int) string {
	switch abs := math.Abs(f); {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	case f == 0:
		if math.Signbit(f) {
			return "-0"
		}
		return "0"
	case abs >= 0.000001 && abs < 1000000:
		return strconv.FormatFloat(f, 'f', -1, bits)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'E', -1, bits), "E")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	sign := ""
	if exponent[0] == '-' {
		sign = "-"
	}
	return mantissa + "E" + sign + strings.TrimLeft(exponent[1:], "0")
}

func formatHex(b string) string {
	const digits = "0123456789ABCDEF"
	out := make([]byte, 0, 2*len(b))
	for i := range len(b) {
		out = append(out, digits[b[i]>>4], digits[b[i]&15])
	}
	return string(out)
}
