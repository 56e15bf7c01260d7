// Package agreementcheck judges whether the parts of a submission agree: tokens, PDF, CDA, request body and certificate.
//
// Sources: specification digest, 02-jwt paragraphs 6 to 9, 03-request-body paragraph 2, 04-pdf-cda paragraphs 6 and 7.
package agreementcheck

import (
	"cmp"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"path/filepath"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/oid"
	"github.com/fselint/fselint/metadata/request"
	"github.com/fselint/fselint/metadata/token"
	"github.com/fselint/fselint/validate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	requestcheck "github.com/fselint/fselint/validate/checks/request"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

// oidTEAM identifies holders of a foreign health card, whose number is no fiscal code.
const oidTEAM = "2.16.840.1.113883.2.9.4.3.7"

// Check returns the check of agreement. It needs two parts at least.
func Check(op fse.Operation) *validate.Check {
	return &validate.Check{
		Name: "agreement", Stage: "agreement", Rules: texts.Rules(),
		Uses: []validate.Key{tokencheck.Signature, requestcheck.Body, documentcheck.CDA, documentcheck.Tree, documentcheck.IDs},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			a := agreement{Pass: p, op: op}
			var haveToken, haveBody bool
			a.token, haveToken = tokencheck.Signature.Lookup(p)
			a.body, haveBody = requestcheck.Body.Lookup(p)
			a.doc, _ = documentcheck.Tree.Lookup(p)
			if !haveToken && !haveBody {
				return &validate.Skip{Absent: true, Reason: texts.Text("nothing-given", nil)}
			}
			a.judge()
			return nil
		}),
	}
}

type agreement struct {
	*validate.Pass
	op    fse.Operation
	token *token.Token  // nil when not given
	body  *request.Body // nil when not given
	doc   *xmltree.Doc  // nil when there is none
}

func (a *agreement) judge() {
	if a.token != nil {
		a.hash()
		if a.doc != nil {
			a.documentType()
			a.patient()
			a.region()
		}
	}
	if a.body != nil && a.doc != nil {
		a.access()
		a.documentID()
	}
}

func claim(name string) lint.Location {
	return lint.Location{Source: lint.SourceSignatureToken, Path: name}
}

// hash compares attachment_hash with the file and, when they differ, says what it is the hash of.
func (a *agreement) hash() {
	got := a.token.String("attachment_hash")
	if !a.op.Publishes() || got == "" || a.Bundle.Load == nil {
		return // its absence is the token's affair
	}
	want := a.Doc.SHA256
	if strings.EqualFold(got, want) {
		return
	}
	f := lint.Finding{Rule: ruleHash, Location: claim("attachment_hash"), Actual: lint.Value(got), Expected: lint.Same(want)}
	why, known := a.hashedInstead(strings.ToLower(strings.TrimSpace(got)))
	if _, err := hex.DecodeString(got); !known && (err != nil || len(got) != len(want)) {
		return // it is no SHA-256 at all: the token's affair too
	}
	f.Values = lint.Values{"more": lint.Known("")}
	if known {
		f.Values["more"] = texts.Text(why, nil)
	}
	a.Report(f)
}

func sum256(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// hashedInstead looks for what a wrong attachment_hash was computed from.
func (a *agreement) hashedInstead(got string) (id string, ok bool) {
	if got == a.Doc.SHA256 {
		return "blanks-around", true
	}
	if a.Doc.CDA != nil && got == a.Doc.CDA.SHA256 {
		return "of-cda", true
	}
	if s := sha1.Sum(a.Data); got == hex.EncodeToString(s[:]) {
		return "of-sha1", true
	}
	if got == sum256(nil) {
		return "of-nothing", true
	}
	if got == sum256([]byte(base64.StdEncoding.EncodeToString(a.Data))) {
		return "of-base64", true
	}
	if got == sum256([]byte(a.Doc.SHA256)) {
		return "of-digest", true
	}
	base := filepath.Base(a.Bundle.Path)
	for _, name := range []string{a.Bundle.Path, base, strings.TrimSuffix(base, filepath.Ext(base))} {
		if got == sum256([]byte(name)) {
			return "of-name", true
		}
	}
	return a.earlierRevision(got)
}

// earlierRevision tries what the file was before its last changes, such as before it was signed.
func (a *agreement) earlierRevision(got string) (id string, ok bool) {
	const marker = "%%EOF"
	data := string(a.Data)
	for from, n := 0, 0; n < 64; n++ {
		i := strings.Index(data[from:], marker)
		if i < 0 {
			break
		}
		end := from + i + len(marker)
		for _, tail := range []string{"", "\n", "\r\n", "\r"} {
			if strings.HasPrefix(data[end:], tail) && got == sum256(a.Data[:end+len(tail)]) {
				return "of-revision", true
			}
		}
		from = end
	}
	return "", false
}

// element reports whether n is an element of that local name, whatever its case: the gateway reads the CDA as HTML.
func (a *agreement) element(n xmltree.Node, local string) bool {
	return a.doc.Kind(n) == xmltree.Element && strings.EqualFold(a.doc.Local(a.doc.Name(n)), local)
}

func (a *agreement) first(local string) xmltree.Node {
	for n := xmltree.Root + 1; int(n) < a.doc.Len(); n++ {
		if a.element(n, local) {
			return n
		}
	}
	return xmltree.None
}

// documentType compares resource_hl7_type with the first code element, as the gateway does.
func (a *agreement) documentType() {
	got := a.token.String("resource_hl7_type")
	if got == "" {
		return
	}
	n := a.first("code")
	if n == xmltree.None {
		a.Report(lint.Finding{Rule: ruleNoType, Location: documentcheck.At(a.doc, a.doc.DocumentElement())})
		return
	}
	code, _ := a.doc.AttrValue(n, "code")
	system, _ := a.doc.AttrValue(n, "codeSystem")
	if want := "('" + code + "^^" + system + "')"; got != want {
		f := lint.Finding{Rule: ruleType, Location: claim("resource_hl7_type"), Actual: lint.Value(got), Expected: lint.Same(want)}
		if _, bad := hl7id.ParseResourceType(got); len(bad) > 0 {
			f.Cause, f.Fix = &bad[0], ruleType.Mend(lint.Values{"expected": f.Expected})
		}
		a.Report(f)
	}
}

// patient compares person_id with the ids of the patient.
func (a *agreement) patient() {
	person := a.token.String("person_id")
	if person == "" {
		return
	}
	id, ok := hl7id.GatewayPerson(person)
	ids := a.patientIDs()
	if len(ids) == 0 {
		a.Report(lint.Finding{Rule: ruleNoPatient, Location: documentcheck.At(a.doc, a.doc.DocumentElement())})
		return
	}
	if !ok {
		a.Report(lint.Finding{Rule: ruleCarets, Location: claim("person_id"), Actual: lint.Value(person), Detail: "Index 0 out of bounds for length 0"})
		return
	}
	var extensions []string
	root := ""
	for _, n := range ids {
		r, _ := a.doc.AttrValue(n, "root")
		extension, _ := a.doc.AttrValue(n, "extension")
		extensions = append(extensions, extension)
		if r != "" && extension == id && root == "" {
			root = r
		}
	}
	if root == "" {
		a.otherPatient(ids[0], id, extensions)
		return
	}
	if cx, bad := hl7id.ParseCX(person); len(bad) == 0 && string(cx.OID) != root {
		f := lint.Finding{
			Rule: rulePersonOID, Location: claim("person_id"), Actual: lint.Value(string(cx.OID)), Expected: lint.Same(root),
			Values: lint.Values{"value": hl7id.CX{ID: id, OID: oid.OID(root)}.String()},
		}
		if cx.OID == oid.STP || cx.OID == oid.ENI { // the code's own authority, so the document has the wrong one
			f.Actual, f.Expected = lint.Value(root), lint.Same(string(cx.OID))
			f.Fix = texts.Text("mend-cda-root", lint.Values{"root": lint.Known(string(cx.OID))})
		}
		a.Report(f)
	}
	if root != oidTEAM && !fiscalcode.Gateway(id, true).OK {
		f := lint.Finding{Rule: rulePerson, Location: claim("person_id"), Actual: lint.Value(id)}
		if _, bad := fiscalcode.Parse(id); len(bad) > 0 {
			bad[0].Location.Path = "person_id"
			f.Cause = &bad[0]
		}
		a.Report(f)
	}
}

func (a *agreement) patientIDs() []xmltree.Node {
	var ids []xmltree.Node
	for n := xmltree.Root + 1; int(n) < a.doc.Len(); n++ {
		if a.element(n, "id") && a.element(a.doc.Parent(n), "patientRole") {
			ids = append(ids, n)
		}
	}
	return ids
}

func (a *agreement) otherPatient(at xmltree.Node, id string, extensions []string) {
	root, _ := a.doc.AttrValue(at, "root")
	f := lint.Finding{
		Rule: rulePatient, Location: claim("person_id"), Actual: lint.Value(id), Expected: lint.Same(strings.Join(extensions, ", ")),
		Values: lint.Values{"value": hl7id.CX{ID: extensions[0], OID: cmp.Or(oid.OID(root), oid.FiscalCode)}.String()},
	}
	for _, e := range extensions {
		switch {
		case e == id:
			f.Notes = append(f.Notes, texts.Text("no-root", nil))
		case strings.EqualFold(e, id):
			f.Notes = append(f.Notes, texts.Text("only-case", nil))
		case strings.TrimSpace(e) == strings.TrimSpace(id):
			f.Notes = append(f.Notes, texts.Text("only-blanks", nil))
		}
	}
	place := documentcheck.At(a.doc, at)
	f.Notes = append(f.Notes, texts.Text("in-the-cda", lint.Values{"path": place.Path}))
	a.Report(f)
}

// region compares the region arc of ClinicalDocument/id with the organisation of the token.
func (a *agreement) region() {
	n := a.child("id")
	organisation := a.token.String("subject_organization_id")
	if n == xmltree.None || organisation == "" {
		return
	}
	root, _ := a.doc.AttrValue(n, "root")
	extension, _ := a.doc.AttrValue(n, "extension")
	d, bad := hl7id.ParseDocumentID(root + "^" + extension)
	if len(bad) == 0 && d.Region != "" && d.Region != organisation {
		a.Report(lint.Finding{
			Rule: ruleRegion, Location: documentcheck.At(a.doc, n), Actual: lint.Value(d.Region), Expected: lint.Same(organisation),
		})
	}
}

// child returns the first child of the document element with that name.
func (a *agreement) child(local string) xmltree.Node {
	for n := a.doc.FirstChild(a.doc.DocumentElement()); n != xmltree.None; n = a.doc.NextSibling(n) {
		if a.element(n, local) {
			return n
		}
	}
	return xmltree.None
}

func field(name string) lint.Location {
	return lint.Location{Source: lint.SourceRequest, Path: "/" + name}
}

// access wants a rule of access for a document of very restricted confidentiality.
func (a *agreement) access() {
	n := a.child("confidentialityCode")
	if n == xmltree.None || !a.op.Publishes() {
		return
	}
	if code, _ := a.doc.AttrValue(n, "code"); code != "V" {
		return
	}
	for _, rule := range a.body.AttiCliniciRegoleAccesso.Items {
		if strings.EqualFold(rule.Value, "P99") || strings.EqualFold(rule.Value, "P00") {
			return
		}
	}
	a.Report(lint.Finding{Rule: ruleAccess, Location: field("attiCliniciRegoleAccesso"), Expected: lint.Same("P99, P00")})
}

// tuscany is the region whose private facilities write type and VAT number into the number of a document.
const tuscany = "090"

// documentID compares identificativoDoc with the CDA and the certificate.
func (a *agreement) documentID() {
	value := a.body.IdentificativoDoc.Value
	if value == "" {
		return
	}
	if n := a.child("id"); n != xmltree.None {
		root, _ := a.doc.AttrValue(n, "root")
		extension, _ := a.doc.AttrValue(n, "extension")
		if own := root + "^" + extension; own != value {
			a.Report(lint.Finding{Rule: ruleDocumentID, Location: field("identificativoDoc"), Actual: lint.Value(value), Expected: lint.Value(own)})
		}
	}
	id, private, bad := hl7id.ParsePrivateDocumentID(value)
	if id.Region != tuscany || private.Type == "" {
		return
	}
	if t, ok := fse.DocumentTypeByTemplate(a.Doc.TemplateID); ok && t.Abbr != private.Type {
		a.Report(lint.Finding{
			Rule: ruleDocumentType, Location: field("identificativoDoc"), Actual: lint.Value(private.Type), Expected: lint.Same(t.Abbr),
		})
	}
	if len(bad) > 0 || a.token == nil || a.token.Certificate() == nil {
		return
	}
	if cn := certificate.ParseCN(certificate.Name(a.token.Certificate())); cn.VAT != "" && cn.VAT != private.VAT {
		a.Report(lint.Finding{Rule: ruleVAT, Location: field("identificativoDoc"), Actual: lint.Value(private.VAT), Expected: lint.Same(cn.VAT)})
	}
}
