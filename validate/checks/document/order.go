package documentcheck

import (
	"strings"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/internal/lazyregexp"
	"github.com/fselint/fselint/lint"
	"github.com/fselint/fselint/metadata/codelist"
	"github.com/fselint/fselint/validate"
)

// The roots under which the prescription behind a report is named.
const (
	electronicOrder = "2.16.840.1.113883.2.9.4.3.9" // NRE, number of an electronic prescription
	paperOrder      = "2.16.840.1.113883.2.9.4.3.4" // RUR, both bar codes of a red one
	electronicPaper = "2.16.840.1.113883.2.9.4.3.8" // the electronic prescription as a document, not as an order
)

var (
	// electronicForm is the NRE: region, two characters of the central system, kind of batch, batch and number in it.
	electronicForm = lazyregexp.New(`^[0-9]{3}[0-9A-Z]{3}[0-9]{9}$`)
	// paperForm is the RUR: five and ten digits.
	paperForm = lazyregexp.New(`^[0-9]{15}$`)
)

// orders judges inFulfillmentOf/order/id. Other roots are those of requests that are no prescriptions, and are not judged.
func orders(p *validate.Pass, doc *xmltree.Doc, fulfilment xmltree.Node) {
	n := 0
	for c := doc.FirstChild(fulfilment); c != xmltree.None; c = doc.NextSibling(c) {
		if !is(doc, c, "order") {
			continue
		}
		if n++; n == 2 {
			p.Report(lint.Finding{Rule: ruleOrders, Location: At(doc, c)})
		}
		for id := doc.FirstChild(c); id != xmltree.None; id = doc.NextSibling(id) {
			if is(doc, id, "id") {
				order(p, doc, id)
			}
		}
	}
}

func order(p *validate.Pass, doc *xmltree.Doc, id xmltree.Node) {
	root, _ := doc.AttrValue(id, "root")
	number, given := doc.AttrValue(id, "extension")
	f := lint.Finding{Location: At(doc, id), Actual: lint.Same(strings.Clone(number))}
	numbers := strings.FieldsFunc(number, func(r rune) bool { return strings.ContainsRune(",;|[] ", r) })
	switch {
	case !given: // a nullFlavor, or the national rules have their say
		return
	case root == electronicPaper:
		f.Rule, f.Actual, f.Expected = ruleOrderRoot, lint.Same(root), lint.Same(electronicOrder)
	case root != electronicOrder && root != paperOrder:
		return
	case len(numbers) > 1:
		f.Rule = ruleOrders
	case root == paperOrder && isElectronic(number) && !paperForm().MatchString(number):
		f.Rule, f.Actual, f.Expected = ruleOrderRoot, lint.Same(root), lint.Same(electronicOrder)
	case root == paperOrder && !(paperForm().MatchString(number) && ofRegion(number)):
		f.Rule, f.Expected = ruleOrderForm, texts.Text("paper-form", nil)
	case root == electronicOrder && !isElectronic(number):
		f.Rule, f.Expected = ruleOrderForm, texts.Text("electronic-form", nil)
	default:
		return
	}
	p.Report(f)
}

func isElectronic(number string) bool {
	return electronicForm().MatchString(number) && ofRegion(number)
}

// ofRegion reports whether a number begins with the code of a region, or of the ministry.
func ofRegion(number string) bool {
	_, ok := codelist.Organization.Lookup(number[:3])
	return ok
}
