package atomic

import (
	"math/big"
	"strconv"
	"strings"
)

// MaxDigits bounds the digits of an integer or decimal.
const MaxDigits = 20_000

// divideScale is the least number of places that a division of decimals keeps, as in Saxon.
const divideScale = 18

// decimal is unscaled / 10^scale. It is immutable.
type decimal struct {
	unscaled *big.Int
	scale    int
}

var ten = big.NewInt(10)

func pow10(n int) *big.Int { return new(big.Int).Exp(ten, big.NewInt(int64(n)), nil) }

// parseDecimal reads the lexical form of xs:decimal, without white space; point says whether one is allowed.
func parseDecimal(s string, point bool) (d *decimal, ok bool) {
	digits := s
	if digits != "" && (digits[0] == '+' || digits[0] == '-') {
		digits = digits[1:]
	}
	whole, fraction, hasPoint := strings.Cut(digits, ".")
	if hasPoint && !point || whole == "" && fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return nil, false
	}
	u, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return nil, false
	}
	if s[0] == '-' {
		u.Neg(u)
	}
	return &decimal{u, len(fraction)}, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// strip removes trailing zeros of the fraction.
func (d *decimal) strip() *decimal {
	if d.scale == 0 {
		return d
	}
	u, scale := d.unscaled, d.scale
	q, r := new(big.Int), new(big.Int)
	for scale > 0 {
		q.QuoRem(u, ten, r)
		if r.Sign() != 0 {
			break
		}
		u, scale = new(big.Int).Set(q), scale-1
	}
	return &decimal{u, scale}
}

func (d *decimal) String() string {
	d = d.strip()
	s := d.unscaled.String()
	if d.scale == 0 {
		return s
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if len(s) <= d.scale {
		s = strings.Repeat("0", d.scale-len(s)+1) + s
	}
	return sign + s[:len(s)-d.scale] + "." + s[len(s)-d.scale:]
}

func (d *decimal) float() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64) // out of range gives an infinity, as wanted
	return f
}

// align returns both unscaled values at a common scale.
func align(a, b *decimal) (x, y *big.Int, scale int) {
	switch {
	case a.scale < b.scale:
		return new(big.Int).Mul(a.unscaled, pow10(b.scale-a.scale)), b.unscaled, b.scale
	case a.scale > b.scale:
		return a.unscaled, new(big.Int).Mul(b.unscaled, pow10(a.scale-b.scale)), a.scale
	}
	return a.unscaled, b.unscaled, a.scale
}

func (d *decimal) cmp(e *decimal) int {
	x, y, _ := align(d, e)
	return x.Cmp(y)
}

func (d *decimal) add(e *decimal) *decimal {
	x, y, scale := align(d, e)
	return &decimal{new(big.Int).Add(x, y), scale}
}

func (d *decimal) sub(e *decimal) *decimal {
	x, y, scale := align(d, e)
	return &decimal{new(big.Int).Sub(x, y), scale}
}

func (d *decimal) mul(e *decimal) *decimal {
	return &decimal{new(big.Int).Mul(d.unscaled, e.unscaled), d.scale + e.scale}
}

func (d *decimal) neg() *decimal { return &decimal{new(big.Int).Neg(d.unscaled), d.scale} }

// div rounds half down to the larger scale of the operands, but at least divideScale places, as Saxon does.
func (d *decimal) div(e *decimal) *decimal { return d.divTo(e, max(divideScale, d.scale, e.scale)) }

// divTo rounds half down to scale places.
func (d *decimal) divTo(e *decimal, scale int) *decimal {
	x, y, _ := align(d, e)
	return &decimal{divHalfDown(new(big.Int).Mul(x, pow10(scale)), y), scale}
}

// shortestScale is the scale of d without trailing zeros, negative for multiples of ten.
func (d *decimal) shortestScale() int {
	if d.unscaled.Sign() == 0 {
		return 0
	}
	text := d.unscaled.Text(10)
	return d.scale - (len(text) - len(strings.TrimRight(text, "0")))
}

// divHalfDown divides, rounding to nearest with ties towards zero.
func divHalfDown(x, y *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	twice := new(big.Int).Lsh(r.Abs(r), 1)
	if twice.CmpAbs(y) > 0 {
		q.Add(q, big.NewInt(int64(x.Sign()*y.Sign())))
	}
	return q
}

// quoRem returns the truncated integer quotient and the remainder, which has the sign of d.
func (d *decimal) quoRem(e *decimal) (quotient, remainder *decimal) {
	x, y, scale := align(d, e)
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	return &decimal{q, 0}, &decimal{r, scale}
}

type rounding uint8

const (
	down     rounding = iota // towards zero
	floor                    // towards negative infinity
	ceiling                  // towards positive infinity
	halfUp                   // nearest, ties towards positive infinity: fn:round
	halfEven                 // nearest, ties to even
)

// round rounds to the given number of places, which may be negative.
func (d *decimal) round(places int, mode rounding) *decimal {
	drop := d.scale - places
	if drop <= 0 {
		return d
	}
	drop = min(drop, len(d.unscaled.Text(10))+2) // where everything is dropped the divisor stays small
	unit := pow10(drop)
	q, r := new(big.Int).QuoRem(d.unscaled, unit, new(big.Int))
	half := new(big.Int).Lsh(new(big.Int).Abs(r), 1).Cmp(unit)
	step := int64(0)
	switch sign := r.Sign(); mode {
	case floor:
		step = int64(min(sign, 0))
	case ceiling:
		step = int64(max(sign, 0))
	case halfUp:
		if half > 0 || half == 0 && sign > 0 {
			step = int64(sign)
		}
	case halfEven:
		if half > 0 || half == 0 && q.Bit(0) == 1 {
			step = int64(sign)
		}
	}
	q.Add(q, big.NewInt(step))
	if q.Sign() == 0 {
		return &decimal{q, 0}
	}
	if places < 0 {
		return &decimal{q.Mul(q, pow10(-places)), 0}
	}
	return &decimal{q, places}
}

// tooLong reports whether d has more digits than this package handles.
func (d *decimal) tooLong() bool {
	return d.unscaled.BitLen() > MaxDigits*10/3 || d.scale > MaxDigits
}
