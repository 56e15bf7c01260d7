package pdffile

import (
	"math"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/fselint/fselint/internal/lazyregexp"
)

// misplacedMinus is a form of real number that the reference repairs.
var misplacedMinus = lazyregexp.New(`^0\.0*-[0-9]+$`)

var decimal = lazyregexp.New(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,10})?$`)

// number reads an integer or real number.
func (p *parser) number() (types.Object, error) {
	p.outOfRange = false
	start := p.pos
	simple, isReal := true, false
	for ; p.pos < len(p.data); p.pos++ {
		c := p.data[p.pos]
		if c >= '0' && c <= '9' {
			continue
		}
		if c != '-' && c != '+' && c != '.' && c != 'E' && c != 'e' {
			break
		}
		simple = false
		isReal = isReal || c == '.' || c == 'e'
	}
	s := p.data[start:p.pos]
	if simple && len(s) <= 18 {
		n := 0
		for _, c := range s {
			n = n*10 + int(c-'0')
		}
		return types.Integer(n), nil
	}
	text := string(s)
	switch {
	case len(text) == 1:
		if text == "-" || text == "." {
			return types.Integer(0), nil
		}
		return nil, p.errorf("%q is not a number", text)
	case isReal:
		return p.real(text)
	}
	return p.integer(text)
}

func (p *parser) integer(text string) (types.Object, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if text[0] == '+' {
		// a second sign would be accepted by the reference
		n, err = strconv.ParseInt(text[1:], 10, 64)
	}
	if err == nil {
		return types.Integer(n), nil
	}
	digits := strings.TrimLeft(text[:1], "+-") + text[1:]
	if strings.Trim(digits, "0123456789") != "" {
		return nil, p.errorf("%q is not a number", text)
	}
	p.outOfRange = true
	if text[0] == '-' {
		return types.Integer(math.MinInt64), nil
	}
	return types.Integer(math.MaxInt64), nil
}

func (p *parser) real(text string) (types.Object, error) {
	if !decimal().MatchString(text) {
		switch {
		case strings.HasPrefix(text, "--"):
			text = text[1:]
		case misplacedMinus().MatchString(text):
			text = "-" + strings.Replace(text, "-", "", 1)
		}
		if !decimal().MatchString(text) {
			return nil, p.errorf("%q is not a number", text)
		}
	}
	f, _ := strconv.ParseFloat(text, 64)
	return types.Float(f), nil
}
