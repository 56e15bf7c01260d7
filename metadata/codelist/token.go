package codelist

import (
	_ "embed"
	"strings"

	"github.com/fselint/fselint/internal/jdk"
)

// Role is subject_role, compared with regard to case.
var Role = newList("subject_role", role, plain)

// Purpose is purpose_of_use, compared ignoring case. Only TREATMENT, UPDATE and ACCESS UPDATE pass an operation.
var Purpose = newList("purpose_of_use", purpose, plain)

// Action is action_id, compared with regard to case. READ is known but refused by every operation.
var Action = newList("action_id", "CREATE|Creazione\nREAD|Lettura\nUPDATE|Aggiornamento\nDELETE|Cancellazione", plain)

// Organization is subject_organization_id with its description. The sources disagree on the description of 999 and 950: Name is
// the gateway's, OtherName the document's.
var Organization = newList("subject_organization_id", organization, func(fields []string) Entry {
	e := plain(fields[:2])
	if len(fields) > 2 {
		e.OtherName = fields[2]
	}
	return e
})

// OrganizationByArc returns the organisation whose code is the arc of an OID, filled with zeros to three digits as the gateway
// does: 90 and 090 are Tuscany, 0 is INI.
func OrganizationByArc(arc string) (Entry, bool) {
	if n := 3 - jdk.Len(arc); n > 0 {
		arc = strings.Repeat("0", n) + arc
	}
	return Organization.LookupFold(arc)
}

//go:embed lists/role.txt
var role string

//go:embed lists/purpose.txt
var purpose string

//go:embed lists/organization.txt
var organization string
