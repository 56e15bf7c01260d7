package trusttest

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// Service is a service of a made-up trusted list.
type Service struct {
	// Type and Status are the last parts of their addresses: "CA/QC", "granted".
	Type, Status string
	Since        time.Time
	Identity     *Identity
	// Uses are additional service information: "ForeSignatures".
	Uses []string
	// Earlier are the states of before, each with Type, Status and Since.
	Earlier []Service
	// Extensions is further XML inside ServiceInformationExtensions.
	Extensions string
}

// Pointer is a pointer to another list by its signer.
type Pointer struct {
	Territory string
	Signer    *Identity
}

// TrustedList is a made-up trusted list.
type TrustedList struct {
	Territory, Type string // "IT" and "EUgeneric" when empty
	Issued, Next    time.Time
	Services        []Service
	Pointers        []Pointer
}

const (
	nsList  = "http://uri.etsi.org/02231/v2#"
	nsDSig  = "http://www.w3.org/2000/09/xmldsig#"
	nsXAdES = "http://uri.etsi.org/01903/v1.3.2#"
	excC14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
)

// XML is the list without a signature.
func (l TrustedList) XML() string {
	if l.Territory == "" {
		l.Territory = "IT"
	}
	if l.Type == "" {
		l.Type = "EUgeneric"
	}
	if l.Issued.IsZero() {
		l.Issued, l.Next = From, Until
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<TrustServiceStatusList xmlns=%q Id="list" TSLTag="http://uri.etsi.org/19612/TSLTag"><SchemeInformation>
<TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>7</TSLSequenceNumber>
<TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/%s</TSLType>
<SchemeOperatorName><Name xml:lang="it">Agenzia di Prova</Name><Name xml:lang="en">Test Agency</Name></SchemeOperatorName>
<SchemeName><Name xml:lang="en">%s: a made-up list</Name></SchemeName><SchemeTerritory>%[3]s</SchemeTerritory>
`, nsList, l.Type, l.Territory)
	if len(l.Pointers) > 0 {
		b.WriteString("<PointersToOtherTSL>")
		for _, p := range l.Pointers {
			fmt.Fprintf(&b, `<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity>%s</ServiceDigitalIdentity></ServiceDigitalIdentities>
<TSLLocation>http://example.invalid/%s.xml</TSLLocation><AdditionalInformation><OtherInformation><SchemeTerritory>%[2]s</SchemeTerritory></OtherInformation></AdditionalInformation></OtherTSLPointer>
`, digitalID(p.Signer), p.Territory)
		}
		b.WriteString("</PointersToOtherTSL>")
	}
	fmt.Fprintf(&b, "<ListIssueDateTime>%s</ListIssueDateTime><NextUpdate><dateTime>%s</dateTime></NextUpdate></SchemeInformation>\n", stamp(l.Issued), stamp(l.Next))
	b.WriteString("<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName><Name xml:lang=\"en\">Prova &amp; Figli</Name></TSPName></TSPInformation><TSPServices>\n")
	for _, s := range l.Services {
		b.WriteString("<TSPService><ServiceInformation>" + s.state() + "</ServiceInformation>")
		if len(s.Earlier) > 0 {
			b.WriteString("<ServiceHistory>")
			for _, e := range s.Earlier {
				e.Identity = s.Identity
				b.WriteString("<ServiceHistoryInstance>" + e.state() + "</ServiceHistoryInstance>")
			}
			b.WriteString("</ServiceHistory>")
		}
		b.WriteString("</TSPService>\n")
	}
	b.WriteString("</TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>")
	return b.String()
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func digitalID(i *Identity) string {
	return "<DigitalId><X509Certificate>" + base64.StdEncoding.EncodeToString(i.Cert.Raw) + "</X509Certificate></DigitalId>"
}

func (s Service) state() string {
	var uses strings.Builder
	for _, u := range s.Uses {
		fmt.Fprintf(&uses, `<Extension Critical="true"><AdditionalServiceInformation><URI xml:lang="en">http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/%s</URI></AdditionalServiceInformation></Extension>`, u)
	}
	return fmt.Sprintf(`<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/%s</ServiceTypeIdentifier><ServiceName><Name xml:lang="en">%s</Name></ServiceName>
<ServiceDigitalIdentity>%s</ServiceDigitalIdentity><ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/%s</ServiceStatus>
<StatusStartingTime>%s</StatusStartingTime><ServiceInformationExtensions>%s%s</ServiceInformationExtensions>`,
		s.Type, s.Identity.Cert.Subject.CommonName, digitalID(s.Identity), s.Status, stamp(s.Since), uses.String(), s.Extensions)
}

// Sign returns the list with an XAdES signature: a reference to the document and one to the signed properties, exclusive
// canonicalisation, SHA-256, RSA or ECDSA. Canonical forms come from goxmldsig, so that fselint's own are not compared with themselves.
func (l TrustedList) Sign(tb testing.TB, signer *Identity) []byte {
	tb.Helper()
	return SignXML(tb, l.XML(), signer)
}

// SignXML signs a list that is given as text; its last tag must be the end of the document element.
func SignXML(tb testing.TB, text string, signer *Identity) []byte {
	tb.Helper()
	hash := sha256.Sum256(signer.Cert.Raw)
	properties := fmt.Sprintf(`<xades:SignedProperties xmlns:xades=%q xmlns:ds=%q Id="properties"><xades:SignedSignatureProperties><xades:SigningTime>%s</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>%s</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties></xades:SignedProperties>`,
		nsXAdES, nsDSig, stamp(From), base64.StdEncoding.EncodeToString(hash[:]))
	method := "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	if _, ok := signer.Key.(*ecdsa.PrivateKey); ok {
		method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
	}
	info := fmt.Sprintf(`<ds:SignedInfo xmlns:ds=%q><ds:CanonicalizationMethod Algorithm=%q></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=%q></ds:SignatureMethod><ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform><ds:Transform Algorithm=%[2]q></ds:Transform></ds:Transforms>%[4]s</ds:Reference><ds:Reference URI="#properties" Type="http://uri.etsi.org/01903#SignedProperties"><ds:Transforms><ds:Transform Algorithm=%[2]q></ds:Transform></ds:Transforms>%[5]s</ds:Reference></ds:SignedInfo>`,
		nsDSig, excC14N, method, digestXML(tb, text), digestXML(tb, properties))
	signature := fmt.Sprintf(`<ds:Signature xmlns:ds=%q>%s<ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties xmlns:xades=%q>%s</xades:QualifyingProperties></ds:Object></ds:Signature>`,
		nsDSig, info, signature(tb, signer.Key, exclusive(tb, info)), base64.StdEncoding.EncodeToString(signer.Cert.Raw), nsXAdES, properties)
	at := strings.LastIndex(text, "</")
	return []byte(text[:at] + signature + text[at:])
}

func digestXML(tb testing.TB, text string) string {
	sum := sha256.Sum256(exclusive(tb, text))
	return `<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>` +
		base64.StdEncoding.EncodeToString(sum[:]) + `</ds:DigestValue>`
}

func exclusive(tb testing.TB, text string) []byte {
	tb.Helper()
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		tb.Fatal(err)
	}
	out, err := dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("").Canonicalize(doc.Root())
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// signature is the value in base64; ECDSA has its two numbers one after the other.
func signature(tb testing.TB, key crypto.Signer, message []byte) string {
	tb.Helper()
	digest := sha256.Sum256(message)
	value, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		tb.Fatal(err)
	}
	switch k := key.(type) {
	case *rsa.PrivateKey:
	case *ecdsa.PrivateKey:
		var pair struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(value, &pair); err != nil {
			tb.Fatal(err)
		}
		size := (k.Params().BitSize + 7) / 8
		value = bytes.Join([][]byte{pair.R.FillBytes(make([]byte, size)), pair.S.FillBytes(make([]byte, size))}, nil)
	}
	return base64.StdEncoding.EncodeToString(value)
}
