package trust

import (
	"context"
	"time"

	"github.com/fselint/fselint/pades/trustlist"
)

// Word is an outcome.
type Word string

// The three words. There is no "valid": that would need more than is looked at here.
const (
	Trusted    Word = "trusted"
	NotTrusted Word = "not trusted"
	NotJudged  Word = "not judged"
)

// Usage is what the certificate was used for.
type Usage int

// Usages. They decide which extended key usage is asked for and which services of a trusted list count.
const (
	Signing      Usage = iota // a document signature: any extended key usage
	TimeStamping              // a time-stamp token: id-kp-timeStamping (RFC 3161 2.3)
)

// Reason says why a word is what it is; stable for programs.
type Reason string

// Reasons of the whole and of a path.
const (
	OK                Reason = ""
	NoTrustData       Reason = "no-trust-data"            // the store names no anchor
	NoTime            Reason = "no-time"                  // the time of the signature is unknown
	Unreadable        Reason = "unreadable-certificate"   // it is no certificate, or its key cannot be used
	IssuerMissing     Reason = "issuer-missing"           // the path ends at a certificate whose issuer is nowhere
	UntrustedRoot     Reason = "untrusted-root"           // the path ends at a self-signed certificate that is no anchor
	BadSignature      Reason = "bad-signature"            // a certificate names an issuer that has not signed it
	Expired           Reason = "expired"                  // a certificate had expired at the time
	NotYetValid       Reason = "not-yet-valid"            // a certificate was not yet valid at the time
	NotACA            Reason = "not-a-ca"                 // an issuer is no certification authority
	KeyUsage          Reason = "key-usage"                // an issuer may not sign certificates
	ExtendedKeyUsage  Reason = "extended-key-usage"       // the certificate is not for time stamps
	PathLength        Reason = "path-length"              // an issuer allows fewer certificates below it
	NameConstraint    Reason = "name-constraint"          // an issuer does not allow the name
	ConstraintUnknown Reason = "constraint-not-judged"    // an issuer constrains what is not understood here
	CriticalExtension Reason = "critical-extension"       // a critical extension is not understood
	WeakAlgorithm     Reason = "weak-algorithm"           // a signature with MD5 or SHA-1, or a short key
	TooComplex        Reason = "too-complex"              // the search for a path was given up
	ServiceStatus     Reason = "service-not-granted"      // the trusted list had not granted the service at the time
	ListSigner        Reason = "list-signer-not-named"    // the trusted list is authentic to its own embedded key only
	ListBroken        Reason = "list-not-authentic"       // the trusted list's signature is missing or wrong
	Revoked           Reason = "revoked"                  // revoked at or before the time
	RevokedLater      Reason = "revoked-time-not-proven"  // revoked after the claimed time, which nothing proves
	NoRevocationData  Reason = "no-revocation-data"       // no list or response was there
	UnusableData      Reason = "revocation-data-unusable" // what was there does not answer for the certificate at the time
	UnknownToIssuer   Reason = "unknown-to-responder"     // an OCSP response says unknown
	NotConsulted      Reason = "anchor"                   // an anchor: nothing above it vouches for it
	NoCheck           Reason = "no-check"                 // the issuer says that revocation need not be checked
)

// Question is what is asked about one certificate.
type Question struct {
	// Certificate is the DER of the certificate in question.
	Certificate []byte
	// Others are DER certificates that the document brings along (CMS, DSS, time-stamp tokens), in any order. They help to
	// build the path and are never anchors.
	Others [][]byte
	// CRLs and OCSPs are the DER of lists of revoked certificates and of OCSP responses (OCSPResponse or BasicOCSPResponse) that the
	// document brings along.
	CRLs, OCSPs [][]byte
	// At is the time as of which to judge: that of a verified time stamp, else the one that the signature claims (/M).
	At time.Time
	// AtProven tells that At comes from a time stamp that was verified and found trusted.
	AtProven bool
	// Usage is what the certificate was used for.
	Usage Usage
}

// Answer is the outcome for one certificate.
type Answer struct {
	// Finding is about the whole: trusted only when Path is trusted and no certificate on it was revoked, by evidence.
	Finding
	// Path is about the path alone, without revocation.
	Path Finding
	// Revocation is about revocation alone; not judged when there is no path.
	Revocation Finding
	// Links are the certificates of the path, the one in question first, the anchor last; as far as they could be found when
	// there is no path to an anchor.
	Links []Link
	// Anchor says what the path ends at, nil when it ends at no anchor.
	Anchor *Anchor
	// Qualified says whether the certificate was a qualified one by a trusted list; its word is not judged when no list was given.
	Qualified Qualified
	// Statements are what the certificate says about itself (qcStatements).
	Statements Statements
	// Notes are remarks that change no word, in English, with a stable kind.
	Notes []Note
}

// Finding is a word with its reason.
type Finding struct {
	Word Word
	// Reason says why, OK when trusted.
	Reason Reason
	// About names the certificate or service that the reason is about, "" for the whole. Value is what decided, in no language: a
	// time, a name, an algorithm, a number of bits.
	About, Value string
	// Detail says it all in English: what it is about, a colon, why.
	Detail string
}

func finding(w Word, r Reason, about, value, detail string) Finding {
	if about != "" {
		detail = about + ": " + detail
	}
	return Finding{w, r, about, value, detail}
}

// Link is one certificate of a path.
type Link struct {
	Raw                 []byte
	Subject, Issuer     string
	Serial              string // hexadecimal
	NotBefore, NotAfter time.Time
	// Origin is "document", the name of the file that it came from, or the address it was fetched from.
	Origin string
	// Revocation is the state of this certificate.
	Revocation Revocation
}

// Revocation is the state of one certificate.
type Revocation struct {
	Finding // trusted: not revoked; not trusted: revoked
	// Source is "ocsp", "crl", "delta-crl" or "" and Origin where the evidence came from, as in Link.
	Source, Origin string
	// ThisUpdate and NextUpdate are those of the evidence; NextUpdate is zero when it has none.
	ThisUpdate, NextUpdate time.Time
	// RevokedAt is the revocation date, CRLReason its reason by the name of RFC 5280 5.3.1 ("keyCompromise"), "" when not revoked.
	RevokedAt time.Time
	CRLReason string
}

// Anchor is what a path ends at.
type Anchor struct {
	Subject string
	// Origin is the name of the file that named it.
	Origin string
	// Service is the service of a trusted list that it stands for, nil for a certificate that the user named.
	Service *trustlist.Service
	// List is that trusted list.
	List *trustlist.List
	// ListSigner tells whether the user has named the list's signer, directly or through a list of lists.
	ListSigner bool
}

// Kinds of notes.
const (
	NoteExpiredSince       = "expired-since"       // valid at the time, expired by now
	NoteAnchorExpired      = "anchor-expired"      // the anchor had expired at the time; anchors are taken as the user names them
	NoteRevokedSince       = "revoked-since"       // revoked after the proven time of the signature
	NoteOlderEvidence      = "evidence-older"      // the evidence is from before the signature, though still in force at its time
	NoteListExpired        = "list-expired"        // the next update of a trusted list is past
	NoteFetch              = "fetch"               // something could not be fetched
	NoteUnusableEvidence   = "evidence-unusable"   // a list or response that was passed over, and why
	NoteUnusableCert       = "certificate-unused"  // a certificate brought along that cannot be read
	NoteResponderUnchecked = "responder-unchecked" // whether the responder of OCSP was revoked is unknown
)

// Note is a remark.
//
// About names what it is about: a certificate, a file, an address; "" for the whole. Detail is English, or a time.
type Note struct{ Kind, About, Detail string }

// Qualified says whether the certificate is a qualified one by a trusted list (ETSI TS 119 615 4.4).
type Qualified struct {
	// Word is trusted: qualified; not trusted: not qualified; not judged: no list, or none with that issuer.
	Word   Word
	Detail string
	// Type is "esign", "eseal" or "web", "" when unknown. Device tells whether the private key is in a qualified device (QSCD).
	Type   string
	Device Word
	// Service is the service that issued it, List its list.
	Service *trustlist.Service
	List    *trustlist.List
}

// Judge answers the question with what the store holds. A nil store holds nothing. It does not fail: what is wrong with the
// question is said in the answer. ctx bounds only the fetching.
func Judge(ctx context.Context, q Question, s *Store) Answer {
	if s == nil {
		s = New(Options{})
	}
	s.seal()
	j := &judge{ctx: ctx, q: q, store: s, now: s.options.Now(), budget: maxVerifications}
	return j.answer()
}
