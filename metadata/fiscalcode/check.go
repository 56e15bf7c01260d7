package fiscalcode

import (
	"cmp"
	"slices"

	"github.com/fselint/fselint/lint"
)

// oddValues are the values of 0-9 and A-Z in the odd places, counted from 1. In the even places a digit counts for itself and
// a letter for its place in the alphabet, from 0.
var oddValues = [36]int{
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
}

// CheckCharacter returns the sixteenth character for the first fifteen, which must be digits and capital letters.
func CheckCharacter(first string) (byte, bool) {
	if len(first) != personLength-1 {
		return 0, false
	}
	sum := 0
	for i := range len(first) {
		c := first[i]
		switch {
		case c >= '0' && c <= '9' && i%2 == 0:
			sum += oddValues[c-'0']
		case c >= '0' && c <= '9':
			sum += int(c - '0')
		case c >= 'A' && c <= 'Z' && i%2 == 0:
			sum += oddValues[c-'A'+10]
		case c >= 'A' && c <= 'Z':
			sum += int(c - 'A')
		default:
			return 0, false
		}
	}
	return byte('A' + sum%26), true
}

// ControlDigit returns the eleventh digit of a VAT number or numeric code for the first ten.
func ControlDigit(first string) (byte, bool) {
	if len(first) != numericLength-1 {
		return 0, false
	}
	sum := 0
	for i := range len(first) {
		if first[i] < '0' || first[i] > '9' {
			return 0, false
		}
		d := int(first[i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10), true
}

// lookAlike returns the digit that a letter is mistaken for or the letter that a digit is mistaken for, "" for none.
func lookAlike(c byte) string {
	const letters, digits = "OQDILZSGBA", "0001125684"
	for i := range len(letters) {
		if c == letters[i] {
			return digits[i : i+1]
		}
		if c == digits[i] {
			return letters[i : i+1]
		}
	}
	return ""
}

func inOrder(flaws []lint.Finding) []lint.Finding {
	slices.SortStableFunc(flaws, func(a, b lint.Finding) int { return cmp.Compare(a.Location.Pos, b.Location.Pos) })
	return flaws
}
