package fiscalcode

import (
	"strings"
	"unicode/utf8"

	"github.com/fselint/fselint/lint"
)

// Form is one of the forms of a fiscal code.
type Form uint8

// The forms. Unknown is that of a value that resembles none.
const (
	Unknown Form = iota
	Person       // 16 characters
	Numeric      // 11 digits: VAT number, code of an organisation or provisional code of a person
	STP          // STP and 13 digits: foreigner temporarily present
	ENI          // ENI and 13 digits: European citizen not registered
)

func (f Form) String() string {
	return [...]string{"unknown", "person", "numeric", "STP", "ENI"}[f]
}

// Code is what a fiscal code says. Fields that its form does not have are zero.
type Code struct {
	Value    string // as given
	Form     Form
	Male     bool
	Female   bool
	Year     int    // the last two digits of the year of birth
	Month    int    // of birth, 1 to 12
	Day      int    // of birth, 1 to 31
	Place    string // Belfiore code of the place of birth, digits restored
	Foreign  bool   // born abroad
	Omocodia int    // how many digits are replaced by letters because somebody else has the same code
	Region   string // STP, ENI: the three digits of the region that issued it
}

const (
	personLength  = 16
	numericLength = 11
	tempDigits    = 13
)

// Parse reads a fiscal code by the official rule. The code has the form that the value resembles most; flaws is empty when the
// value is right. The check character is compared only when all others are in order, because a wrong one elsewhere makes
// every other expectation meaningless.
func Parse(s string) (Code, []lint.Finding) {
	code := Code{Value: s, Form: resembles(s)}
	if s == sampleUser {
		return code, []lint.Finding{Sample.Found(s, "")}
	}
	flaws := characters(s)
	if len(flaws) > 0 {
		return code, flaws
	}
	switch code.Form {
	case Person:
		return parsePerson(code)
	case Numeric:
		return parseNumeric(code)
	case STP, ENI:
		return parseTemporary(code)
	}
	return code, []lint.Finding{Length.Found(s, "16")}
}

// sampleUser is the ministry's made-up person for tests: its check letter is right, its date and place of birth are not.
const sampleUser = "PROVAX00X00X000Y"

// Valid tells whether the value is right by the official rule. Warnings do not count.
func Valid(s string) bool {
	_, flaws := Parse(s)
	return lint.Worst(flaws) < lint.Error
}

// resembles decides the form by prefix and length, in either case and whatever the other characters are.
func resembles(s string) Form {
	n := utf8.RuneCountInString(s)
	if n > 3 && s[3] >= '0' && s[3] <= '9' {
		switch strings.ToUpper(s[:3]) {
		case "STP":
			return STP
		case "ENI":
			return ENI
		}
	}
	digits := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	switch {
	case digits >= n-1 && n >= numericLength-2 && n <= numericLength+2 || n == numericLength && digits > 7:
		return Numeric
	case n >= personLength-3 && n <= personLength+3:
		return Person
	}
	return Unknown
}

// characters finds what stands in no fiscal code at all: blanks, signs, letters of other alphabets.
func characters(s string) []lint.Finding {
	var flaws []lint.Finding
	pos := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
		case r >= 'a' && r <= 'z':
			if flaws == nil || flaws[len(flaws)-1].Rule != LowerCase {
				flaws = append(flaws, LowerCase.Found(string(r), strings.ToUpper(string(r))).At("", pos))
			}
		case lint.Invisible(r):
			flaws = append(flaws, Blank.Found(string(r), "").At("", pos))
		default:
			flaws = append(flaws, Character.Found(string(r), "").At("", pos))
		}
		pos++
	}
	if s == "" {
		flaws = append(flaws, Empty.Found("", ""))
	}
	return flaws
}

func parseNumeric(code Code) (Code, []lint.Finding) {
	s := code.Value
	if len(s) != numericLength {
		return code, []lint.Finding{Length.Found(s, "11")}
	}
	flaws := digitsOnly(s, 0)
	if len(flaws) > 0 {
		return code, flaws
	}
	if s == "00000000000" {
		return code, []lint.Finding{Placeholder.Found(s, "")}
	}
	if want, _ := ControlDigit(s[:10]); want != s[10] {
		return code, []lint.Finding{CheckDigit.Found(s[10:], string(want)).At(partCheck, 10)}
	}
	return code, nil
}

func parseTemporary(code Code) (Code, []lint.Finding) {
	s := code.Value
	if len(s) != 3+tempDigits {
		return code, []lint.Finding{Length.Found(s, "16")}
	}
	flaws := digitsOnly(s[3:], 3)
	if len(flaws) == 0 {
		code.Region = s[3:6]
	}
	return code, flaws
}

func digitsOnly(s string, from int) []lint.Finding {
	var flaws []lint.Finding
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			flaws = append(flaws, Digit.Found(s[i:i+1], lookAlike(s[i])).At(partNumber, from+i))
		}
	}
	return flaws
}
