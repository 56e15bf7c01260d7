package trustlist

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/fselint/fselint/pades/cms"
)

// Canonical forms are made by github.com/russellhaering/goxmldsig; crypto/x509 verifies the value. The ValidationContext of the former
// does not serve: it verifies the first reference that fits and leaves the others alone (an XAdES signature has a second one, to what names
// the signer), and takes ECDSA values in the encoding of ASN.1, which XML signatures do not use, and no RSASSA-PSS, with which some
// national lists are signed.

// Signature says how authentic a list is.
type Signature struct {
	// Intact tells that the signature value and the digests are right and cover the whole document element.
	Intact bool
	// Problem says why it is not intact, "" when it is.
	Problem string
	// Certificate is the DER of the signer's certificate, which the signature itself brings along: it proves nothing until it is
	// compared with one that is trusted. Signer is its subject.
	Certificate []byte
	Signer      string
	// SigningTime is the claimed time, zero when there is none. Algorithm is readable: "SHA256withRSA".
	SigningTime time.Time
	Algorithm   string
}

// Namespaces of signatures, and beginnings of names of algorithms (RFC 9231).
const (
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
	nsXAdES     = "http://uri.etsi.org/01903/v1.3.2#"
	nsMore      = "http://www.w3.org/2001/04/xmldsig-more#"
	nsMore07    = "http://www.w3.org/2007/05/xmldsig-more#"
	enveloped   = nsSignature + "enveloped-signature"
)

var signatureMethods = map[string]struct {
	name      string
	algorithm x509.SignatureAlgorithm
}{
	nsMore + "rsa-sha256":        {"SHA256withRSA", x509.SHA256WithRSA},
	nsMore + "rsa-sha384":        {"SHA384withRSA", x509.SHA384WithRSA},
	nsMore + "rsa-sha512":        {"SHA512withRSA", x509.SHA512WithRSA},
	nsMore07 + "sha256-rsa-MGF1": {"SHA256withRSASSA-PSS", x509.SHA256WithRSAPSS},
	nsMore07 + "sha384-rsa-MGF1": {"SHA384withRSASSA-PSS", x509.SHA384WithRSAPSS},
	nsMore07 + "sha512-rsa-MGF1": {"SHA512withRSASSA-PSS", x509.SHA512WithRSAPSS},
	nsMore + "ecdsa-sha256":      {"SHA256withECDSA", x509.ECDSAWithSHA256},
	nsMore + "ecdsa-sha384":      {"SHA384withECDSA", x509.ECDSAWithSHA384},
	nsMore + "ecdsa-sha512":      {"SHA512withECDSA", x509.ECDSAWithSHA512},
}

var digestMethods = map[string]crypto.Hash{
	"http://www.w3.org/2001/04/xmlenc#sha256": crypto.SHA256,
	nsMore + "sha384":                         crypto.SHA384,
	"http://www.w3.org/2001/04/xmlenc#sha512": crypto.SHA512,
}

// maxReferences bounds the references of one signature: each may digest the whole list.
const maxReferences = 8

// signature is an XML signature with the properties of XAdES, as far as they are read.
type signature struct {
	Infos []struct {
		Canonicalization method      `xml:"CanonicalizationMethod"`
		Method           method      `xml:"SignatureMethod"`
		References       []reference `xml:"Reference"`
	} `xml:"SignedInfo"`
	Value        text   `xml:"SignatureValue"`
	Certificates []text `xml:"KeyInfo>X509Data>X509Certificate"`
	Properties   []struct {
		Time text     `xml:"SignedSignatureProperties>SigningTime"`
		V1   []digest `xml:"SignedSignatureProperties>SigningCertificate>Cert>CertDigest"`
		V2   []digest `xml:"SignedSignatureProperties>SigningCertificateV2>Cert>CertDigest"`
	} `xml:"Object>QualifyingProperties>SignedProperties"`
}

type method struct {
	Algorithm string `xml:"Algorithm,attr"`
	Inclusive struct {
		Prefixes string `xml:"PrefixList,attr"`
	} `xml:"InclusiveNamespaces"`
}

type reference struct {
	URI        *string  `xml:"URI,attr"`
	Transforms []method `xml:"Transforms>Transform"`
	digest
}

type digest struct {
	Method method `xml:"DigestMethod"`
	Value  text   `xml:"DigestValue"`
}

// holds tells whether it is the digest of data. SHA-1 will do for a certificate that was verified otherwise.
func (d digest) holds(data []byte, sha1 bool) error {
	hash, ok := digestMethods[d.Method.Algorithm]
	if sha1 && d.Method.Algorithm == nsSignature+"sha1" {
		hash, ok = crypto.SHA1, true
	}
	if !ok {
		return fmt.Errorf("the digest %q is unknown or can be forged", d.Method.Algorithm)
	}
	h := hash.New()
	h.Write(data)
	if want, err := decode(string(d.Value)); err != nil || !bytes.Equal(h.Sum(nil), want) {
		return errors.New("the digest is wrong")
	}
	return nil
}

// verifier verifies the signature of one list.
type verifier struct {
	signature
	root, element *etree.Element // the document element and the signature
	info          *etree.Element // SignedInfo
	properties    *etree.Element // the signed properties, nil without any
	certificate   *x509.Certificate
	result        *Signature
	before, after []byte // canonical forms of what stands around the document element
	covered       bool   // a reference covers the document element
	named         bool   // a reference covers the signed properties
}

// verify looks at the one signature that stands directly in the document element, and believes nothing else: a reference must be
// to the document element as a whole, every reference must be right, and no transformation may pick parts. An error says that data is
// nothing that is read here at all.
func verify(data []byte, signatures []signature) (Signature, error) {
	doc := etree.NewDocument()
	doc.ReadSettings.MaxDepth = maxDepth
	if err := doc.ReadFromBytes(normalise(data)); err != nil {
		return Signature{}, err
	}
	v := &verifier{root: doc.Root(), result: &Signature{}}
	for _, token := range doc.Child {
		switch t := token.(type) {
		case *etree.Directive:
			return Signature{}, errors.New("it has a document type declaration")
		case *etree.ProcInst:
			v.around(t)
		}
	}
	if err := v.run(signatures); err != nil {
		v.result.Problem = err.Error()
	}
	v.result.Intact = v.result.Problem == ""
	return *v.result, nil
}

func (v *verifier) run(signatures []signature) error {
	if err := bounded(v.root, 0); err != nil {
		return err
	}
	switch len(signatures) {
	case 0:
		return errors.New("the list is not signed")
	case 1:
		v.signature = signatures[0]
	default:
		return fmt.Errorf("%d signatures in the document element", len(signatures))
	}
	v.element = child(v.root, nsSignature, "Signature")
	v.info = child(v.element, nsSignature, "SignedInfo")
	if len(v.Infos) != 1 || v.info == nil || len(v.Properties) > 1 {
		return errors.New("no single SignedInfo, or more than one set of signed properties")
	}
	for _, object := range v.element.ChildElements() {
		if properties := child(child(object, nsXAdES, "QualifyingProperties"), nsXAdES, "SignedProperties"); properties != nil {
			v.properties = properties
		}
	}
	v.describe()
	if err := v.checkValue(); err != nil {
		return err
	}
	references := v.Infos[0].References
	if len(references) > maxReferences {
		return fmt.Errorf("%d references", len(references))
	}
	for _, ref := range references {
		if err := v.checkReference(ref); err != nil {
			return err
		}
	}
	if !v.covered {
		return errors.New("no reference covers the document element: something else was signed")
	}
	return v.checkSigner()
}

// child is the first child element of that name, nil when there is none. Elements of other namespaces are others: what is canonicalised
// must be what was read.
func child(e *etree.Element, space, tag string) *etree.Element {
	if e != nil {
		for _, c := range e.ChildElements() {
			if c.Tag == tag && c.NamespaceURI() == space {
				return c
			}
		}
	}
	return nil
}

// describe notes who claims to have signed, and when.
func (v *verifier) describe() {
	for _, encoded := range v.Certificates {
		der, err := decode(string(encoded))
		if err != nil {
			continue
		}
		if c, err := x509.ParseCertificate(der); err == nil {
			v.certificate, v.result.Certificate = c, der
			if name, err := cms.ParseName(c.RawSubject); err == nil {
				v.result.Signer = name.String()
			}
			break
		}
	}
	if len(v.Properties) > 0 {
		v.result.SigningTime, _ = v.Properties[0].Time.time()
	}
}

// checkValue verifies the signature value over SignedInfo with the first certificate in KeyInfo.
func (v *verifier) checkValue() error {
	if v.certificate == nil {
		return errors.New("the signer's certificate is not in KeyInfo")
	}
	info := v.Infos[0]
	algorithm, ok := signatureMethods[info.Method.Algorithm]
	if !ok {
		return fmt.Errorf("the signature's algorithm %q is unknown or can be forged", info.Method.Algorithm)
	}
	v.result.Algorithm = algorithm.name
	value, err := decode(string(v.Value))
	if err != nil {
		return fmt.Errorf("the signature value is no base64: %w", err)
	}
	if _, ok := v.certificate.PublicKey.(*ecdsa.PublicKey); ok {
		if value, err = asn1Pair(value); err != nil {
			return err
		}
	}
	message, err := canonical(v.info, info.Canonicalization, strings.HasSuffix(info.Canonicalization.Algorithm, "WithComments"))
	if err != nil {
		return err
	}
	if err := v.certificate.CheckSignature(algorithm.algorithm, message, value); err != nil {
		return fmt.Errorf("signature value: %w", err)
	}
	return nil
}

// asn1Pair encodes the two numbers of an ECDSA value, which stand one after the other (RFC 4051 3.4.1), as crypto/x509 wants them.
func asn1Pair(value []byte) ([]byte, error) {
	half := len(value) / 2
	return asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(value[:half]), new(big.Int).SetBytes(value[half:])})
}

// checkReference verifies one reference: to the document element, or to a part of the signature itself.
func (v *verifier) checkReference(ref reference) error {
	if ref.URI == nil {
		return errors.New("a reference without an address")
	}
	target, err := v.target(*ref.URI)
	if err != nil {
		return err
	}
	how, envelope, err := transforms(ref.Transforms)
	if err != nil {
		return err
	}
	switch {
	case target == v.root && !envelope:
		return errors.New("the reference to the document does not leave out the signature (enveloped-signature)")
	case target == v.root && v.covered:
		return errors.New("two references to the document")
	case target == v.root:
		v.covered = true
		at := v.element.Index()
		v.root.RemoveChildAt(at)
		defer v.root.InsertChildAt(at, v.element)
	case envelope:
		return errors.New("a reference to a part of the signature leaves out the signature")
	}
	v.named = v.named || target == v.properties
	message, err := canonical(target, how, false) // a same-document reference leaves comments out (XMLDSig 4.4.3.2)
	if err != nil {
		return err
	}
	if *ref.URI == "" {
		message = slices.Concat(v.before, message, v.after)
	}
	if err := ref.holds(message, false); err != nil {
		return fmt.Errorf("reference %q: %w: the list was changed after it was signed", *ref.URI, err)
	}
	return nil
}

// target finds what a reference is to. An identifier must be that of the document element, or of exactly one element inside the signature.
func (v *verifier) target(uri string) (*etree.Element, error) {
	if uri == "" {
		return v.root, nil
	}
	id, ok := strings.CutPrefix(uri, "#")
	if !ok || id == "" || strings.HasPrefix(id, "xpointer(") {
		return nil, fmt.Errorf("a reference to something else than the list: %q", uri)
	}
	found := identified(v.root, id, nil)
	if len(found) > 1 {
		return nil, fmt.Errorf("the identifier %q is there more than once", id)
	}
	if len(found) == 0 || found[0] != v.root && !within(found[0], v.element) {
		return nil, fmt.Errorf("the reference %q is neither to the document element nor to a part of the signature", uri)
	}
	if found[0] != v.root && within(v.info, found[0]) {
		return nil, fmt.Errorf("the reference %q is to itself", uri)
	}
	return found[0], nil
}

func identified(e *etree.Element, id string, found []*etree.Element) []*etree.Element {
	if slices.ContainsFunc(e.Attr, func(a etree.Attr) bool { return a.Space == "" && strings.EqualFold(a.Key, "id") && a.Value == id }) {
		found = append(found, e)
	}
	for _, kid := range e.ChildElements() {
		found = identified(kid, id, found)
	}
	return found
}

// within tells whether e is outer or lies below it.
func within(e, outer *etree.Element) bool {
	for ; e != nil; e = e.Parent() {
		if e == outer {
			return true
		}
	}
	return false
}

// transforms reads the transformations: the enveloped-signature one and at most one canonicalisation, in that order.
func transforms(list []method) (how method, envelope bool, err error) {
	for _, m := range list {
		switch {
		case m.Algorithm == enveloped && !envelope && how.Algorithm == "":
			envelope = true
		case how.Algorithm == "":
			how = m
		default:
			return method{}, false, fmt.Errorf("the transformation %q after others", m.Algorithm)
		}
	}
	return how, envelope, nil
}

// checkSigner compares the certificate with the digest in the signed properties (XAdES SigningCertificate and its version 2), where
// there is one.
func (v *verifier) checkSigner() error {
	for _, p := range v.Properties {
		for _, d := range slices.Concat(p.V1[:min(len(p.V1), 1)], p.V2[:min(len(p.V2), 1)]) {
			if !v.named {
				return errors.New("the properties that name the signer are not signed")
			}
			if err := d.holds(v.result.Certificate, true); err != nil {
				return fmt.Errorf("the signed properties name another certificate than the signer's: %w", err)
			}
		}
	}
	return nil
}
