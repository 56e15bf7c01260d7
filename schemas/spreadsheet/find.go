package spreadsheet

import (
	"cmp"
	"slices"
	"strings"
)

// Damage is what happened to a code.
type Damage string

// The kinds of damage.
const (
	Date     Damage = "date"     // shown as a date: 8-Jan, gen-08, 08/01/2021
	Serial   Damage = "serial"   // the number of a day: 44204
	Exponent Damage = "exponent" // shown in powers of ten: 1,23E+05
	Zeros    Damage = "zeros"    // leading zeros are gone
	Failed   Damage = "error"    // the program's error value: #NAME?
)

// Code is one code of a system.
type Code struct {
	Line              int
	Code, Description string
}

// Suspect is a code that is not what it was.
type Suspect struct {
	Code
	Damage Damage
	// Was are what the code may have been, judged by the form of the other codes; none where there is no saying.
	Was []string
}

// Find returns the suspects among all codes of one system, in the order of the codes. A line is suspected once.
func Find(codes []Code) []Suspect {
	s := &system{codes: codes, known: make(map[string][]int, len(codes))}
	for i := range codes {
		s.known[codes[i].Code] = append(s.known[codes[i].Code], i)
	}
	var found []Suspect
	for _, rule := range []func() []Suspect{s.failed, s.exponents, s.dates, s.serials, s.widths, s.families} {
		found = append(found, rule()...)
	}
	slices.SortStableFunc(found, func(a, b Suspect) int { return cmp.Compare(a.Line, b.Line) })
	return slices.CompactFunc(found, func(a, b Suspect) bool { return a.Line == b.Line })
}

// system is all codes of one system.
type system struct {
	codes  []Code
	known  map[string][]int // indexes by code
	formed map[string]int
}

// form is a code with runs of digits and of letters made one: LA18976-3 is A9-9.
func form(code string) string {
	var b strings.Builder
	var last byte
	for i := range len(code) {
		c := code[i]
		switch {
		case c >= '0' && c <= '9':
			c = '9'
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			c = 'A'
		}
		if c != last || c != '9' && c != 'A' {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}

// forms counts the codes by form.
func (s *system) forms() map[string]int {
	if s.formed == nil {
		s.formed = map[string]int{}
		for _, c := range s.codes {
			s.formed[form(c.Code)]++
		}
	}
	return s.formed
}

// likely keeps the candidates that have the form of other codes and are not codes themselves.
func (s *system) likely(candidates []string) []string {
	var list []string
	for _, c := range candidates {
		if len(s.known[c]) == 0 && s.forms()[form(c)] > 0 && !slices.Contains(list, c) {
			list = append(list, c)
		}
	}
	return list
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// failed finds error values, which are no codes anywhere.
func (s *system) failed() []Suspect {
	var found []Suspect
	for _, c := range s.codes {
		switch strings.ToUpper(c.Code) {
		case "#NAME?", "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#NOME?", "#RIF!", "#N/D", "#VALORE!", "#NULLO!", "#SPILL!":
			found = append(found, Suspect{Code: c, Damage: Failed})
		}
	}
	return found
}

// exponents finds numbers in powers of ten. The form is so unusual for a code that it is enough for it to be rare.
func (s *system) exponents() []Suspect {
	var found []Suspect
	for _, c := range s.codes {
		if isExponent(c.Code) {
			found = append(found, Suspect{Code: c, Damage: Exponent})
		}
	}
	if len(found)*10 > len(s.codes) && len(found) > 1 {
		return nil
	}
	return found
}

// isExponent recognises 1E+10, 1,23E+05 and 1.23E-05.
func isExponent(code string) bool {
	mantissa, exponent, ok := strings.Cut(code, "E")
	if !ok || len(exponent) < 3 || len(exponent) > 4 || exponent[0] != '+' && exponent[0] != '-' || !digits(exponent[1:]) {
		return false
	}
	whole, fraction, pointed := strings.Cut(strings.Replace(mantissa, ",", ".", 1), ".")
	return len(whole) == 1 && digits(whole) && (!pointed || digits(fraction))
}

// widths finds codes that are shorter than all others. It asks that of the codes that consist of digits (or of digits, a
// point and digits, whose first part counts) nineteen in twenty have the same width, eight at least, some of them with a
// leading zero; that no shorter one has a leading zero, which a spreadsheet would have taken; and that the code with its
// zeros is not there as well.
func (s *system) widths() []Suspect {
	var found []Suspect
	for _, pointed := range []bool{false, true} {
		var members []int
		count := map[int]int{}
		for i, c := range s.codes {
			if whole, ok := wholePart(c.Code, pointed); ok {
				members = append(members, i)
				count[len(whole)]++
			}
		}
		width := 0
		for w, n := range count {
			if n > count[width] || n == count[width] && w < width {
				width = w
			}
		}
		if count[width] < 8 || count[width]*20 < len(members)*19 || count[width] == len(members) {
			continue
		}
		padded, short := false, map[int]bool{} // widths at which zeros stay
		for _, i := range members {
			if whole, _ := wholePart(s.codes[i].Code, pointed); whole[0] == '0' && len(whole) > 1 {
				padded = padded || len(whole) == width
				short[len(whole)] = true
			}
		}
		for _, i := range members {
			c := s.codes[i]
			whole, _ := wholePart(c.Code, pointed)
			was := strings.Repeat("0", max(width-len(whole), 0)) + c.Code
			if padded && len(whole) < width && !short[len(whole)] && len(s.known[was]) == 0 {
				found = append(found, Suspect{Code: c, Damage: Zeros, Was: []string{was}})
			}
		}
	}
	return found
}

// wholePart returns the digits before the point of a code that has one, or none.
func wholePart(code string, pointed bool) (string, bool) {
	whole, fraction, has := strings.Cut(code, ".")
	return whole, has == pointed && digits(whole) && (!has || digits(fraction))
}

// families finds the head of a family that lost its zero: "43" where there are 043.1 and 043.2 but no 043. It asks that the
// code has no family of its own, or that it is there twice with different descriptions, one of each family.
func (s *system) families() []Suspect {
	children := map[string]int{}
	for _, c := range s.codes {
		if whole, _, has := strings.Cut(c.Code, "."); has && digits(whole) {
			children[whole]++
		}
	}
	var found []Suspect
	for i, c := range s.codes {
		was := "0" + c.Code
		if !digits(c.Code) || children[was] < 2 || len(s.known[was]) > 0 {
			continue
		}
		same := s.known[c.Code]
		first := s.codes[same[0]]
		if children[c.Code] == 0 || i != same[0] && c.Description != first.Description {
			found = append(found, Suspect{Code: c, Damage: Zeros, Was: []string{was}})
		}
	}
	return found
}
