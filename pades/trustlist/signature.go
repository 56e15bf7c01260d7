package trustlist

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/fselint/fselint/cda/xmltree"
	"github.com/fselint/fselint/pades/cms"
)

// Namespaces of signatures.
const (
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
	nsExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
	nsXAdES     = "http://uri.etsi.org/01903/v1.3.2#"
)

const enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

// signatureMethod is an algorithm of XML signatures (RFC 9231).
type signatureMethod struct {
	name, oid, digest string
	kind              int
}

const (
	kindPKCS1 = iota
	kindPSS
	kindECDSA
)

var signatureMethods = map[string]signatureMethod{
	nsMore + "rsa-sha256":        {"SHA256withRSA", "1.2.840.113549.1.1.11", "SHA256", kindPKCS1},
	nsMore + "rsa-sha384":        {"SHA384withRSA", "1.2.840.113549.1.1.12", "SHA384", kindPKCS1},
	nsMore + "rsa-sha512":        {"SHA512withRSA", "1.2.840.113549.1.1.13", "SHA512", kindPKCS1},
	nsMore07 + "sha256-rsa-MGF1": {"SHA256withRSASSA-PSS", "2.16.840.1.101.3.4.2.1", "SHA256", kindPSS},
	nsMore07 + "sha384-rsa-MGF1": {"SHA384withRSASSA-PSS", "2.16.840.1.101.3.4.2.2", "SHA384", kindPSS},
	nsMore07 + "sha512-rsa-MGF1": {"SHA512withRSASSA-PSS", "2.16.840.1.101.3.4.2.3", "SHA512", kindPSS},
	nsMore + "ecdsa-sha256":      {"SHA256withECDSA", "", "SHA256", kindECDSA},
	nsMore + "ecdsa-sha384":      {"SHA384withECDSA", "", "SHA384", kindECDSA},
	nsMore + "ecdsa-sha512":      {"SHA512withECDSA", "", "SHA512", kindECDSA},
}

const (
	nsMore   = "http://www.w3.org/2001/04/xmldsig-more#"
	nsMore07 = "http://www.w3.org/2007/05/xmldsig-more#"
)

var digestMethods = map[string]func([]byte) []byte{
	"http://www.w3.org/2001/04/xmlenc#sha256": func(b []byte) []byte { h := sha256.Sum256(b); return h[:] },
	nsMore + "sha384":                         func(b []byte) []byte { h := sha512.Sum384(b); return h[:] },
	"http://www.w3.org/2001/04/xmlenc#sha512": func(b []byte) []byte { h := sha512.Sum512(b); return h[:] },
}

// maxReferences bounds the references of one signature: each may digest the whole list.
const maxReferences = 8

// verifier verifies the signature of one list.
type verifier struct {
	reader
	root, signature, signedInfo xmltree.Node
	result                      *Signature
	covered                     bool // a reference covers the document element
	properties                  bool // a reference covers the signed properties
}

// verify looks at the one signature that stands directly in the document element, and believes nothing else: a reference must be
// to the document element as a whole, every reference must be right, and no transformation may pick parts.
func verify(r reader, root xmltree.Node) Signature {
	v := &verifier{reader: r, root: root, result: &Signature{}}
	if err := v.run(); err != nil {
		v.result.Problem = err.Error()
	} else {
		v.result.Intact = true
	}
	return *v.result
}

func (v *verifier) run() error {
	signatures := v.all(v.root, nsSignature, "Signature")
	switch len(signatures) {
	case 0:
		return errors.New("the list is not signed")
	case 1:
		v.signature = signatures[0]
	default:
		return fmt.Errorf("%d signatures in the document element", len(signatures))
	}
	infos := v.all(v.signature, nsSignature, "SignedInfo")
	if len(infos) != 1 {
		return errors.New("no single SignedInfo")
	}
	v.signedInfo = infos[0]
	v.describe()
	if err := v.checkValue(); err != nil {
		return err
	}
	references := v.all(v.signedInfo, nsSignature, "Reference")
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

// describe notes who claims to have signed, and when.
func (v *verifier) describe() {
	keyInfo := v.first(v.signature, nsSignature, "KeyInfo")
	for _, data := range v.all(keyInfo, nsSignature, "X509Data") {
		for _, n := range v.all(data, nsSignature, "X509Certificate") {
			der, err := decode(v.text(n))
			if err != nil || v.result.Certificate != nil {
				continue
			}
			if c, err := cms.ParseCertificate(der); err == nil {
				v.result.Certificate, v.result.Signer = der, c.Subject.String()
			}
		}
	}
	v.result.SigningTime, _ = parseTime(v.text(v.first(v.signedProperties(), nsXAdES, "SignedSignatureProperties", "SigningTime")))
}

func (v *verifier) signedProperties() xmltree.Node {
	for _, object := range v.all(v.signature, nsSignature, "Object") {
		if n := v.first(object, nsXAdES, "QualifyingProperties", "SignedProperties"); n != xmltree.None {
			return n
		}
	}
	return xmltree.None
}

// checkValue verifies the signature value over SignedInfo with the first certificate in KeyInfo.
func (v *verifier) checkValue() error {
	if v.result.Certificate == nil {
		return errors.New("the signer's certificate is not in KeyInfo")
	}
	cert, err := cms.ParseCertificate(v.result.Certificate)
	if err == nil {
		err = cert.Usable() // bounds the size of the key, too
	}
	if err != nil {
		return err
	}
	m, err := v.method(v.first(v.signedInfo, nsSignature, "CanonicalizationMethod"))
	if err != nil {
		return err
	}
	address, _ := v.attr(v.first(v.signedInfo, nsSignature, "SignatureMethod"), "Algorithm")
	algorithm, ok := signatureMethods[address]
	if !ok {
		return fmt.Errorf("the signature's algorithm %q is unknown or can be forged", address)
	}
	v.result.Algorithm = algorithm.name
	value, err := decode(v.text(v.first(v.signature, nsSignature, "SignatureValue")))
	if err != nil {
		return fmt.Errorf("the signature value is no base64: %w", err)
	}
	message, err := canonicalise(v.doc, v.signedInfo, xmltree.None, m)
	if err != nil {
		return err
	}
	if algorithm.kind == kindECDSA {
		err = cert.VerifyPlain(algorithm.digest, message, value)
	} else {
		err = cert.VerifySigned(algorithm.identifier(), message, value)
	}
	if err != nil {
		return fmt.Errorf("signature value: %w", err)
	}
	return nil
}

// identifier is the algorithm in the form of certificates.
func (m signatureMethod) identifier() cms.AlgorithmIdentifier {
	b := cryptobyte.NewBuilder(nil)
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		if m.kind == kindPKCS1 {
			addOID(b, m.oid)
			b.AddASN1NULL()
			return
		}
		addOID(b, "1.2.840.113549.1.1.10")
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { m.addPSS(b) })
	})
	a, err := cms.ParseAlgorithm(b.BytesOrPanic())
	if err != nil {
		panic(err) // it was just written
	}
	return a
}

// addPSS writes the parameters that the address implies: salt as long as the digest, mask with the same digest (RFC 9231 2.3.10).
func (m signatureMethod) addPSS(b *cryptobyte.Builder) {
	hash := func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { addOID(b, m.oid); b.AddASN1NULL() })
	}
	tag := func(n uint8) asn1.Tag { return asn1.Tag(n).Constructed().ContextSpecific() }
	b.AddASN1(tag(0), hash)
	b.AddASN1(tag(1), func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { addOID(b, "1.2.840.113549.1.1.8"); hash(b) })
	})
	size := map[string]int64{"SHA256": 32, "SHA384": 48, "SHA512": 64}[m.digest]
	b.AddASN1(tag(2), func(b *cryptobyte.Builder) { b.AddASN1Int64(size) })
}

func addOID(b *cryptobyte.Builder, dotted string) {
	var arcs []int
	for part := range strings.SplitSeq(dotted, ".") {
		arc := 0
		for _, d := range part {
			arc = 10*arc + int(d-'0')
		}
		arcs = append(arcs, arc)
	}
	b.AddASN1ObjectIdentifier(arcs)
}

// method reads a canonicalisation method with its parameters.
func (v *verifier) method(n xmltree.Node) (method, error) {
	address, _ := v.attr(n, "Algorithm")
	m, ok := methods[address]
	if !ok {
		return m, fmt.Errorf("the canonicalisation %q is unknown", address)
	}
	if m.exclusive {
		if list, ok := v.attr(v.first(n, nsExclusive, "InclusiveNamespaces"), "PrefixList"); ok {
			if m.prefixes = strings.Fields(list); len(m.prefixes) > maxPrefixes {
				return m, errScope
			}
		}
	}
	return m, nil
}

// checkReference verifies one reference: to the document element, or to a part of the signature itself.
func (v *verifier) checkReference(ref xmltree.Node) error {
	uri, there := v.attr(ref, "URI")
	if !there {
		return errors.New("a reference without an address")
	}
	target, err := v.target(uri)
	if err != nil {
		return err
	}
	m, envelope, err := v.transforms(ref)
	if err != nil {
		return err
	}
	address, _ := v.attr(v.first(ref, nsSignature, "DigestMethod"), "Algorithm")
	digest, ok := digestMethods[address]
	if !ok {
		return fmt.Errorf("the digest %q of a reference is unknown or can be forged", address)
	}
	without := xmltree.None
	m.comments = false // a same-document reference by itself leaves comments out (XMLDSig 4.4.3.2)
	if target == xmltree.Root || target == v.root {
		if !envelope {
			return errors.New("the reference to the document does not leave out the signature (enveloped-signature)")
		}
		if v.covered {
			return errors.New("two references to the document")
		}
		without, v.covered = v.signature, true
	} else if envelope {
		return errors.New("a reference to a part of the signature leaves out the signature")
	}
	v.properties = v.properties || target == v.signedProperties() // None is no target
	content, err := canonicalise(v.doc, target, without, m)
	if err != nil {
		return err
	}
	want, err := decode(v.text(v.first(ref, nsSignature, "DigestValue")))
	if err != nil || !bytes.Equal(digest(content), want) {
		return fmt.Errorf("the digest of the reference %q is wrong: the list was changed after it was signed", uri)
	}
	return nil
}

// target finds what a reference is to. An identifier must be that of the document element, or of exactly one element inside the signature.
func (v *verifier) target(uri string) (xmltree.Node, error) {
	if uri == "" {
		return xmltree.Root, nil
	}
	id, ok := strings.CutPrefix(uri, "#")
	if !ok || id == "" || strings.HasPrefix(id, "xpointer(") {
		return xmltree.None, fmt.Errorf("a reference to something else than the list: %q", uri)
	}
	found := xmltree.None
	for n := v.root; n < v.doc.End(v.root); n++ {
		if v.doc.Kind(n) != xmltree.Element || !v.hasID(n, id) {
			continue
		}
		if found != xmltree.None {
			return xmltree.None, fmt.Errorf("the identifier %q is there more than once", id)
		}
		found = n
	}
	inside := found > v.signature && found < v.doc.End(v.signature)
	if found != v.root && !inside {
		return xmltree.None, fmt.Errorf("the reference %q is neither to the document element nor to a part of the signature", uri)
	}
	if inside && found <= v.signedInfo && v.signedInfo < v.doc.End(found) {
		return xmltree.None, fmt.Errorf("the reference %q is to itself", uri)
	}
	return found, nil
}

func (v *verifier) hasID(n xmltree.Node, id string) bool {
	for _, name := range []string{"Id", "ID", "id"} {
		if value, ok := v.attr(n, name); ok && value == id {
			return true
		}
	}
	return false
}

// transforms reads the transformations: the enveloped-signature one and at most one canonicalisation, in that order.
func (v *verifier) transforms(ref xmltree.Node) (m method, envelope bool, err error) {
	m, chosen := methods["http://www.w3.org/TR/2001/REC-xml-c14n-20010315"], false
	for _, n := range v.all(v.first(ref, nsSignature, "Transforms"), nsSignature, "Transform") {
		address, _ := v.attr(n, "Algorithm")
		switch {
		case address == enveloped && !envelope && !chosen:
			envelope = true
		case !chosen:
			if m, err = v.method(n); err != nil {
				return m, false, fmt.Errorf("transformation: %w", err)
			}
			chosen = true
		default:
			return m, false, fmt.Errorf("the transformation %q after others", address)
		}
	}
	return m, envelope, nil
}

// checkSigner compares the certificate with the digest in the signed properties (XAdES SigningCertificate and its version 2), where
// there is one.
func (v *verifier) checkSigner() error {
	properties := v.first(v.signedProperties(), nsXAdES, "SignedSignatureProperties")
	for _, kind := range []string{"SigningCertificate", "SigningCertificateV2"} {
		n := v.first(properties, nsXAdES, kind, "Cert", "CertDigest")
		if n == xmltree.None {
			continue
		}
		if !v.properties {
			return errors.New("the properties that name the signer are not signed")
		}
		address, _ := v.attr(v.first(n, nsSignature, "DigestMethod"), "Algorithm")
		digest, ok := digestMethods[address]
		if address == nsSignature+"sha1" { // names a certificate that was verified otherwise
			digest, ok = func(b []byte) []byte { h := sha1.Sum(b); return h[:] }, true
		}
		want, err := decode(v.text(v.first(n, nsSignature, "DigestValue")))
		if !ok || err != nil || !bytes.Equal(digest(v.result.Certificate), want) {
			return errors.New("the signed properties name another certificate than the signer's")
		}
	}
	return nil
}

// decode reads base64 with white space in it.
func decode(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
}
