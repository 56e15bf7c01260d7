package trustlist

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Types of services (TS 119 612 5.5.1) that matter to signatures, without their common beginning.
const (
	TypeCAQC    = "CA/QC"  // issues qualified certificates
	TypeCAPKC   = "CA/PKC" // issues other certificates
	TypeQTST    = "TSA/QTST"
	TypeTSA     = "TSA"
	TypeTSAQC   = "TSA/TSS-QC"
	TypeTSAAdES = "TSA/TSS-AdESQCandQES"
)

// List is a trusted list.
type List struct {
	// Operator is the scheme operator's name, in English where there is one.
	Operator string
	// Territory is the country code, "EU" for the list of lists.
	Territory string
	// Type is the last part of the type's address: "EUgeneric", "EUlistofthelists".
	Type              string
	Version, Sequence int
	Issued            time.Time
	// NextUpdate is zero for a closed list.
	NextUpdate time.Time
	// Services are those of all providers.
	Services []*Service
	// Pointers are the other lists that it names, with the certificates of their signers.
	Pointers  []Pointer
	Signature Signature
	// Problems name what was left out because it could not be read.
	Problems []string
}

// Service is a trust service with its history.
type Service struct {
	Provider, Name string
	// Type is the last part of the type's address, such as TypeCAQC; a foreign type is the whole address.
	Type string
	// Identities are the certificates by which the service is known. Some services are known by a subject or key alone.
	Identities []*x509.Certificate
	// States are the state of now and the earlier ones, latest first.
	States []State
}

// State is the state of a service from a point in time on.
type State struct {
	// Type is that of the service at the time; Status the last part of the status' address: "granted", "withdrawn", "accredited".
	Type, Status string
	Since        time.Time
	// Uses are the additional service information: "ForeSignatures", "ForeSeals", "ForWebSiteAuthentication", "RootCA-QC".
	Uses []string
	// Qualifications refine what the certificates of the service are.
	Qualifications []Qualification
}

// Pointer is a pointer to another list by the DER certificates of its signers.
type Pointer struct {
	Territory string
	Signers   [][]byte
}

// At returns the state that was in force at t, nil when the service was not yet in the list.
func (s *Service) At(t time.Time) *State {
	for i := range s.States {
		if !s.States[i].Since.After(t) {
			return &s.States[i]
		}
	}
	return nil
}

// granted are the states in which a service may be relied upon: of today, and before July 2016 (TS 119 612 5.5.4 and annex J).
var granted = []string{"granted", "recognisedatnationallevel", "undersupervision", "supervisionincessation", "accredited", "setbynationallaw"}

// Granted tells whether the service may be relied upon in that state.
func (s *State) Granted() bool { return slices.Contains(granted, strings.ToLower(s.Status)) }

// Has tells whether a piece of additional service information is there, such as "ForeSignatures".
func (s *State) Has(use string) bool {
	return slices.ContainsFunc(s.Uses, func(u string) bool { return strings.EqualFold(u, use) })
}

// ErrNotAList says that a document is no trusted list.
var ErrNotAList = errors.New("not a trusted list (ETSI TS 119 612 v2)")

// Bounds of a list: the largest that are published have 15 MB, half a million nodes and a depth of 20.
const (
	maxBytes    = 64 << 20
	maxTags     = 4_000_000
	maxDepth    = 64
	maxProblems = 100
)

// document is the form of a list, as far as it is read.
type document struct {
	XMLName    xml.Name    `xml:"http://uri.etsi.org/02231/v2# TrustServiceStatusList"`
	Signatures []signature `xml:"http://www.w3.org/2000/09/xmldsig# Signature"`
	Scheme     *struct {
		Operator  names     `xml:"SchemeOperatorName>Name"`
		Territory text      `xml:"SchemeTerritory"`
		Type      text      `xml:"TSLType"`
		Version   int       `xml:"TSLVersionIdentifier"`
		Sequence  int       `xml:"TSLSequenceNumber"`
		Issued    text      `xml:"ListIssueDateTime"`
		Next      text      `xml:"NextUpdate>dateTime"`
		Pointers  []pointer `xml:"PointersToOtherTSL>OtherTSLPointer"`
	} `xml:"SchemeInformation"`
	Providers []struct {
		Name     names `xml:"TSPInformation>TSPName>Name"`
		Services []struct {
			Now     *state  `xml:"ServiceInformation"`
			Earlier []state `xml:"ServiceHistory>ServiceHistoryInstance"`
		} `xml:"TSPServices>TSPService"`
	} `xml:"TrustServiceProviderList>TrustServiceProvider"`
}

type pointer struct {
	Signers   []text `xml:"ServiceDigitalIdentities>ServiceDigitalIdentity>DigitalId>X509Certificate"`
	Territory text   `xml:"AdditionalInformation>OtherInformation>SchemeTerritory"`
}

type state struct {
	Type       text        `xml:"ServiceTypeIdentifier"`
	Name       names       `xml:"ServiceName>Name"`
	Identities []text      `xml:"ServiceDigitalIdentity>DigitalId>X509Certificate"`
	Status     text        `xml:"ServiceStatus"`
	Since      text        `xml:"StatusStartingTime"`
	Extensions []extension `xml:"ServiceInformationExtensions>Extension"`
}

type extension struct {
	Uses           []text          `xml:"AdditionalServiceInformation>URI"`
	Qualifications []Qualification `xml:"Qualifications>QualificationElement"`
}

// text is the text of an element without blanks around it. Comments do not cut it: they are not signed either.
type text string

func (t *text) UnmarshalText(b []byte) error {
	*t = text(bytes.TrimSpace(b))
	return nil
}

// tail is what follows any of the beginnings of addresses, the whole when none fits.
func (t text) tail() string {
	for _, b := range []string{
		"http://uri.etsi.org/TrstSvc/TrustedList/TSLType/", "http://uri.etsi.org/TrstSvc/Svctype/",
		"http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/", "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/",
		"http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/", "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/",
		"urn:oid:",
	} {
		if len(t) >= len(b) && strings.EqualFold(string(t[:len(b)]), b) {
			return string(t[len(b):])
		}
	}
	return string(t)
}

// time reads an xsd:dateTime; one without a zone is taken as UTC.
func (t text) time() (time.Time, error) {
	at, err := time.Parse(time.RFC3339, string(t))
	if err != nil {
		return time.Parse("2006-01-02T15:04:05", string(t))
	}
	return at.UTC(), nil
}

// decode reads base64 with white space in it.
func decode(t string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(t), ""))
}

// names are a name in several languages.
type names []struct {
	Lang string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	Text text   `xml:",chardata"`
}

// english returns the English one when there is, else the first, "" without any.
func (n names) english() string {
	for _, name := range n {
		if strings.EqualFold(name.Lang, "en") {
			return strings.TrimSpace(string(name.Text))
		}
	}
	if len(n) == 0 {
		return ""
	}
	return strings.TrimSpace(string(n[0].Text))
}

// Parse reads a trusted list in UTF-8 and verifies its signature. A list whose signature is missing or wrong is returned all the same:
// its Signature says so. What cannot be read in a service is left out and named in Problems.
func Parse(data []byte) (*List, error) {
	if len(data) > maxBytes || bytes.Count(data, []byte("<")) > maxTags {
		return nil, fmt.Errorf("%w: more than %d bytes or %d tags", ErrNotAList, maxBytes, maxTags)
	}
	var d document
	if err := xml.Unmarshal(data, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotAList, err)
	}
	if d.Scheme == nil {
		return nil, fmt.Errorf("%w: no SchemeInformation", ErrNotAList)
	}
	s := d.Scheme
	l := &List{Operator: s.Operator.english(), Territory: string(s.Territory), Type: s.Type.tail(), Version: s.Version, Sequence: s.Sequence}
	var err error
	if l.Issued, err = s.Issued.time(); err != nil {
		return nil, fmt.Errorf("%w: the time of issue: %w", ErrNotAList, err)
	}
	if s.Next != "" {
		if l.NextUpdate, err = s.Next.time(); err != nil {
			return nil, fmt.Errorf("%w: the time of the next update: %w", ErrNotAList, err)
		}
	}
	if l.Signature, err = verify(data, d.Signatures); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotAList, err)
	}
	for _, p := range s.Pointers {
		l.point(p)
	}
	for _, p := range d.Providers {
		for _, service := range p.Services {
			if service.Now == nil {
				l.problem("%s: a service without information", p.Name.english())
				continue
			}
			l.add(p.Name.english(), *service.Now, service.Earlier)
		}
	}
	return l, nil
}

func (l *List) problem(format string, args ...any) {
	if len(l.Problems) < maxProblems {
		l.Problems = append(l.Problems, fmt.Sprintf(format, args...))
	}
}

func (l *List) point(p pointer) {
	out := Pointer{Territory: string(p.Territory)}
	for _, c := range l.certificates("a pointer to "+out.Territory, p.Signers) {
		out.Signers = append(out.Signers, c.Raw)
	}
	l.Pointers = append(l.Pointers, out)
}

// add takes in a service. One whose present state cannot be read is left out.
func (l *List) add(provider string, now state, earlier []state) {
	s := &Service{Provider: provider, Name: now.Name.english(), Type: now.Type.tail()}
	for i, state := range append([]state{now}, earlier...) {
		since, err := state.Since.time()
		if err != nil {
			l.problem("%s: a state without a time: %v", s.Name, err)
			if i == 0 {
				return
			}
			continue
		}
		s.States = append(s.States, state.read(since))
	}
	slices.SortStableFunc(s.States, func(a, b State) int { return b.Since.Compare(a.Since) })
	s.Identities = l.certificates(s.Name, now.Identities)
	l.Services = append(l.Services, s)
}

func (s state) read(since time.Time) State {
	out := State{Type: s.Type.tail(), Status: s.Status.tail(), Since: since}
	for _, e := range s.Extensions {
		for _, u := range e.Uses {
			out.Uses = append(out.Uses, u.tail())
		}
		out.Qualifications = append(out.Qualifications, e.Qualifications...)
	}
	return out
}

func (l *List) certificates(of string, encoded []text) []*x509.Certificate {
	var out []*x509.Certificate
	for _, t := range encoded {
		der, err := decode(string(t))
		if err != nil {
			l.problem("%s: a certificate that is no base64", of)
			continue
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			l.problem("%s: a certificate that cannot be read: %v", of, err)
			continue
		}
		out = append(out, c)
	}
	return out
}
