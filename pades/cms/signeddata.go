package cms

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/fselint/fselint/pades/internal/ber"
)

// Object identifiers of attributes and content types.
const (
	OIDData                = "1.2.840.113549.1.7.1"
	OIDSignedData          = "1.2.840.113549.1.7.2"
	OIDContentType         = "1.2.840.113549.1.9.3"
	OIDMessageDigest       = "1.2.840.113549.1.9.4"
	OIDSigningTime         = "1.2.840.113549.1.9.5"
	OIDCounterSignature    = "1.2.840.113549.1.9.6"
	OIDSignatureTimeStamp  = "1.2.840.113549.1.9.16.2.14"
	OIDSigningCertificate  = "1.2.840.113549.1.9.16.2.12"
	OIDSigningCertificate2 = "1.2.840.113549.1.9.16.2.47"
	OIDAlgorithmProtection = "1.2.840.113549.1.9.52"
)

// SignedData is a parsed CMS SignedData.
type SignedData struct {
	// OuterType is the content type of the ContentInfo. The gateway does not look at it.
	OuterType string
	// ContentType is the encapsulated content type.
	ContentType string
	// Encapsulated tells that the content is inside; the gateway verifies the bytes of the PDF all the same.
	Encapsulated bool
	// Signers are the SignerInfos in the order of the message.
	Signers []*Signer
	// Length is the number of bytes that the message takes; what follows is padding.
	Length int

	certificates *ber.Node // nil when the field is absent
	lists        *ber.Node // the revocation lists, likewise
	content      *ber.Node // nil when nothing is encapsulated
}

// Signer is a SignerInfo.
type Signer struct {
	// Issuer and Serial, or KeyID, name the certificate.
	Issuer *Name
	Serial *big.Int
	KeyID  []byte
	// DigestAlgorithm and SignatureAlgorithm are as the message gives them.
	DigestAlgorithm, SignatureAlgorithm AlgorithmIdentifier
	// Signature is the signature value.
	Signature []byte

	signed, unsigned *ber.Node // the attribute sets, nil when absent
}

// AlgorithmIdentifier is an algorithm with its parameters.
type AlgorithmIdentifier struct {
	OID string
	// Parameters is the DER of the parameters, nil when there are none.
	Parameters []byte

	params *ber.Node
	oid    *ber.Node
	strict bool // the object identifier is in a strict encoding
}

// Attribute is a signed or unsigned attribute.
type Attribute struct {
	OID string
	// Values are the DER encodings of its values.
	Values [][]byte
}

// ErrTooDeep says that the message is nested so deep that the reference ends in a stack overflow.
var ErrTooDeep = ber.ErrTooDeep

// ErrTooMany says that the message has more values than this program reads.
var ErrTooMany = ber.ErrTooMany

// ErrSuperfluous says that the message is refused for an octet too many, which other readers do not mind.
var ErrSuperfluous = ber.ErrSuperfluous

var errShape = errors.New("not a SignedData")

func shape(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errShape, fmt.Sprintf(format, args...))
}

// Parse reads a ContentInfo with a SignedData from the beginning of data; what follows it is ignored.
func Parse(data []byte) (*SignedData, error) {
	if len(data) == 0 {
		return nil, shape("no data")
	}
	root, err := ber.Read(data)
	if err != nil {
		return nil, err
	}
	outer, content, err := contentInfo(root)
	if err != nil {
		return nil, err
	}
	sd := &SignedData{OuterType: outer, Length: len(root.Raw)}
	if !content.Is(ber.TagSequence) || len(content.Children) < 3 {
		return nil, shape("the content is no SignedData sequence")
	}
	c := content.Children
	if !c[0].Is(ber.TagInteger) || !c[1].Is(ber.TagSet) {
		return nil, shape("version or digest algorithms missing")
	}
	inner, encapsulated, err := contentInfo(c[2])
	if err != nil {
		return nil, fmt.Errorf("encapsulated content: %w", err)
	}
	sd.ContentType, sd.Encapsulated, sd.content = inner, encapsulated != nil, encapsulated
	return sd, sd.readTail(c[3:])
}

// readTail reads certificates, CRLs and signers, which may come in any order.
func (sd *SignedData) readTail(rest []*ber.Node) error {
	var signers *ber.Node
	for _, n := range rest {
		switch {
		case n.Class != ber.Universal && n.Tag > 1:
			return shape("unknown field with tag %d", n.Tag)
		case n.Class != ber.Universal:
			if !n.IsContext() || !n.Constructed {
				return shape("certificates or CRLs are no set")
			}
			if n.Tag == 0 {
				sd.certificates = n
			} else {
				sd.lists = n
			}
		case n.Is(ber.TagSet):
			signers = n
		default:
			return shape("a set of signers expected")
		}
	}
	if signers == nil {
		return shape("no set of signers")
	}
	for i, n := range signers.Children {
		s, err := readSigner(n)
		if err != nil {
			return fmt.Errorf("signer %d: %w", i+1, err)
		}
		sd.Signers = append(sd.Signers, s)
	}
	return nil
}

// contentInfo reads a type and its optional content, tagged explicitly.
func contentInfo(n *ber.Node) (oid string, content *ber.Node, err error) {
	if !n.Is(ber.TagSequence) || len(n.Children) < 1 || len(n.Children) > 2 || !n.Children[0].Is(ber.TagOID) {
		return "", nil, shape("no ContentInfo")
	}
	if t := n.Child(1); t != nil {
		if !t.IsContext() || t.Tag != 0 || !t.Constructed || len(t.Children) != 1 {
			return "", nil, shape("bad tag of the content")
		}
		content = t.Children[0]
	}
	return dotted(n.Children[0].Content), content, nil
}

func readSigner(n *ber.Node) (*Signer, error) {
	if !n.Is(ber.TagSequence) || len(n.Children) < 5 || !n.Children[0].Is(ber.TagInteger) {
		return nil, shape("no SignerInfo sequence")
	}
	s := &Signer{}
	if err := s.readIdentifier(n.Children[1]); err != nil {
		return nil, err
	}
	var err error
	if s.DigestAlgorithm, err = readAlgorithm(n.Children[2]); err != nil {
		return nil, fmt.Errorf("digest algorithm: %w", err)
	}
	rest := n.Children[3:]
	if rest[0].Class != ber.Universal {
		if s.signed, err = attributeSet(rest[0]); err != nil {
			return nil, err
		}
		rest = rest[1:]
	}
	if len(rest) < 2 {
		return nil, shape("a SignerInfo without signature")
	}
	if s.SignatureAlgorithm, err = readAlgorithm(rest[0]); err != nil {
		return nil, fmt.Errorf("signature algorithm: %w", err)
	}
	if !rest[1].Is(ber.TagOctetString) {
		return nil, shape("the signature value is no octet string")
	}
	s.Signature = rest[1].Octets()
	if len(rest) > 2 {
		s.unsigned, err = attributeSet(rest[2])
	}
	return s, err
}

func (s *Signer) readIdentifier(n *ber.Node) error {
	if n.Class != ber.Universal {
		if !n.IsContext() {
			return shape("bad tag of the signer identifier")
		}
		for _, c := range n.Children {
			if !c.Is(ber.TagOctetString) {
				return shape("the key identifier is no octet string")
			}
		}
		s.KeyID = n.Octets()
		return nil
	}
	if !n.Is(ber.TagSequence) || len(n.Children) < 2 || !n.Children[1].Is(ber.TagInteger) {
		return shape("no issuer and serial number")
	}
	issuer, err := readName(n.Children[0])
	if err != nil {
		return err
	}
	s.Issuer, s.Serial = issuer, integer(n.Children[1])
	return nil
}

func attributeSet(n *ber.Node) (*ber.Node, error) {
	if !n.IsContext() || !n.Constructed {
		return nil, shape("the attributes are no set")
	}
	return n, nil
}

func readAlgorithm(n *ber.Node) (AlgorithmIdentifier, error) {
	if !n.Is(ber.TagSequence) || len(n.Children) < 1 || len(n.Children) > 2 || !n.Children[0].Is(ber.TagOID) {
		return AlgorithmIdentifier{}, shape("no AlgorithmIdentifier")
	}
	return algorithm(n.Children), nil
}

func algorithm(parts []*ber.Node) AlgorithmIdentifier {
	a := AlgorithmIdentifier{OID: dotted(parts[0].Content), oid: parts[0], strict: strictOID(parts[0].Content)}
	if len(parts) > 1 {
		a.params, a.Parameters = parts[1], parts[1].DER()
	}
	return a
}

// withoutParameters tells that parameters are absent or NULL.
func (a AlgorithmIdentifier) withoutParameters() bool {
	return a.params == nil || a.params.Is(ber.TagNull)
}

// integer returns the value of an INTEGER.
func integer(n *ber.Node) *big.Int {
	v := new(big.Int).SetBytes(n.Content)
	if len(n.Content) > 0 && n.Content[0]&0x80 != 0 {
		v.Sub(v, new(big.Int).Lsh(big.NewInt(1), uint(8*len(n.Content))))
	}
	return v
}

// SignedAttributes returns the signed attributes in the order of the message, nil when there are none or they are
// malformed.
func (s *Signer) SignedAttributes() []Attribute { return attributes(s.signed) }

// UnsignedAttributes returns the unsigned attributes in the order of the message, nil when there are none or they are
// malformed.
func (s *Signer) UnsignedAttributes() []Attribute { return attributes(s.unsigned) }

// SignedAttributesAsSent returns the bytes over which readers compute the signature value that do not sort the attributes;
// nil when there are none.
func (s *Signer) SignedAttributesAsSent() []byte {
	if s.signed == nil {
		return nil
	}
	return s.signed.SetAsRead()
}

// SignedAttributesDER returns the bytes over which the gateway computes the signature value; nil when there are none.
func (s *Signer) SignedAttributesDER() []byte {
	if s.signed == nil {
		return nil
	}
	return s.signed.DERSet()
}

func attributes(set *ber.Node) []Attribute {
	table, err := readAttributes(set)
	if err != nil {
		return nil
	}
	var out []Attribute
	for _, a := range table {
		attr := Attribute{OID: a.oid}
		for _, v := range a.values {
			attr.Values = append(attr.Values, v.DER())
		}
		out = append(out, attr)
	}
	return out
}
