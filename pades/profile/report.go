package profile

import (
	"time"

	"github.com/fselint/fselint/pades"
	"github.com/fselint/fselint/pades/cms"
	"github.com/fselint/fselint/pades/revision"
	"github.com/fselint/fselint/pades/trust"
)

// Report is what a careful reader says about the signatures of a document.
type Report struct {
	// Signatures are all signature fields in the order of the form, empty ones too, then those that only a page knows.
	Signatures []*Signature
	// DSS is the document security store, nil when there is none.
	DSS *DSS
	// Encrypted tells that the document is encrypted, which EN 319 142-1 does not foresee for signed documents.
	Encrypted bool
	// Certification is the access permission of a certification signature (DocMDP, ISO 32000-1 12.8.2.2): 1, 2 or 3, 0 when
	// there is none.
	Certification int
	// Revisions are the parts of the file, nil in a report of Read.
	Revisions []revision.Revision

	stamps []*Signature // see intactStamps
	bound  string
}

// Exceeded says, in English, which limit of this program stood in the way of the judgement, "" for none: what lies beyond was not
// looked at, so that the report may be wrong in either direction.
func (r *Report) Exceeded() string {
	if r.bound != "" {
		return r.bound
	}
	for _, s := range r.Signatures {
		if c := s.Coverage; c != nil && c.State == revision.TooMuch {
			return c.Detail
		}
		if t := s.Trust; t != nil && t.Reason == trust.TooComplex {
			return t.Detail
		}
	}
	return ""
}

// Signed returns the fields that have a signature.
func (r *Report) Signed() []*Signature {
	var out []*Signature
	for _, s := range r.Signatures {
		if s.Facts.Signed {
			out = append(out, s)
		}
	}
	return out
}

// Integrity says whether the signed bytes are those that were signed.
type Integrity string

// Integrity of a signature. The words of EN 319 102-1 5.1.3 are in brackets; none of them speaks of trust.
const (
	Intact        Integrity = "intact"        // digest and value are right
	Broken        Integrity = "broken"        // they are not, or there is nothing to verify (TOTAL-FAILED)
	Indeterminate Integrity = "indeterminate" // it cannot be told (INDETERMINATE)
)

// Cause says why a signature is not intact, in the words of EN 319 102-1 5.1.3, table 5 and 6.
type Cause string

// Causes.
const (
	NoCause       Cause = ""
	FormatFailure Cause = "format-failure"         // dictionary or CMS are not what a verifier needs
	HashFailure   Cause = "hash-failure"           // the signed bytes changed
	CryptoFailure Cause = "sig-crypto-failure"     // the signature value is wrong
	NoCertificate Cause = "no-signing-certificate" // the signer's certificate is not embedded
	UnknownMethod Cause = "unknown-algorithm"      // an algorithm or key that cannot be verified here
	BoundExceeded Cause = "bound-exceeded"         // this program's own bound, see MaxBytes
)

// Kind tells what a signature field holds.
type Kind string

// Kinds of signatures.
const (
	Empty             Kind = "empty"              // a field without signature
	DocumentSignature Kind = "signature"          // somebody's signature
	DocumentTimeStamp Kind = "document-timestamp" // a time stamp of the document (ISO 32000-2 12.8.5)
)

// Signature is one signature field.
type Signature struct {
	// Facts are what the gateway's reader finds, with its own outcome for this field.
	Facts pades.Signature
	Kind  Kind
	// InForm tells that the form lists the field, at whatever level. The gateway never sees others.
	InForm bool
	// Page is the number of the page that shows the field, from 1, 0 when none does; Visible tells that it has an extent.
	Page    int
	Visible bool
	isSig   bool // /Type is /Sig, which a document time stamp of EN 319 142-1 5.5 is not

	Geometry Geometry
	// Message is the CMS of /Contents, nil when there is none that can be read.
	Message *Message
	// Integrity is that of the worst signer, Cause and Detail (for a person, in English) belong to it.
	Integrity Integrity
	Cause     Cause
	Detail    string
	// Stamp is the token of a document time stamp, nil for others.
	Stamp *TimeStamp
	// Time is when the signature was made as far as can be told.
	Time Time
	// Coverage says what happened to the document after this signature, and Trust what is known of the signer; both are nil
	// in a report of Read.
	Coverage *revision.Coverage
	Trust    *trust.Answer
	// Level is the level of EN 319 142-1 that it reaches: B-B, B-T, B-LT, B-LTA, or "" when it is no baseline signature or not
	// intact, or is a time stamp.
	Level string
	// MissingForBaseline lists what keeps a signature from the level B-B.
	MissingForBaseline []Requirement
}

// Signer returns the first signer, which is the one that PAdES allows, nil when there is none.
func (s *Signature) Signer() *Signer {
	if s.Message == nil || len(s.Message.Signers) == 0 {
		return nil
	}
	return s.Message.Signers[0]
}

// Certificate returns the certificate of the first signer, nil when it is not embedded.
func (s *Signature) Certificate() *cms.Certificate {
	if signer := s.Signer(); signer != nil {
		return signer.Certificate
	}
	return nil
}

// Time says when a signature was made.
type Time struct {
	// At is the time, zero when nothing tells it.
	At time.Time
	// Source says who told it.
	Source TimeSource
}

// TimeSource is where a time comes from.
type TimeSource string

// Sources of time, from the best to the worst. Only the first two come from somebody other than the signer.
const (
	FromTimeStamp         TimeSource = "timestamp"          // in the CMS, over the signature value
	FromDocumentTimeStamp TimeSource = "document-timestamp" // a later one that covers the signature
	FromM                 TimeSource = "M"                  // the signer's clock, /M of the dictionary
	FromAttribute         TimeSource = "signing-time"       // the signer's clock, a signed attribute
	NoTime                TimeSource = ""
)

// Proven tells that somebody other than the signer vouches for the time.
func (t Time) Proven() bool { return t.Source == FromTimeStamp || t.Source == FromDocumentTimeStamp }

// Message is a CMS SignedData.
type Message struct {
	*cms.SignedData
	// Bytes are the message without padding.
	Bytes []byte
	// DER tells that it is encoded in DER, as ISO 32000-1 12.8.3.3 wants it.
	DER bool
	// Certificates are the certificates that can be read.
	Certificates []*cms.Certificate
	Signers      []*Signer
}

// Signer is one SignerInfo of a message.
type Signer struct {
	Info *cms.Signer
	// Certificate is the signer's, nil when it is not embedded.
	Certificate      *cms.Certificate
	Integrity        Integrity
	Cause            Cause
	Detail           string
	Signed, Unsigned []cms.Attribute
	// Sorted tells that the signed attributes were sent in DER, so that the gateway verifies the same bytes as others.
	Sorted bool
	// Reference is what the signing-certificate attribute says, nil when there is none; ReferenceErr when it is malformed.
	Reference    *cms.CertificateReference
	ReferenceErr error
	// SigningTime is that attribute, zero when there is none.
	SigningTime time.Time
	Weaknesses  []Weakness
	// Stamps are the time stamps over the signature value (RFC 3161 appendix A).
	Stamps []*TimeStamp
}

// Has tells whether there is a signed attribute of that type.
func (s *Signer) Has(oid string) bool {
	for _, a := range s.Signed {
		if a.OID == oid {
			return true
		}
	}
	return false
}
