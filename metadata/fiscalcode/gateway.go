package fiscalcode

import (
	"unicode"
	"unicode/utf8"

	"github.com/fselint/fselint/internal/jdk"
)

// Reason says why the gateway takes or refuses a value.
type Reason string

// Reasons of the gateway, accepted first.
const (
	AcceptedPerson  Reason = "person"          // 16 characters with a valid check character
	AcceptedNumeric Reason = "numeric"         // 11 digits with a valid control digit
	AcceptedSTP     Reason = "stp"             // STP and a number of 13 characters
	AcceptedENI     Reason = "eni"             // ENI and a number of 13 characters
	RefusedLength   Reason = "length"          // neither 16 nor 11 characters
	RefusedLetters  Reason = "letters"         // the first six are not all letters
	RefusedChar     Reason = "character"       // a character without a value in the tables
	RefusedCheck    Reason = "check"           // check character or control digit
	RefusedSpecial  Reason = "special-refused" // right, but of a form that the setting does not allow
)

// Decision is the gateway's judgement of a value.
type Decision struct {
	OK     bool
	Reason Reason
	Cut    bool // a seventeenth character was cut off
}

// Gateway judges a value as the gateway does. allowSpecial is its setting allow-special-fiscal-codes: without it only 16
// characters pass. The setting in use is not published.
func Gateway(s string, allowSpecial bool) Decision {
	if allowSpecial {
		return gatewayAny(s)
	}
	d := gatewayAny(s)
	if jdk.Len(s) != personLength && d.OK {
		return Decision{Reason: RefusedSpecial, Cut: d.Cut}
	}
	if d.Reason == AcceptedSTP || d.Reason == AcceptedENI {
		return Decision{Reason: RefusedSpecial}
	}
	return d
}

func gatewayAny(s string) Decision {
	s = jdk.ToUpper(s)
	n := jdk.Len(s)
	cut := n == personLength+1
	if cut {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
		n = jdk.Len(s)
	}
	d := Decision{Reason: RefusedLength}
	switch n {
	case personLength:
		d = gatewayPerson(s)
	case numericLength:
		d = gatewayNumeric(s)
	}
	d.Cut = cut
	return d
}

func gatewayNumeric(s string) Decision {
	if len(s) != numericLength {
		return Decision{Reason: RefusedChar}
	}
	want, ok := ControlDigit(s[:10])
	if last := s[10]; !ok || last < '0' || last > '9' {
		return Decision{Reason: RefusedChar}
	}
	if want != s[10] {
		return Decision{Reason: RefusedCheck}
	}
	return Decision{OK: true, Reason: AcceptedNumeric}
}

func gatewayPerson(s string) Decision {
	if len(s) > 3 && jdk.IsLong(s[3:]) {
		switch s[:3] {
		case "ENI":
			return Decision{OK: true, Reason: AcceptedENI}
		case "STP":
			return Decision{OK: true, Reason: AcceptedSTP}
		}
	}
	n := 0
	for _, r := range s {
		if n++; n <= 6 && !unicode.IsLetter(r) {
			return Decision{Reason: RefusedLetters}
		}
	}
	// The sixteenth character is compared whatever it is; the table decides on the other fifteen.
	if len(s) < personLength {
		return Decision{Reason: RefusedChar}
	}
	want, ok := CheckCharacter(s[:15])
	switch {
	case !ok:
		return Decision{Reason: RefusedChar}
	case s[15:] != string(want):
		return Decision{Reason: RefusedCheck}
	}
	return Decision{OK: true, Reason: AcceptedPerson}
}

// Comparison sets the official judgement of a value beside the two possible ones of the gateway.
type Comparison struct {
	Official       bool     // right by the official rule
	Strict         Decision // of the gateway with its setting off
	Special        Decision // of the gateway with its setting on
	OnlyBySpecial  bool     // passes the gateway only where the setting is on
	GatewayLooser  bool     // the gateway may pass it although it is wrong
	GatewayTighter bool     // the gateway may refuse it although it is right
}

// Compare judges a value by all three rules.
func Compare(s string) Comparison {
	c := Comparison{Official: Valid(s), Strict: Gateway(s, false), Special: Gateway(s, true)}
	c.OnlyBySpecial = c.Special.OK && !c.Strict.OK
	c.GatewayLooser = c.Special.OK && !c.Official
	c.GatewayTighter = c.Official && !c.Strict.OK
	return c
}
