package signaturecheck

import (
	"slices"
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/profile"
	documentcheck "github.com/fselint/fselint/validate/checks/document"
)

// signer is SG-20: the fiscal code in the certificate against those of legalAuthenticator and author. Where either side has
// none there is nothing to compare.
func (c *careful) signer(s *profile.Signature) {
	cert := s.Certificate()
	if cert == nil || c.cda == nil {
		return
	}
	code := fiscalCodeOf(cert)
	people := c.people()
	if code == "" || len(people) == 0 {
		return
	}
	for _, p := range people {
		if strings.EqualFold(p.code, code) {
			return
		}
	}
	f := c.finding(ruleSigner, s, "certificate subject", "")
	f.Actual = lint.Same(code)
	var codes []string
	for _, p := range people {
		if !slices.Contains(codes, p.code) {
			codes = append(codes, p.code)
		}
	}
	f.Expected = lint.Same(strings.Join(codes, ", "))
	where := documentcheck.At(c.cda, people[0].node)
	f.Notes = append(f.Notes, lint.Same("CDA: "+where.Path))
	c.Report(f)
}

// candidate is what could be the fiscal code of a person within a name.
var candidate = lazyregexp.New(`[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]`)

// fiscalCodeOf finds the fiscal code in the subject of a certificate: in serialNumber as TINIT-… (EN 319 412-1 5.1.3) or IT:…,
// in older Italian certificates in the common name or dnQualifier. It is "" when there is none that is right.
func fiscalCodeOf(cert *cms.Certificate) string {
	for _, oid := range []string{"2.5.4.5", "2.5.4.3", "2.5.4.46"} {
		for _, code := range candidate().FindAllString(strings.ToUpper(cert.Subject.Get(oid)), 4) {
			if fiscalcode.Valid(code) {
				return code
			}
		}
	}
	return ""
}

// person is a fiscal code in the CDA.
type person struct {
	code string
	node xmltree.Node
}

// people returns the fiscal codes of the legal authenticator and the authors.
func (c *careful) people() []person {
	var out []person
	doc := c.cda
	children(doc, doc.DocumentElement(), func(role xmltree.Node) {
		var inner string
		switch doc.Local(doc.Name(role)) {
		case "legalAuthenticator":
			inner = "assignedEntity"
		case "author":
			inner = "assignedAuthor"
		default:
			return
		}
		children(doc, role, func(entity xmltree.Node) {
			if doc.Local(doc.Name(entity)) != inner {
				return
			}
			children(doc, entity, func(id xmltree.Node) {
				code, _ := doc.AttrValue(id, "extension")
				if doc.Local(doc.Name(id)) == "id" && fiscalcode.Valid(strings.ToUpper(code)) && len(code) == 16 {
					out = append(out, person{code, id})
				}
			})
		})
	})
	return out
}

func children(doc *xmltree.Doc, n xmltree.Node, visit func(xmltree.Node)) {
	for k := doc.FirstChild(n); k != xmltree.None; k = doc.NextSibling(k) {
		if doc.Kind(k) == xmltree.Element {
			visit(k)
		}
	}
}
