// Package identifier tells the kinds of identifiers apart by their form and judges each.
//
// The package is part of the stable API (docs/dev/architecture.md, Packages for other programs).
package identifier

import (
	_ "embed"
	"fmt"
	"net/url"
	"strings"

	"github.com/fselint/fselint/fse"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/certificate"
	"github.com/fselint/fselint/metadata/fiscalcode"
	"github.com/fselint/fselint/metadata/hl7id"
	"github.com/fselint/fselint/metadata/oid"
)

//go:embed messages.yaml
var data string

var texts = lint.NewCatalog(data)

// Kind is a kind of identifier: how to recognise it and how to judge it.
type Kind struct {
	Name    string
	Title   lint.Text
	Looks   func(string) bool
	Judge   func(string) ([]lint.Finding, [][2]string) // flaws and the parts that were read
	Gateway func(string) (checked, ok bool)            // what the gateway itself would say; nil when it does not look
}

// Plain is an identifier as a body or a token has it, where value is written as in an address (percent-encoded); else value itself.
func Plain(value string) string {
	if plain, err := url.PathUnescape(value); err == nil && encodedForm().MatchString(value) {
		return plain
	}
	return value
}

var (
	// encodedForm holds a percent-encoded caret, ampersand, apostrophe, parenthesis, number sign, colon, blank or slash.
	encodedForm = lazyregexp.New(`%(5[eE]|2[0367893]|2[fF]|3[aA])`)
	uuidForm    = lazyregexp.New(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
)

// judgeUUID says what a UUID is: the form of jti, traceID and X-CART-id, never one of a document or a person.
func judgeUUID(s string) ([]lint.Finding, [][2]string) {
	return nil, [][2]string{{"version", s[14:15]}}
}

func contains(parts ...string) func(string) bool {
	return func(s string) bool {
		for _, p := range parts {
			if !strings.Contains(s, p) {
				return false
			}
		}
		return true
	}
}

// Kinds are the kinds that are told apart, the more particular first.
var Kinds = []Kind{
	{"workflow", lint.Same("workflowInstanceId"), contains("urn:ihe"), judgeWorkflow, nil},
	{"resource-type", lint.Same("resource_hl7_type"), func(s string) bool { return strings.ContainsAny(s, "()'") || strings.Contains(s, "^^2.16") }, judgeResourceType, nil},
	{"xon", lint.Same("locality (XON)"), contains("^^^^"), judgeXON, func(s string) (bool, bool) { return true, hl7id.GatewayXON(s) }},
	{"cx", texts.Text("sub-or-person-id-cx", nil), contains("^^^"), judgeCX, func(s string) (bool, bool) { return true, hl7id.GatewayFiscalCode(s, true) }},
	{"document", lint.Same("identificativoDoc"), contains("^"), judgeDocument, func(s string) (bool, bool) { return true, hl7id.GatewayMasterID(s) }},
	{"repository", lint.Same("identificativoRep"), contains(".4.5."), judgeRepository, func(s string) (bool, bool) { return true, hl7id.GatewayRepositoryID(s) }},
	{"submission", lint.Same("identificativoSottomissione"), contains(".4.3."), judgeSubmission, nil},
	{"cn", texts.Text("common-name-certificate", nil), contains("#"), judgeCN, nil},
	{"oid", lint.Same("OID"), func(s string) bool { return strings.Count(s, ".") > 1 && strings.Trim(s, "0123456789. ") == "" }, judgeOID, nil},
	{"uuid", texts.Text("uuid", nil), func(s string) bool { return uuidForm().MatchString(s) }, judgeUUID, nil},
	{"fiscal-code", texts.Text("fiscal-code", nil), func(string) bool { return true }, judgeFiscalCode, func(s string) (bool, bool) { return true, fiscalcode.Gateway(s, true).OK }},
}

func judgeFiscalCode(s string) ([]lint.Finding, [][2]string) {
	c, flaws := fiscalcode.Parse(s)
	parts := [][2]string{{"form", c.Form.String()}}
	if c.Form == fiscalcode.Person && len(flaws) == 0 {
		sex := "F"
		if c.Male {
			sex = "M"
		}
		parts = append(parts, [2]string{"born", fmt.Sprintf("..%02d-%02d-%02d, %s", c.Year, c.Month, c.Day, sex)}, [2]string{"place", c.Place})
	}
	return flaws, parts
}

func judgeCX(s string) ([]lint.Finding, [][2]string) {
	c, flaws := hl7id.ParseCX(s)
	return flaws, [][2]string{{"id", c.ID}, {"oid", string(c.OID)}}
}

func judgeXON(s string) ([]lint.Finding, [][2]string) {
	x, flaws := hl7id.ParseXON(s)
	return flaws, [][2]string{{"name", x.Name}, {"oid", string(x.OID)}, {"code", x.Code}}
}

func judgeResourceType(s string) ([]lint.Finding, [][2]string) {
	r, flaws := hl7id.ParseResourceType(s)
	return flaws, [][2]string{{"code", r.Code}, {"system", string(r.System)}}
}

func judgeDocument(s string) ([]lint.Finding, [][2]string) {
	d, flaws := hl7id.ParseDocumentID(s)
	parts := [][2]string{{"root", string(d.Root)}, {"extension", d.Extension}, {"region", d.Region}}
	if d.Region != "090" || strings.Count(d.Extension, ".") < 3 {
		return flaws, parts
	}
	// It looks like the number that Tuscany asks of private facilities.
	_, private, flaws := hl7id.ParsePrivateDocumentID(s)
	return flaws, append(parts, [2]string{"VAT", private.VAT}, [2]string{"type", private.Type}, [2]string{"repository", private.Repository}, [2]string{"number", private.Number})
}

func judgeRepository(s string) ([]lint.Finding, [][2]string) {
	r, flaws := hl7id.ParseRepositoryID(s)
	return flaws, [][2]string{{"region", r.Region}, {"number", r.Number}}
}

func judgeSubmission(s string) ([]lint.Finding, [][2]string) {
	r, flaws := hl7id.ParseSubmissionID(s)
	return flaws, [][2]string{{"region", r.Region}, {"number", r.Number}}
}

func judgeWorkflow(s string) ([]lint.Finding, [][2]string) {
	w, flaws := hl7id.ParseWorkflowID(s)
	return flaws, [][2]string{{"root", w.Root}, {"hash", w.Hash}, {"random", w.Random}}
}

func judgeOID(s string) ([]lint.Finding, [][2]string) {
	_, flaws := oid.Parse(s)
	return flaws, nil
}

func judgeCN(s string) ([]lint.Finding, [][2]string) {
	cn := certificate.ParseCN(s)
	return cn.Judge(fse.National, fse.AnyEnvironment), [][2]string{
		{"form", string(cn.Form)}, {"region", cn.Region}, {"VAT", cn.VAT}, {"domain", cn.Domain},
		{"vendor", cn.Vendor}, {"municipality", cn.Municipality}, {"authority", cn.Authority}, {"code", cn.Code},
	}
}

// Names lists the kinds.
func Names() []string {
	var names []string
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	return names
}
