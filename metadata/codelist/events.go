package codelist

import (
	_ "embed"
	"strings"
)

// EventCode is an element of attiCliniciRegoleAccesso. The gateway compares it ignoring case: LookupFold.
var EventCode = newList("attiCliniciRegoleAccesso", eventCode, func(fields []string) Entry {
	family, documented := strings.CutSuffix(fields[0], "+")
	family, recent := strings.CutSuffix(family, "*")
	e := Entry{Code: fields[1], Family: eventFamilies[family], Documented: documented, Unlisted: recent}
	if len(fields) > 2 {
		e.Name = fields[2]
	}
	return e
})

// Access policies among the event codes.
const (
	HideDocument = "P99" // hidden
	Unhide       = "P00" // no longer hidden, at feeding
	HideParent   = "P97" // hidden from the parent
	HidePatient  = "P98" // hidden from the patient
)

var eventFamilies = map[string]string{"A": "ATC", "S": "SNOMED CT", "L": "LOINC", "P": "policy", "X": "local"}

// eventCode: family (with a plus when the integration document names the code, a star when the gateway knows it since May 2026), code, name where it is needed.
//
//go:embed lists/event-code.txt
var eventCode string
