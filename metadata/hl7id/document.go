package hl7id

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/internal/jdk"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/oid"
)

// DocumentID is identificativoDoc: who numbers documents, and the number.
type DocumentID struct {
	Root      oid.OID
	Extension string
	Region    string // three digits of the organisation, "" for Sistema TS
	SistemaTS bool
}

// String writes the identifier.
func (d DocumentID) String() string { return string(d.Root) + "^" + d.Extension }

// PrivateID is the inner grammar that Tuscany asks of private facilities: PIVA.TIPO.CODREP.ID.
type PrivateID struct {
	VAT        string // or fiscal code
	Type       string // abbreviation of the document
	Repository string
	Number     string
}

// Values of the Tuscan grammar (specifiche-privati-RT v1.2, paragraph 14).
var (
	privateTypes = []string{"LAB", "RAD", "LDO", "RSA", "RAP"}
	otherTypes   = []string{"CERT_VACC", "PSS", "SING_VACC", "VPS"} // have national test cases, are not in the specification
	repositories = []string{"201", "202", "203", "999"}
)

const (
	tuscanArc      = "90"
	partRoot       = "OID"
	partExtension  = "numero"
	documentBranch = "4.4"
	documentForm   = "2.16.840.1.113883.2.9.2.<REGIONE>.4.4^<X>"
)

// Repositories lists the repository codes for private facilities in Tuscany: 201, 202, 203 and 999.
func Repositories() []string { return slices.Clone(repositories) }

// ParseDocumentID reads identificativoDoc by the national form: the branch 4.4 of a region, or documents of Sistema TS.
func ParseDocumentID(s string) (DocumentID, []lint.Finding) {
	t, flaws := clean(s, idMarks)
	d, _, more := documentID(t)
	return d, append(flaws, more...)
}

// documentID also returns the byte of the text where the extension begins, -1 when there is none.
func documentID(t text) (DocumentID, int, []lint.Finding) {
	if t.s == "" {
		return DocumentID{}, -1, []lint.Finding{Empty.Found("", "")}
	}
	caret := strings.IndexByte(t.s, '^')
	if caret < 0 {
		return DocumentID{Root: oid.OID(t.s)}, -1, []lint.Finding{NoCaret.Found(t.s, documentForm)}
	}
	root, region, flaws := regional(t, caret, documentBranch, documentForm)
	d := DocumentID{Root: root, Region: region, SistemaTS: root == oid.SistemaTS}
	last := strings.LastIndexByte(t.s, '^')
	d.Extension = t.s[last+1:]
	if last > caret {
		flaws = append(flaws, ManyCarets.Found(t.s[caret:], "").At("", t.pos(last)))
	}
	if d.Extension == "" {
		return d, -1, append(flaws, NoExtension.Found("", "").At(partExtension, t.pos(len(t.s))))
	}
	return d, last + 1, append(flaws, blanksIn(t, last+1, len(t.s), partExtension)...)
}

// regional reads the OID that the text holds before byte end: below the arc of a region the given branch and, for all but
// documents, something more. The region is that of the organisation, "" when there is none.
func regional(t text, end int, branch, form string) (oid.OID, string, []lint.Finding) {
	root, flaws := oid.Parse(t.s[:end])
	flaws = t.moved(flaws, partRoot, 0, end)
	if branch == documentBranch && root == oid.SistemaTS {
		return root, "", flaws
	}
	rest, ok := root.Below(oid.Regions)
	if !ok {
		if len(flaws) == 0 {
			flaws = append(flaws, Root.Found(string(root), form).At(partRoot, t.pos(0)))
		}
		return root, "", flaws
	}
	at := len(oid.Regions) + 1
	arc, tail, _ := strings.Cut(rest, ".")
	org, known := codelist.OrganizationByArc(arc)
	if !known && oid.Valid("2."+arc) {
		flaws = append(flaws, UnknownRegion.Found(arc, "").At(partRoot, t.pos(at)))
	}
	got, more, hasMore := branchOf(tail)
	switch {
	case got != branch && (len(flaws) == 0 || oid.Valid("2."+got)):
		flaws = append(flaws, Branch.Found(got, branch).At(partRoot, t.pos(min(at+len(arc)+1, end))))
	case branch == documentBranch && hasMore:
		flaws = append(flaws, Trailing.Found("."+more, "").At(partRoot, t.pos(end-len(more)-1)))
	case branch != documentBranch && !hasMore:
		flaws = append(flaws, EmptyPart.Found("", "").At(form[strings.LastIndexByte(form, '<'):], t.pos(end)))
	}
	return root, org.Code, flaws
}

// branchOf cuts the first two arcs off.
func branchOf(tail string) (branch, more string, hasMore bool) {
	first, rest, ok := strings.Cut(tail, ".")
	if !ok {
		return tail, "", false
	}
	second, more, hasMore := strings.Cut(rest, ".")
	return first + "." + second, more, hasMore
}

// ParsePrivateDocumentID reads identificativoDoc by the national form and the Tuscan grammar of its number.
func ParsePrivateDocumentID(s string) (DocumentID, PrivateID, []lint.Finding) {
	t, flaws := clean(s, idMarks)
	d, at, more := documentID(t)
	flaws = append(flaws, more...)
	if d.Region != "" && d.Region != "090" || d.SistemaTS {
		arc, _ := d.Root.Region()
		flaws = append(flaws, NotTuscany.Found(arc, tuscanArc).At(partRoot, -1))
	}
	if at < 0 {
		return d, PrivateID{}, flaws
	}
	p, more := privateID(t, at)
	return d, p, append(flaws, more...)
}

func privateID(t text, at int) (PrivateID, []lint.Finding) {
	parts := strings.SplitN(t.s[at:], ".", 4)
	if len(parts) < 4 {
		return PrivateID{}, []lint.Finding{PrivateShape.Found(t.s[at:], "").At(partExtension, t.pos(at))}
	}
	p := PrivateID{VAT: parts[0], Type: parts[1], Repository: parts[2], Number: parts[3]}
	var flaws []lint.Finding
	add := func(k *lint.Rule, part string, byteAt int, found, expected string) {
		flaws = append(flaws, k.Found(found, expected).At(part, t.pos(byteAt)))
	}
	_, vat := fiscalcode.Parse(p.VAT)
	if p.VAT == "" {
		add(EmptyPart, "PIVA", at, "", "")
	} else {
		flaws = append(flaws, t.moved(vat, "PIVA", at, len(p.VAT))...)
	}
	at += len(p.VAT) + 1
	switch {
	case slices.Contains(privateTypes, p.Type):
	case slices.Contains(otherTypes, p.Type):
		add(PrivateOther, "TIPO", at, p.Type, strings.Join(privateTypes, ", "))
	default:
		add(PrivateType, "TIPO", at, p.Type, strings.Join(privateTypes, ", "))
	}
	at += len(p.Type) + 1
	switch {
	case slices.Contains(repositories, p.Repository):
	case p.Repository == "CODREP":
		add(CodRepLiteral, "CODREP", at, p.Repository, strings.Join(repositories, ", "))
	default:
		add(CodRep, "CODREP", at, p.Repository, strings.Join(repositories, ", "))
	}
	at += len(p.Repository) + 1
	if p.Number == "" {
		add(EmptyPart, "ID", at, "", "")
	}
	return p, flaws
}

// GatewayMasterID tells whether the gateway takes a document identifier, in the body or in the path: not blank, and something after
// the last caret.
func GatewayMasterID(s string) bool {
	caret := strings.LastIndexByte(s, '^')
	return caret >= 0 && caret < len(s)-1 && !jdk.IsBlank(s)
}
