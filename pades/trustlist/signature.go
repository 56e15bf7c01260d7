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

// verifier verifies the signature of one list.
type verifier struct {
	root, signature, signedInfo *etree.Element
	certificate                 *x509.Certificate
	result                      *Signature
	before, after               []byte // canonical forms of what stands around the document element
	covered                     bool   // a reference covers the document element
	properties                  bool   // a reference covers the signed properties
}

// verify looks at the one signature that stands directly in the document element, and believes nothing else: a reference must be
// to the document element as a whole, every reference must be right, and no transformation may pick parts. An error says that data is
// nothing that is read here at all.
func verify(data []byte) (Signature, error) {
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
	if err := v.run(); err != nil {
		v.result.Problem = err.Error()
	}
	v.result.Intact = v.result.Problem == ""
	return *v.result, nil
}

func (v *verifier) run() error {
	if err := bounded(v.root, 0); err != nil {
		return err
	}
	signatures := all(v.root, nsSignature, "Signature")
	switch len(signatures) {
	case 0:
		return errors.New("the list is not signed")
	case 1:
		v.signature = signatures[0]
	default:
		return fmt.Errorf("%d signatures in the document element", len(signatures))
	}
	infos := all(v.signature, nsSignature, "SignedInfo")
	if len(infos) != 1 {
		return errors.New("no single SignedInfo")
	}
	v.signedInfo = infos[0]
	v.describe()
	if err := v.checkValue(); err != nil {
		return err
	}
	references := all(v.signedInfo, nsSignature, "Reference")
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

// all returns the children of e with that name, none for nil.
func all(e *etree.Element, space, tag string) []*etree.Element {
	if e == nil {
		return nil
	}
	var found []*etree.Element
	for _, c := range e.ChildElements() {
		if c.Tag == tag && c.NamespaceURI() == space {
			found = append(found, c)
		}
	}
	return found
}

// first follows the first child of each name, nil when there is none.
func first(e *etree.Element, space string, path ...string) *etree.Element {
	for _, tag := range path {
		found := all(e, space, tag)
		if len(found) == 0 {
			return nil
		}
		e = found[0]
	}
	return e
}

// content is the text of e, "" for nil.
func content(e *etree.Element) string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(e.Text())
}

// attr returns an attribute in no namespace, "" for nil.
func attr(e *etree.Element, key string) (value string, there bool) {
	if e != nil {
		for _, a := range e.Attr {
			if a.Space == "" && a.Key == key {
				return a.Value, true
			}
		}
	}
	return "", false
}

func algorithm(e *etree.Element) string {
	value, _ := attr(e, "Algorithm")
	return value
}

// describe notes who claims to have signed, and when.
func (v *verifier) describe() {
	for _, data := range all(first(v.signature, nsSignature, "KeyInfo"), nsSignature, "X509Data") {
		for _, n := range all(data, nsSignature, "X509Certificate") {
			der, err := decode(content(n))
			if err != nil || v.certificate != nil {
				continue
			}
			if c, err := x509.ParseCertificate(der); err == nil {
				v.certificate, v.result.Certificate = c, der
			}
		}
	}
	if v.certificate != nil {
		if name, err := cms.ParseName(v.certificate.RawSubject); err == nil {
			v.result.Signer = name.String()
		}
	}
	v.result.SigningTime, _ = text(content(first(v.signedProperties(), nsXAdES, "SignedSignatureProperties", "SigningTime"))).time()
}

func (v *verifier) signedProperties() *etree.Element {
	for _, object := range all(v.signature, nsSignature, "Object") {
		if e := first(object, nsXAdES, "QualifyingProperties", "SignedProperties"); e != nil {
			return e
		}
	}
	return nil
}

// checkValue verifies the signature value over SignedInfo with the first certificate in KeyInfo.
func (v *verifier) checkValue() error {
	if v.certificate == nil {
		return errors.New("the signer's certificate is not in KeyInfo")
	}
	address := algorithm(first(v.signedInfo, nsSignature, "SignatureMethod"))
	method, ok := signatureMethods[address]
	if !ok {
		return fmt.Errorf("the signature's algorithm %q is unknown or can be forged", address)
	}
	v.result.Algorithm = method.name
	value, err := decode(content(first(v.signature, nsSignature, "SignatureValue")))
	if err != nil {
		return fmt.Errorf("the signature value is no base64: %w", err)
	}
	if _, ok := v.certificate.PublicKey.(*ecdsa.PublicKey); ok {
		if value, err = asn1Pair(value); err != nil {
			return err
		}
	}
	how := first(v.signedInfo, nsSignature, "CanonicalizationMethod")
	message, err := canonical(v.signedInfo, how, strings.HasSuffix(algorithm(how), "WithComments"))
	if err != nil {
		return err
	}
	if err := v.certificate.CheckSignature(method.algorithm, message, value); err != nil {
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
func (v *verifier) checkReference(ref *etree.Element) error {
	uri, there := attr(ref, "URI")
	if !there {
		return errors.New("a reference without an address")
	}
	target, err := v.target(uri)
	if err != nil {
		return err
	}
	how, envelope, err := transforms(ref)
	if err != nil {
		return err
	}
	address := algorithm(first(ref, nsSignature, "DigestMethod"))
	hash, ok := digestMethods[address]
	if !ok {
		return fmt.Errorf("the digest %q of a reference is unknown or can be forged", address)
	}
	switch {
	case target == v.root && !envelope:
		return errors.New("the reference to the document does not leave out the signature (enveloped-signature)")
	case target == v.root && v.covered:
		return errors.New("two references to the document")
	case target == v.root:
		v.covered = true
		at := v.signature.Index()
		v.root.RemoveChildAt(at)
		defer v.root.InsertChildAt(at, v.signature)
	case envelope:
		return errors.New("a reference to a part of the signature leaves out the signature")
	}
	v.properties = v.properties || target == v.signedProperties()
	message, err := canonical(target, how, false) // a same-document reference leaves comments out (XMLDSig 4.4.3.2)
	if err != nil {
		return err
	}
	if uri == "" {
		message = slices.Concat(v.before, message, v.after)
	}
	want, err := decode(content(first(ref, nsSignature, "DigestValue")))
	if err != nil || !bytes.Equal(sum(hash, message), want) {
		return fmt.Errorf("the digest of the reference %q is wrong: the list was changed after it was signed", uri)
	}
	return nil
}

func sum(hash crypto.Hash, data []byte) []byte {
	h := hash.New()
	h.Write(data)
	return h.Sum(nil)
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
	if len(found) == 0 || found[0] != v.root && !within(found[0], v.signature) {
		return nil, fmt.Errorf("the reference %q is neither to the document element nor to a part of the signature", uri)
	}
	if found[0] != v.root && within(v.signedInfo, found[0]) {
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
func transforms(ref *etree.Element) (how *etree.Element, envelope bool, err error) {
	for _, n := range all(first(ref, nsSignature, "Transforms"), nsSignature, "Transform") {
		switch {
		case algorithm(n) == enveloped && !envelope && how == nil:
			envelope = true
		case how == nil:
			how = n
		default:
			return nil, false, fmt.Errorf("the transformation %q after others", algorithm(n))
		}
	}
	return how, envelope, nil
}

// checkSigner compares the certificate with the digest in the signed properties (XAdES SigningCertificate and its version 2), where
// there is one.
func (v *verifier) checkSigner() error {
	properties := first(v.signedProperties(), nsXAdES, "SignedSignatureProperties")
	for _, kind := range []string{"SigningCertificate", "SigningCertificateV2"} {
		n := first(properties, nsXAdES, kind, "Cert", "CertDigest")
		if n == nil {
			continue
		}
		if !v.properties {
			return errors.New("the properties that name the signer are not signed")
		}
		address := algorithm(first(n, nsSignature, "DigestMethod"))
		hash, ok := digestMethods[address]
		if address == nsSignature+"sha1" { // names a certificate that was verified otherwise
			hash, ok = crypto.SHA1, true
		}
		want, err := decode(content(first(n, nsSignature, "DigestValue")))
		if !ok || err != nil || !bytes.Equal(sum(hash, v.result.Certificate), want) {
			return errors.New("the signed properties name another certificate than the signer's")
		}
	}
	return nil
}
