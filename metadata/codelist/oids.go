package codelist

import (
	_ "embed"
	"strings"
)

// DescriptionOID is the third part of an element of descriptions. One is a form: its COD_REGIONE stands for a region.
var DescriptionOID = newList("descriptions", descriptionOID, plain)

const regionMark = "COD_REGIONE"

// DescriptionMatch is what an OID of descriptions is.
type DescriptionMatch uint8

// Matches.
const (
	NoDescription       DescriptionMatch = iota // on no list
	FixedDescription                            // one of the fixed OIDs
	RegionalDescription                         // the regional catalog of a known region: the published gateway refuses it
	LiteralDescription                          // not an OID, but the one text of the regional form that the published gateway takes
)

// MatchDescription classifies the third part of a description. The region may be written with three digits or as an arc.
func MatchDescription(value string) DescriptionMatch {
	if e, ok := DescriptionOID.Lookup(value); ok && !strings.Contains(e.Code, regionMark) {
		return FixedDescription
	}
	for _, e := range DescriptionOID.All() {
		before, after, ok := strings.Cut(e.Code, regionMark)
		if !ok {
			continue
		}
		middle, ok := strings.CutPrefix(value, before)
		if !ok {
			continue
		}
		if middle, ok = strings.CutSuffix(middle, after); !ok {
			continue
		}
		if middle == "(.*)" {
			// The gateway puts a group into a pattern that it has quoted before: only the letters of the group match it.
			return LiteralDescription
		}
		if _, ok := OrganizationByArc(middle); ok && middle != "" {
			return RegionalDescription
		}
	}
	return NoDescription
}

//go:embed lists/description-oid.txt
var descriptionOID string
