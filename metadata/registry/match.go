package registry

import (
	"slices"
)

// Candidate is a row whose vendor, application and version all equal the ones asked for, byte for byte.
type Candidate struct {
	Row               *Row
	EquivalentVendor  bool // the vendor equals one of the row's equivalent names, not its own name
	EquivalentVersion bool // the version equals one of the row's equivalent versions, not its own version
}

// Match is the outcome of a look-up: the rows that are equal or, when there are none, the ones that come near.
type Match struct {
	Vendor, Application, Version string // as asked for

	Candidates []Candidate // in the order of the file
	NearMisses []NearMiss  // only without candidates; the nearest first, at most maxNearMisses
}

// Match looks for a vendor, application and version. All three must equal the same row byte for byte; the equivalent
// names and the equivalent versions of a row count as its own. An empty value matches nothing.
func (r *Registry) Match(vendor, application, version string) *Match {
	m := &Match{Vendor: vendor, Application: application, Version: version}
	if vendor != "" && version != "" {
		for _, i := range r.byApplication[application] {
			row := &r.Rows[i]
			c := Candidate{Row: row}
			if row.Vendor != vendor {
				if !slices.Contains(row.EquivalentVendors, vendor) {
					continue
				}
				c.EquivalentVendor = true
			}
			if row.Version != version {
				if !slices.Contains(row.EquivalentVersions, version) {
					continue
				}
				c.EquivalentVersion = true
			}
			m.Candidates = append(m.Candidates, c)
		}
	}
	if len(m.Candidates) == 0 {
		m.NearMisses = r.nearMisses(vendor, application, version)
	}
	return m
}

// Found says whether at least one row is equal.
func (m *Match) Found() bool { return len(m.Candidates) > 0 }

// VendorByEquivalence says that the vendor is accepted only as an equivalent name: no candidate has it as its own.
// The published rule speaks of equivalent versions only, so a careful caller mentions it.
func (m *Match) VendorByEquivalence() bool {
	return m.Found() && !slices.ContainsFunc(m.Candidates, func(c Candidate) bool { return !c.EquivalentVendor })
}

// VersionByEquivalence says that the version is accepted only as an equivalent version: no candidate has it as its own.
func (m *Match) VersionByEquivalence() bool {
	return m.Found() && !slices.ContainsFunc(m.Candidates, func(c Candidate) bool { return !c.EquivalentVersion })
}

// Coverage returns the document types of all candidates, each once, in the order of the file.
func (m *Match) Coverage() []string {
	var types []string
	for _, c := range m.Candidates {
		for _, t := range c.Row.DocumentTypes {
			if !slices.Contains(types, t) {
				types = append(types, t)
			}
		}
	}
	return types
}

// Covers says whether a candidate was validated for the document type, given as the registry names it (LAB, RSA, ...).
// A transfusion report (LAB_TRASF) has the code and template of a laboratory report, so LAB covers it as well; LAB_TRASF
// alone covers no other laboratory report.
func (m *Match) Covers(docType string) bool {
	for _, c := range m.Candidates {
		if slices.Contains(c.Row.DocumentTypes, docType) {
			return true
		}
		if docType == "LAB_TRASF" && slices.Contains(c.Row.DocumentTypes, "LAB") {
			return true
		}
	}
	return false
}
