package trustlist

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/pades/cms"
)

// Namespaces of lists.
const (
	nsList           = "http://uri.etsi.org/02231/v2#"
	nsQualifications = "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"
)

// limits of a list: the largest that are published have 15 MB, half a million nodes and a depth of 20.
var limits = xmltree.Limits{Bytes: 64 << 20, Depth: 64, Attributes: 64, Nodes: 5_000_000}

// ErrNotAList says that a document is no trusted list.
var ErrNotAList = errors.New("not a trusted list (ETSI TS 119 612 v2)")

// Parse reads a trusted list in UTF-8 and verifies its signature. A list whose signature is missing or wrong is returned all the same:
// its Signature says so. What cannot be read in a service is left out and named in Problems. The list keeps data.
func Parse(data []byte) (*List, error) {
	doc, err := xmltree.Parse(data, limits)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotAList, err)
	}
	p := &parser{reader: reader{doc}, list: &List{}}
	root := doc.DocumentElement()
	if name := doc.Name(root); doc.Space(name) != nsList || doc.Local(name) != "TrustServiceStatusList" {
		return nil, fmt.Errorf("%w: the document element is %s", ErrNotAList, doc.QName(root))
	}
	p.list.Signature = verify(p.reader, root)
	if err := p.scheme(p.first(root, nsList, "SchemeInformation")); err != nil {
		return nil, err
	}
	for _, n := range p.all(p.first(root, nsList, "TrustServiceProviderList"), nsList, "TrustServiceProvider") {
		p.provider(n)
	}
	return p.list, nil
}

type parser struct {
	reader
	list *List
}

// maxProblems bounds the remarks about what cannot be read.
const maxProblems = 100

func (p *parser) problem(n xmltree.Node, format string, args ...any) {
	if len(p.list.Problems) < maxProblems {
		p.list.Problems = append(p.list.Problems, fmt.Sprintf("line %d: ", p.doc.Pos(n).Line)+fmt.Sprintf(format, args...))
	}
}

func (p *parser) scheme(n xmltree.Node) error {
	if n == xmltree.None {
		return fmt.Errorf("%w: no SchemeInformation", ErrNotAList)
	}
	l := p.list
	l.Operator = p.named(p.first(n, nsList, "SchemeOperatorName"))
	l.SchemeName = p.named(p.first(n, nsList, "SchemeName"))
	l.Territory = p.text(p.first(n, nsList, "SchemeTerritory"))
	l.Type = tail(p.text(p.first(n, nsList, "TSLType")), "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/")
	l.Version, _ = strconv.Atoi(p.text(p.first(n, nsList, "TSLVersionIdentifier")))
	l.Sequence, _ = strconv.Atoi(p.text(p.first(n, nsList, "TSLSequenceNumber")))
	var err error
	if l.Issued, err = parseTime(p.text(p.first(n, nsList, "ListIssueDateTime"))); err != nil {
		return fmt.Errorf("%w: the time of issue: %w", ErrNotAList, err)
	}
	if next := p.first(n, nsList, "NextUpdate", "dateTime"); next != xmltree.None {
		if l.NextUpdate, err = parseTime(p.text(next)); err != nil {
			return fmt.Errorf("%w: the time of the next update: %w", ErrNotAList, err)
		}
	}
	for _, pointer := range p.all(p.first(n, nsList, "PointersToOtherTSL"), nsList, "OtherTSLPointer") {
		l.Pointers = append(l.Pointers, p.pointer(pointer))
	}
	return nil
}

func (p *parser) pointer(n xmltree.Node) Pointer {
	out := Pointer{Location: p.text(p.first(n, nsList, "TSLLocation"))}
	for _, identity := range p.all(p.first(n, nsList, "ServiceDigitalIdentities"), nsList, "ServiceDigitalIdentity") {
		for _, id := range p.identities(identity) {
			if id.Certificate != nil {
				out.Signers = append(out.Signers, id.Certificate.Raw)
			}
		}
	}
	for _, other := range p.all(p.first(n, nsList, "AdditionalInformation"), nsList, "OtherInformation") {
		p.elements(other, func(field xmltree.Node) {
			switch p.local(field) {
			case "SchemeTerritory":
				out.Territory = p.text(field)
			case "TSLType":
				out.Type = tail(p.text(field), "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/")
			case "MimeType":
				out.MIME = p.text(field)
			}
		})
	}
	return out
}

func (p *parser) provider(n xmltree.Node) {
	provider := Provider{Name: p.named(p.first(n, nsList, "TSPInformation", "TSPName"))}
	for _, service := range p.all(p.first(n, nsList, "TSPServices"), nsList, "TSPService") {
		if s, ok := p.service(service); ok {
			s.Provider = provider.Name
			provider.Services = append(provider.Services, s)
		}
	}
	p.list.Providers = append(p.list.Providers, provider)
}

// service reads a service. One whose present state cannot be read is left out.
func (p *parser) service(n xmltree.Node) (Service, bool) {
	information := p.first(n, nsList, "ServiceInformation")
	if information == xmltree.None {
		p.problem(n, "a service without information")
		return Service{}, false
	}
	state, ok := p.state(information)
	if !ok {
		return Service{}, false
	}
	s := Service{
		Name:       p.named(p.first(information, nsList, "ServiceName")),
		Type:       state.Type,
		Identities: p.identities(p.first(information, nsList, "ServiceDigitalIdentity")),
		States:     []State{state},
	}
	for _, instance := range p.all(p.first(n, nsList, "ServiceHistory"), nsList, "ServiceHistoryInstance") {
		if earlier, ok := p.state(instance); ok {
			s.States = append(s.States, earlier)
		}
	}
	slices.SortStableFunc(s.States, func(a, b State) int { return b.Since.Compare(a.Since) })
	return s, true
}

func (p *parser) identities(n xmltree.Node) []Identity {
	var out []Identity
	subject, key := "", []byte(nil)
	for _, id := range p.all(n, nsList, "DigitalId") {
		p.elements(id, func(field xmltree.Node) {
			switch p.local(field) {
			case "X509Certificate":
				der, err := decode(p.text(field))
				if err != nil {
					p.problem(field, "a certificate that is no base64")
					return
				}
				c, err := cms.ParseCertificate(der)
				if err != nil {
					p.problem(field, "a certificate that cannot be read: %v", err)
					return
				}
				out = append(out, Identity{Certificate: c, Subject: c.Subject.String(), KeyID: c.SubjectKeyID})
			case "X509SubjectName":
				subject = p.text(field)
			case "X509SKI":
				key, _ = decode(p.text(field))
			}
		})
	}
	if len(out) == 0 && (subject != "" || key != nil) {
		out = append(out, Identity{Subject: subject, KeyID: key})
	}
	return out
}

// state reads what a service was from a time on. One without a time that can be read is no state.
func (p *parser) state(n xmltree.Node) (State, bool) {
	since, err := parseTime(p.text(p.first(n, nsList, "StatusStartingTime")))
	if err != nil {
		p.problem(n, "a service's state without a time: %v", err)
		return State{}, false
	}
	s := State{
		Type:   tail(p.text(p.first(n, nsList, "ServiceTypeIdentifier")), "http://uri.etsi.org/TrstSvc/Svctype/"),
		Status: tail(p.text(p.first(n, nsList, "ServiceStatus")), "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/", "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/"),
		Since:  since,
	}
	for _, extension := range p.all(p.first(n, nsList, "ServiceInformationExtensions"), nsList, "Extension") {
		for _, additional := range p.all(extension, nsList, "AdditionalServiceInformation") {
			s.Uses = append(s.Uses, tail(p.text(p.first(additional, nsList, "URI")), "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/", "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/"))
		}
		for _, q := range p.all(extension, nsQualifications, "Qualifications") {
			for _, element := range p.all(q, nsQualifications, "QualificationElement") {
				s.Qualifications = append(s.Qualifications, p.qualification(element))
			}
		}
	}
	return s, true
}

func (p *parser) qualification(n xmltree.Node) Qualification {
	var q Qualification
	for _, qualifier := range p.all(p.first(n, nsQualifications, "Qualifiers"), nsQualifications, "Qualifier") {
		uri, _ := p.attr(qualifier, "uri")
		q.Qualifiers = append(q.Qualifiers, tail(uri, "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/", "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/"))
	}
	list := p.first(n, nsQualifications, "CriteriaList")
	if list == xmltree.None {
		q.Criteria.Unknown = true
		return q
	}
	q.Criteria = p.criteria(list)
	return q
}

func (p *parser) criteria(n xmltree.Node) Criteria {
	var c Criteria
	c.Assert, _ = p.attr(n, "assert")
	p.elements(n, func(field xmltree.Node) {
		switch p.local(field) {
		case "KeyUsage":
			bits := map[string]bool{}
			p.elements(field, func(bit xmltree.Node) {
				name, _ := p.attr(bit, "name")
				text := p.text(bit)
				bits[name] = text == "true" || text == "1"
			})
			c.KeyUsages = append(c.KeyUsages, bits)
		case "PolicySet":
			c.Policies = append(c.Policies, p.identifiers(field))
		case "CriteriaList":
			c.Nested = append(c.Nested, p.criteria(field))
		case "otherCriteriaList", "OtherCriteriaList":
			p.elements(field, func(other xmltree.Node) { p.otherCriterion(&c, other) })
		case "Description":
		default:
			c.Unknown = true
		}
	})
	return c
}

func (p *parser) otherCriterion(c *Criteria, n xmltree.Node) {
	set := p.identifiers(n)
	switch p.local(n) {
	case "ExtendedKeyUsage":
		c.ExtendedKeyUsages = append(c.ExtendedKeyUsages, set)
	case "CertSubjectDNAttribute":
		c.SubjectAttributes = append(c.SubjectAttributes, set)
	case "QcStatementSet":
		// a statement may be asked for together with its content, of which nothing is known here
		c.Statements = append(c.Statements, set)
		c.Unknown = c.Unknown || p.mentions(n, "QcStatementInfo")
	default:
		c.Unknown = true
	}
}

// mentions tells whether an element of that name lies below n.
func (p *parser) mentions(n xmltree.Node, local string) bool {
	for d := n + 1; d < p.doc.End(n); d++ {
		if p.doc.Kind(d) == xmltree.Element && p.local(d) == local {
			return true
		}
	}
	return false
}

// identifiers returns the object identifiers below n (xades:Identifier), written with or without urn:oid:.
func (p *parser) identifiers(n xmltree.Node) []string {
	var out []string
	for d := n + 1; d < p.doc.End(n); d++ {
		if p.doc.Kind(d) == xmltree.Element && p.local(d) == "Identifier" {
			out = append(out, tail(p.text(d), "urn:oid:"))
		}
	}
	return out
}
