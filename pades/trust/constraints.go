package trust

import (
	"github.com/fselint/fselint/pades/internal/ber"
	"github.com/fselint/fselint/pades/trust/internal/nameconstraint"
)

// nameChecks applies the name constraints of c to all certificates below it, except self-issued authorities.
func nameChecks(c *certificate, below []*certificate) []Finding {
	value, _, ok := c.Extension(oidNameConstraints)
	if !ok {
		return nil
	}
	var found []Finding
	for i, b := range below {
		if i > 0 && b.selfIssued() {
			continue
		}
		switch nameconstraint.Check(value, b.Certificate) {
		case nameconstraint.Refused:
			found = append(found, finding(NotTrusted, NameConstraint, c.name(), b.name(), "does not allow the name of "+b.name()))
		case nameconstraint.Unknown:
			found = append(found, finding(NotJudged, ConstraintUnknown, c.name(), b.name(), "constrains the name of "+b.name()+" in a way that is not understood"))
		}
	}
	return found
}

// requiresPolicy tells whether policy constraints ask for an explicit policy.
func requiresPolicy(value []byte) bool {
	n, err := ber.ReadAll(value)
	if err != nil {
		return true
	}
	for _, child := range n.Children {
		if child.IsContext() && child.Tag == 0 {
			return true
		}
	}
	return false
}
