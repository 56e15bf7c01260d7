// Package atomic implements the atomic values of XPath 2.0: the built-in atomic types of XML Schema with their casts,
// comparisons and arithmetic, as XQuery 1.0 and XPath 2.0 Functions and Operators (second edition) define them.
//
// Lexical forms follow XML Schema 1.1, as the default configuration of Saxon-HE 9.9 does: the year 0000 and +INF exist.
// Integers and decimals are of arbitrary precision up to MaxDigits; a division of decimals keeps at least 18 places.
// Seconds have nine decimal places. All functions are pure and safe for concurrent use.
package atomic

import "fmt"

// Error is a failure of a cast, a comparison or an operation.
type Error struct {
	Code string // local name of the error code of Functions and Operators, such as "FORG0001"
	Msg  string
	// Limit says that the value is beyond this package, and not that it is wrong.
	Limit bool
}

func (e *Error) Error() string { return e.Code + ": " + e.Msg }

func errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Msg: fmt.Sprintf(format, args...)}
}

// tooLarge is the error of a number with more than MaxDigits digits.
func tooLarge() *Error {
	return &Error{Code: "FOAR0002", Msg: fmt.Sprintf("A number has more than %d digits", MaxDigits), Limit: true}
}

// clip shortens a foreign value for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	n := most
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "..."
}
