package hl7id

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/oid"
)

// RegionalID is identificativoRep or identificativoSottomissione: an OID below the branch of a region or of INI.
type RegionalID struct {
	OID    oid.OID
	Region string // three digits of the organisation, 000 for INI
	Number string // what follows the branch: the repository, or the submission set
}

const (
	repositoryBranch = "4.5"
	repositoryForm   = "2.16.840.1.113883.2.9.2.<REGIONE>.4.5.<X>"
	submissionBranch = "4.3"
	submissionForm   = "2.16.840.1.113883.2.9.2.<REGIONE>.4.3.<X>"
)

// ParseRepositoryID reads identificativoRep.
func ParseRepositoryID(s string) (RegionalID, []lint.Finding) {
	return parseRegional(s, repositoryBranch, repositoryForm)
}

// ParseSubmissionID reads identificativoSottomissione.
func ParseSubmissionID(s string) (RegionalID, []lint.Finding) {
	return parseRegional(s, submissionBranch, submissionForm)
}

func parseRegional(s, branch, form string) (RegionalID, []lint.Finding) {
	t, flaws := clean(s, idMarks)
	if t.s == "" {
		return RegionalID{}, append(flaws, Empty.Found("", ""))
	}
	end := len(t.s)
	if caret := strings.IndexByte(t.s, '^'); caret >= 0 {
		flaws = append(flaws, Trailing.Found(t.s[caret:], "").At("", t.pos(caret)))
		end = caret
	}
	root, region, more := regional(t, end, branch, form)
	id := RegionalID{OID: root, Region: region}
	if rest, ok := root.Below(oid.Regions); ok {
		_, tail, _ := strings.Cut(rest, ".")
		if got, number, _ := branchOf(tail); got == branch {
			id.Number = number
		}
	}
	return id, append(flaws, softened(more, id.Number, branch)...)
}

// softened replaces the complaint about letters in the free part by a warning: the forms say only <X>, although the field is
// an OID in the index.
func softened(flaws []lint.Finding, number, branch string) []lint.Finding {
	if number == "" {
		return flaws
	}
	if _, bad := oid.Parse("2.16." + number); !slices.ContainsFunc(bad, func(f lint.Finding) bool { return f.Rule == oid.Character }) {
		return flaws
	}
	out, done := flaws[:0], false
	for _, f := range flaws {
		if f.Rule == oid.Character {
			if done {
				continue
			}
			done = true
			f = Arcs.Found(number, branch).At(f.Location.Part, f.Location.Pos-1)
		}
		out = append(out, f)
	}
	return out
}

// TuscanRepository judges the repository code of a facility that uses a regional repository.
func TuscanRepository(id RegionalID) []lint.Finding {
	if id.Region != "" && id.Region != "090" {
		arc, _ := id.OID.Region()
		return []lint.Finding{NotTuscany.Found(arc, tuscanArc).At(partRoot, -1)}
	}
	if id.Number != "" && !slices.Contains(repositories, id.Number) {
		return []lint.Finding{CodRep.Found(id.Number, strings.Join(repositories, ", ")).At("CODREP", -1)}
	}
	return nil
}

// GatewayRepositoryID tells whether the gateway's last check takes identificativoRep: exactly the national prefix, what stands
// before the last ".4.5." filled up to three digits an organisation, and after it anything on one line.
func GatewayRepositoryID(s string) bool {
	if strings.ContainsAny(s, "\n\r\u0085\u2028\u2029") {
		return false
	}
	rest, ok := strings.CutPrefix(s, string(oid.Regions)+".")
	if !ok {
		return false
	}
	branch := strings.LastIndex(rest, "."+repositoryBranch+".")
	if branch < 0 {
		return false
	}
	_, ok = codelist.OrganizationByArc(rest[:branch])
	return ok
}
