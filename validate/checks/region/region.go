// Package regioncheck judges what a region refuses and the nation does not. Today there is one region: Tuscany, whose middleware (CART)
// stands between private facilities and the national gateway.
//
// Sources: Regione Toscana, specifiche tecniche privati v1.2, paragraphs 2, 3, 5 and 13; public threads named by the rules.
package regioncheck

import (
	"context"
	"crypto/x509"
	_ "embed"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/gateway/wire"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/oid"
	"github.com/fselint/fselint/validate"
	certificatecheck "github.com/fselint/fselint/validate/checks/certificate"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
	tokencheck "github.com/fselint/fselint/validate/checks/token"
)

//go:embed rules.yaml
var data string

var texts = lint.NewCatalog(data)

var (
	ruleMethod  = texts.Rule("RT-METHOD", lint.Error, lint.Standard, "")
	rulePatient = texts.Rule("RT-PATIENT", lint.Error, lint.Standard, "")
)

// Options say which call is meant.
type Options struct {
	Profile   fse.Profile
	Operation fse.Operation
	Channel   *x509.Certificate // of the connection; nil where it is not known
	Single    bool              // one certificate serves channel and signature
}

// Check returns the check. Its findings stand in the stages of what they are about.
func Check(o Options) *validate.Check {
	return &validate.Check{
		Name: "region", Rules: texts.Rules(), Uses: []validate.Key{certificatecheck.File, tokencheck.Signature, documentcheck.Tree},
		Run: validate.Judge(func(_ context.Context, p *validate.Pass) error {
			if o.Profile != fse.Toscana {
				return nil
			}
			j := &judgement{Options: o, report: p.Report}
			j.method()
			if doc, ok := documentcheck.Tree.Lookup(p); ok {
				j.patient(doc)
			}
			var signer *x509.Certificate
			if t, ok := tokencheck.Signature.Lookup(p); ok {
				signer = t.Certificate()
			}
			if file, ok := certificatecheck.File.Lookup(p); ok && file.Leaf != nil {
				switch certificate.ParseCN(certificate.Name(file.Leaf)).Role {
				case certificate.Authentication:
					j.Channel = file.Leaf
				case certificate.Signature:
					signer = file.Leaf
				}
			}
			j.certificates(signer)
			return nil
		}),
	}
}

type judgement struct {
	Options
	report func(lint.Finding)
}

// method says that the region does not offer an operation.
func (j *judgement) method() {
	if wire.Offered(fse.Toscana, j.Operation) {
		return
	}
	var offered []string
	for _, op := range fse.Operations() {
		if wire.Offered(fse.Toscana, op) {
			offered = append(offered, string(op))
		}
	}
	j.report(lint.Finding{
		Rule: ruleMethod, Stage: "request", Location: lint.Location{Source: lint.SourceRequest}, Actual: lint.Known(j.Operation).Text(),
		Expected: lint.Known(strings.Join(offered, ", ")).Text(),
	})
}

// patient wants a fiscal code among the ids of the patient. An id of a region's own is known to be refused; of the others of those who
// have no fiscal code nobody has said that they are taken.
func (j *judgement) patient(doc *xmltree.Doc) {
	first := xmltree.None
	for n := xmltree.Root + 1; int(n) < doc.Len(); n++ {
		if doc.Kind(n) != xmltree.Element || doc.Local(doc.Name(n)) != "id" || doc.Local(doc.Name(doc.Parent(n))) != "patientRole" {
			continue
		}
		if root, _ := doc.AttrValue(n, "root"); oid.OID(root) == oid.FiscalCode {
			return // what is wrong with a fiscal code is said elsewhere
		}
		if first == xmltree.None {
			first = n
		}
	}
	if first == xmltree.None {
		return
	}
	root, _ := doc.AttrValue(first, "root")
	extension, _ := doc.AttrValue(first, "extension")
	f := lint.Finding{
		Rule: rulePatient, Stage: "cda", Location: documentcheck.At(doc, first),
		Actual: lint.Value(root + "^" + extension), Expected: lint.Known(oid.FiscalCode).Text(),
		Values: lint.Values{"kind": texts.Text("patient-"+kindOf(root, extension), nil)},
	}
	if _, regional := oid.OID(root).Region(); !regional {
		f.Severity, f.Group = lint.Warning, lint.Advice
		f.Notes = append(f.Notes, texts.Text("patient-unseen", nil))
	}
	j.report(f)
}

// kindOf tells what an identifier of a patient without a fiscal code is.
func kindOf(root, extension string) string {
	upper := strings.ToUpper(extension)
	switch {
	case strings.HasPrefix(upper, "STP"):
		return "stp"
	case strings.HasPrefix(upper, "ENI"):
		return "eni"
	case oid.OID(root) == oid.TEAM:
		return "team"
	}
	return "other"
}

// certificates judges whether the certificate that signs the tokens and that of the connection make a pair.
func (j *judgement) certificates(signer *x509.Certificate) {
	if signer == nil || j.Channel == nil || j.Single {
		return
	}
	channel, signature := certificate.ParseCN(certificate.Name(j.Channel)), certificate.ParseCN(certificate.Name(signer))
	for _, f := range certificate.JudgePair(channel, signature) {
		f.Stage, f.Location.Source = "certificate", lint.SourceCertificate
		j.report(f)
	}
}
